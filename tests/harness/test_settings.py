"""Settings that cannot be carried out are refused where they are made, whoever makes them."""

from __future__ import annotations

import resource
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from freeloop import AuditSettings, Budget, ServerSettings, UserError

SERVER = ServerSettings("main:app")

APPS: list[tuple[Any, str]] = [
    ("", "'' names no application: write MODULE:ATTRIBUTE, such as main:app"),
    ("main", "'main' names no application: write MODULE:ATTRIBUTE, such as main:app"),
    ("main:", "'main:' names no application: write MODULE:ATTRIBUTE, such as main:app"),
    (":app", "':app' names no application: write MODULE:ATTRIBUTE, such as main:app"),
    ("empty.py", "'empty.py' names a file: write empty:app (MODULE:ATTRIBUTE)"),
    ("empty.py:api", "'empty.py:api' names a file: write empty:api (MODULE:ATTRIBUTE)"),
    ("./empty:app", "'./empty:app' names a file: write empty:app (MODULE:ATTRIBUTE)"),
    (".empty:app", "'.empty:app' names a file: write empty:app (MODULE:ATTRIBUTE)"),
    (".", "'.' names a file: write main:app (MODULE:ATTRIBUTE)"),
    ("src/empty.py", "'src/empty.py' names a file: write empty:app with --app-dir src (MODULE:ATTRIBUTE)"),
    (
        "src/shop/main.py",
        "'src/shop/main.py' names a file: write shop.main:app with --app-dir src (MODULE:ATTRIBUTE)",
    ),
    (
        object(),
        "app is an object of type object: write where it is found as text, 'main:app' for `app` in main.py",
    ),
    (None, "app is an object of type NoneType: write where it is found as text"),
]


@pytest.mark.parametrize(("app", "said"), APPS)
def test_an_application_that_is_none(
    app: Any,  # noqa: ANN401 - of the wrong type on purpose
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "src" / "shop").mkdir(parents=True)
    (tmp_path / "src" / "shop" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as refusal:
        ServerSettings(app)
    assert str(refusal.value).startswith(said)


SERVERS: list[tuple[dict[str, Any], str]] = [
    ({"workers": 0}, "workers is 0: it must be at least 1"),
    ({"workers": 1.5}, "workers is 1.5 (of type float): give a whole number, such as 1"),
    ({"workers": True}, "workers is True (of type bool): give a whole number, such as 1"),
    ({"port": 70000}, "port is 70000: it must be from 0 to 65535"),
    ({"port": -1}, "port is -1: it must be from 0 to 65535"),
    ({"server": "gunicorn"}, "server is 'gunicorn': choose one of uvicorn, hypercorn"),
    ({"loop": "trio"}, "loop is 'trio': choose one of auto, asyncio, uvloop"),
    ({"http": None}, "http is None: choose one of auto, h11, httptools"),
    ({"lifespan": "maybe"}, "lifespan is 'maybe': choose one of auto, on, off"),
    ({"startup_timeout_s": 0.5}, "startup_timeout is 0.5 s: it must be at least 1 s: give a longer one"),
    (
        {"startup_timeout_s": "10s"},
        "startup_timeout is '10s' (of type str): give seconds as a number, such as 5.0",
    ),
    ({"app_dir": None}, "app_dir is None: give a path"),
    ({"factory": "yes"}, "factory is 'yes' (of type str): write True or False"),
    ({"host": 1}, "host is 1 (of type int): give an address as text"),
]


@pytest.mark.parametrize(("given", "said"), SERVERS)
def test_server_settings(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as refusal:
        ServerSettings("main:app", **given)
    assert str(refusal.value).startswith(said)


AUDITS: list[tuple[dict[str, Any], str]] = [
    ({"server": "main:app"}, "server is 'main:app' (of type str): write ServerSettings('main:app')"),
    ({"budget": 0.1}, "budget is 0.1 (of type float): write Budget(max_stall_s=0.1)"),
    ({"select": "/items"}, "select is the text '/items': write a list of endpoints, such as ['GET /items']"),
    ({"select": {"/items"}}, "select is {'/items'} (of type set): write a list of endpoints"),
    ({"data": [1]}, "data is [1] (of type list): write {'POST /predict': body}"),
    ({"concurrency": 0}, "concurrency is 0: it must be at least 1"),
    ({"concurrency": "8"}, "concurrency is '8' (of type str): give a whole number, such as 1"),
    ({"rate_rps": 0}, "rate is 0 requests/s: it must be more than 0"),
    ({"rate_rps": float("inf")}, "rate is inf (of type float): give requests/s as a number, such as 50"),
    ({"rate_rps": "5"}, "rate is '5' (of type str): give requests/s as a number, such as 50"),
    ({"duration_s": 0}, "duration is 0 s: it must be at least 0.1 s: give a longer one"),
    ({"duration_s": -1}, "duration is -1 s: it must be at least 0.1 s"),
    ({"duration_s": "1"}, "duration is '1' (of type str): give seconds as a number, such as 5.0"),
    ({"duration_s": float("inf")}, "duration is inf (of type float): give seconds as a number"),
    ({"duration_s": float("nan")}, "duration is nan (of type float): give seconds as a number, such as 5.0"),
    ({"warmup_s": -0.1}, "warmup is -0.1 s: it must be at least 0 s"),
    ({"timeout_s": 0}, "timeout is 0 s: it must be at least 0.1 s"),
    ({"hook_file": 3}, "hook_file is 3 (of type int): give the path of a Python file"),
    ({"headers": ["A: 1"]}, "headers is ['A: 1'] (of type list): write {'Name': 'value'}"),
    ({"headers": {"A": 1}}, "header 'A' is 1 (of type int): write its value as text"),
    ({"headers": {"A": "1\r\nB: 2"}}, r"header 'A' has a line break in its value '1\r\nB: 2': give one line"),
    ({"headers": {"A\nB": "1"}}, r"header 'A\nB' has a name with a character that HTTP does not allow"),
    ({"headers": {"A B": "1"}}, "header 'A B' has a name with a character that HTTP does not allow"),
]


@pytest.mark.parametrize(("given", "said"), AUDITS)
def test_audit_settings(given: dict[str, Any], said: str) -> None:
    fields: dict[str, Any] = {"server": SERVER} | given
    with pytest.raises(UserError) as refusal:
        AuditSettings(**fields)
    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize("highest", [4096, resource.RLIM_INFINITY])
def test_more_users_than_a_process_may_have_connections(
    highest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limits(_: int) -> tuple[int, int]:
        return 1024, highest

    monkeypatch.setattr(resource, "getrlimit", limits)
    AuditSettings(SERVER, concurrency=3996)
    with nullcontext() if highest != 4096 else pytest.raises(UserError) as refusal:
        AuditSettings(SERVER, concurrency=3997)
    assert refusal is None or str(refusal.value) == (
        "concurrency is 3997: each user has a connection, and a process may open 4096 files here: "
        "take at most 3996 users, or raise the limit (ulimit -Hn)"
    )


BUDGETS: list[tuple[dict[str, Any], str]] = [
    (
        {"max_stall_s": 0},
        "max_stall is 0 ms: lag is resolved to 6.0 ms, so it must be at least that; `none` takes the limit away",
    ),
    ({"p99_s": 0.0059}, "p99 is 5.9 ms: lag is resolved to 6.0 ms, so it must be at least that"),
    ({"p999_s": "5ms"}, "p999 is '5ms' (of type str): give seconds as a number, such as 0.1, or None"),
    ({"held_share": 1.2}, "held is 120 %: it must be from 0 % to 100 %"),
    ({"held_share": "5%"}, "held is '5%' (of type str): give a share as a number, such as 0.05, or None"),
]


@pytest.mark.parametrize(("given", "said"), BUDGETS)
def test_budgets(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as refusal:
        Budget(**given)
    assert str(refusal.value).startswith(said)


def test_what_can_be_carried_out_is_taken() -> None:
    server = ServerSettings(
        "shop.main:api.app", app_dir=Path("src"), env_file=Path(".env"), workers=4, port=65535
    )
    AuditSettings(
        server, Budget(None, 0.01, None, 0.0), ["/a"], headers={"X-A": "é"}, hook_file=Path("hook.py")
    )
    ServerSettings("my-app:app")
