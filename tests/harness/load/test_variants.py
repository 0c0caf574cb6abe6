"""Bodies that a function makes: how many, for which endpoints, and that no answer says that it had been there."""

from __future__ import annotations

import sys
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pytest

from freeloop import AuditSettings, ServerSettings, run_audit
from freeloop.errors import UserError
from freeloop.load import RequestSpec
from freeloop.load.planning import Plan, plan_for_paths, plan_from_openapi
from freeloop.load.planning.variants import MOST, MOST_BYTES, requests_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from freeloop.json_value import Json
    from freeloop.load.planning.body import Bodies

UNIQUE = """
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
there = set()


class User(BaseModel):
    name: str


@app.post("/users")
async def create(user: User) -> None:
    if user.name in there:
        raise HTTPException(409)
    there.add(user.name)
"""

_OPERATION = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
    "responses": {},
}
_DOCUMENT = {"openapi": "3.1.0", "paths": {"/users": {"post": _OPERATION}}}


def _numbered() -> Callable[[], dict[str, str]]:
    numbers = count()
    return lambda: {"name": f"user {next(numbers)}"}


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_as_many_bodies_are_made_as_there_is_room_for(size: int) -> None:
    made = iter(range(2 * MOST))

    def make() -> bytes:
        return bytes([next(made) % 256]) * size

    requests = requests_with(
        "POST /", make, lambda body: RequestSpec("POST", "/", (), body if isinstance(body, bytes) else b"")
    )
    assert len(requests) == (MOST_BYTES // size if size else MOST)
    assert next(made) == len(requests)


PLANS: dict[str, Callable[[dict[str, Bodies]], Plan]] = {
    "OpenAPI": lambda data: plan_from_openapi(_DOCUMENT, data=data),
    "no document": lambda data: plan_for_paths([], data=data),
}


@pytest.mark.parametrize("name", ["POST /users", "WS /users"])
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_kind_of_endpoint_takes_a_function(
    plan: Callable[[dict[str, Bodies]], Plan], name: str
) -> None:
    (endpoint,) = plan({name: _numbered()}).endpoints[-1:]
    contents = [request.content for request in endpoint.requests]
    assert contents[:2] == [b'{"name":"user 0"}', b'{"name":"user 1"}']
    assert len(set(contents)) == MOST


@pytest.mark.parametrize(
    ("make", "said"),
    [(lambda: {"name": 1 // 0}, "ZeroDivisionError: "), (lambda: sys.exit(0), "SystemExit: 0: mend it")],
)
def test_a_function_that_raises_is_named_by_its_endpoint(make: Bodies, said: str) -> None:
    with pytest.raises(UserError, match=f"makes bodies for POST /users raised {said}") as refusal:
        plan_from_openapi(_DOCUMENT, data={"POST /users": make})
    assert "test_variants.py" in refusal.value.details


_NO_JSON = "is not JSON (Object of type"
_NO_FILE = "is no file: write (name, bytes) or (name, bytes, media type)"
_UNSENDABLE: list[tuple[str, object, str]] = [
    (
        "POST /users",
        {"x": {1, 2}},
        f": {{'x': {{1, 2}}}} {_NO_JSON} set is not JSON serializable): give text, numbers",
    ),
    ("POST /users", {"x": b"1"}, f": {{'x': b'1'}} {_NO_JSON} bytes"),
    ("POST /users", {(1, 2): 3}, ": {(1, 2): 3} is not JSON (keys must be str, "),
    ("POST /users", "\ud800", ": '\\ud800' is not JSON ("),
    ("POST /users", (), f": () {_NO_FILE}"),
    ("POST /users", ("a.csv", "1,2"), f": ('a.csv', '1,2') {_NO_FILE}"),
    ("POST /form", {"x": {1}}, f": {{1}} {_NO_JSON} set"),
    ("POST /form", {5: b""}, ": 5 names a field of a form: write its name as text"),
    ("POST /form", {"f": ("a.csv",)}, f": ('a.csv',) {_NO_FILE}"),
    ("POST /form", date(2026, 1, 1), f": datetime.date(2026, 1, 1) {_NO_JSON} date"),
    ("WS /chat", {"x": {1, 2}}, f": {{'x': {{1, 2}}}} {_NO_JSON} set"),
    ("WS /chat", ("a.csv", 5), f": ('a.csv', 5) {_NO_FILE}"),
    ("WS /chat", "\ud800", " has a character that cannot be sent ("),
]


@pytest.mark.parametrize(("name", "body", "said"), _UNSENDABLE)
@pytest.mark.parametrize("is_made", [False, True], ids=["held", "made"])
def test_a_body_that_cannot_be_sent_is_refused(name: str, body: Json, said: str, *, is_made: bool) -> None:
    form = {"requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object"}}}}}
    document = {"paths": {"/users": {"post": _OPERATION}, "/form": {"post": form}}}
    with pytest.raises(UserError) as refusal:
        plan_from_openapi(document, data={name: (lambda: body) if is_made else body})
    assert str(refusal.value).startswith(f"the body for {name}{said}")


@pytest.mark.parametrize("name", [5, None, b"/users"])
def test_an_endpoint_is_named_by_text(name: str) -> None:
    with pytest.raises(
        UserError, match=r"the name of an endpoint is .*: write it as text, such as 'POST /items'"
    ):
        plan_from_openapi(_DOCUMENT, data={name: 1})
    with pytest.raises(UserError, match="the name of an endpoint is "):
        plan_from_openapi(_DOCUMENT, select=[name])


@pytest.mark.slow
def test_what_may_exist_only_once_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "unique.py").write_text(UNIQUE)
    settings = AuditSettings(
        ServerSettings("unique:app", app_dir=tmp_path),
        data={"POST /users": _numbered()},
        concurrency=1,
        rate_rps=100,
        duration_s=0.5,
        warmup_s=0.1,
    )
    (endpoint,) = run_audit(settings).endpoints
    assert endpoint.traffic.answered_well == endpoint.traffic.requests > 0
