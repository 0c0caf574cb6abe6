"""Requests made up from the service's own OpenAPI document, and from nothing: none makes it fail, none hangs."""

import asyncio
import importlib
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference_service.main import create_app
from reference_service.schemas import A_SEVEN, A_SEVEN_BYTES
from reference_service.settings import Settings

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.slow,
    # It asks the collector who refers to its generator, and of what the service froze Python 3.14 tells nothing.
    pytest.mark.filterwarnings("ignore:It looks like .register_random. :hypothesis.errors.HypothesisWarning"),
]

Json: TypeAlias = Any

Validator: Any = importlib.import_module("jsonschema").Draft202012Validator  # has no types of its own

DOCUMENT: dict[str, Json] = create_app(Settings()).openapi()
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
ALWAYS_POSSIBLE = {400, 404, 405}
"""What is answered before an operation is found, or before its body is read."""

# Derandomised: the same requests each time. The client's fixture serves all of them.
fuzzed = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def resolved(schema: Mapping[str, Json]) -> Mapping[str, Json]:
    if "$ref" not in schema:
        return schema
    named: Mapping[str, Json] = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return named


def values_of(schema: Mapping[str, Json]) -> st.SearchStrategy[Json]:
    """Make values up that a schema allows; of its keywords those that the service's bodies use."""
    schema = resolved(schema)
    if schema["type"] == "object":
        return st.fixed_dictionaries({name: values_of(inner) for name, inner in schema["properties"].items()})
    if schema["type"] == "array":
        return st.lists(values_of(schema["items"]), min_size=schema["minItems"], max_size=schema["maxItems"])
    assert schema["type"] == "number", f"no values for {schema}"
    return st.floats(schema["minimum"], schema["maximum"])


BODY = DOCUMENT["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]["schema"]

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=20,
)


@st.composite
def images_with_one_thing_wrong(draw: st.DrawFn) -> Json:
    """An image in which one pixel, one row or the whole has another value, of any kind."""
    image = draw(values_of(BODY))
    place: Json = image
    trail: list[Json] = ["pixels", *draw(st.lists(st.integers(0, 7), max_size=2))]
    for step in trail[:-1]:
        place = place[step]
    place[trail[-1]] = draw(ANYTHING)
    return image


BODIES = st.one_of(
    (ANYTHING | images_with_one_thing_wrong()).map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=300),
    st.lists(st.integers(0, 17), min_size=64, max_size=64).map(bytes),
    st.sampled_from([b"[" * 60_000, b'{"a":' * 10_000, b"1" * 60_000, b"\xff\xfe", b" " * 70_000]),
)
TYPES = st.sampled_from(
    ["application/json", "application/octet-stream", "text/plain", "multipart/form-data", ""]
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"])
PATHS = st.sampled_from([path for path, _ in OPERATIONS]) | st.text("ab/.%0?#é", max_size=9).map("/".__add__)


async def answer_to(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
    """Send a request; half a minute is enough on any machine."""
    url = f"http://service{path}"  # whole: of a path alone that begins with two slashes httpx makes a host
    response = await asyncio.wait_for(client.request(method, url, **more), timeout=30)
    assert response.status_code < 500 or response.status_code == 503, (method, path, more, response.text)
    return response


def check(response: httpx.Response, path: str, method: str) -> None:
    """Judge an answer by what the document says of the operation."""
    documented = DOCUMENT["paths"].get(path, {}).get(method.lower(), {"responses": {}})["responses"]
    content = documented.get(str(response.status_code), {}).get("content", {})
    if "application/json" in content:
        schema = {**content["application/json"]["schema"], "components": DOCUMENT["components"]}
        assert Validator(schema).is_valid(response.json()), response.text
    elif not content:
        assert response.status_code in ALWAYS_POSSIBLE


@given(image=values_of(BODY))
@fuzzed
async def test_whatever_the_schema_allows_is_answered(client: httpx.AsyncClient, image: Json) -> None:
    response = await answer_to(client, "POST", "/predict", json=image)

    assert response.status_code == 200
    check(response, "/predict", "post")


@given(method=METHODS, path=PATHS, body=BODIES, media_type=TYPES)
@fuzzed
async def test_nothing_makes_it_fail(
    client: httpx.AsyncClient, method: str, path: str, body: bytes, media_type: str
) -> None:
    response = await answer_to(client, method, path, content=body, headers={"content-type": media_type})

    check(response, path, method)


@given(body=BODIES, media_type=TYPES)
@fuzzed
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
async def test_every_operation_takes_any_body(
    client: httpx.AsyncClient, path: str, method: str, body: bytes, media_type: str
) -> None:
    response = await answer_to(client, method, path, content=body, headers={"content-type": media_type})

    check(response, path, method)


async def test_the_examples_are_answered_as_documented(client: httpx.AsyncClient) -> None:
    one = await answer_to(client, "POST", "/predict", json=A_SEVEN)
    many = await answer_to(client, "POST", "/predict/batch", content=A_SEVEN_BYTES)

    assert (one.status_code, many.status_code) == (200, 200)
    check(one, "/predict", "post")
    check(many, "/predict/batch", "post")
