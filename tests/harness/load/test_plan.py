"""Documents in, requests out: each file of `plan_cases` is one case."""

from __future__ import annotations

import json
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from freeloop.errors import UserError
from freeloop.json_value import Json, JsonObject, list_of, object_of, text_of
from freeloop.load.planning import BodyData, Plan, plan_for_paths, plan_from_openapi
from freeloop.load.planning.building import RequestHook
from freeloop.load.planning.route import Route

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from freeloop.load import RequestSpec

_CASES = Path(__file__).parent / "plan_cases"


def _plan(document: JsonObject, options: JsonObject) -> Plan:
    return plan_from_openapi(
        document,
        select=cast("Sequence[str]", options.get("select", ())),
        all_methods=options.get("all_methods") is True,
        data=cast("Mapping[str, BodyData]", options.get("data", {})),
        headers=cast("Mapping[str, str]", options.get("headers", {})),
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in _CASES.glob("*.json")))
def test_case(name: str) -> None:
    case = object_of(json.loads((_CASES / f"{name}.json").read_text()))
    document, options = object_of(case["document"]), object_of(case.get("options", {}))
    plan = _plan(document, options)
    expected = [object_of(each) for each in list_of(case["requests"])]
    found = [f"{endpoint.method} {endpoint.path_template}" for endpoint in plan.endpoints]
    assert found == [each["endpoint"] for each in expected]
    for endpoint, each in zip(plan.endpoints, expected, strict=True):
        _check(endpoint.request, each)
    skipped = {f"{each.method} {each.path}": each.reason for each in plan.skipped}
    assert skipped == case.get("skipped", {})
    assert _plan(document, options) == plan


def _check(request: RequestSpec, expected: JsonObject) -> None:
    assert request.target == expected["target"]
    for name, value in object_of(expected.get("headers", {})).items():
        lines = [line for each, line in request.headers if each.lower() == name]
        assert lines == (value if isinstance(value, list) else [value])
    if "json" in expected:
        assert json.loads(request.content) == expected["json"]
    elif "parts" in expected:
        assert _dispositions(request) == expected["parts"]
    else:
        assert request.content == text_of(expected.get("text", "")).encode()


def _dispositions(request: RequestSpec) -> list[Json]:
    """Read the multipart body with another parser than the one that wrote it."""
    content_type = dict(request.headers)["Content-Type"]
    message = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + request.content)
    return [str(part["Content-Disposition"]) for part in message.walk() if not part.is_multipart()]


_DOCUMENT: JsonObject = {
    "paths": {"/items": {"get": {}, "post": {}}, "/items/{id}": {"get": {}}, "/predict": {"post": {}}}
}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("/item", "no endpoint matches '/item': the nearest are GET /items, POST /items, GET /items/{id}"),
        (
            "DELETE /items",
            "no endpoint matches 'DELETE /items': the nearest are GET /items, POST /items, GET /items/{id}",
        ),
        (
            "/zzzz",
            "no endpoint matches '/zzzz': there are GET /items, POST /items, GET /items/{id}, POST /predict",
        ),
        ("items", "endpoint 'items' is not a path or a method and a path: write /items or 'POST /items'"),
        (
            "G-T /items",
            "endpoint 'G-T /items' is not a path or a method and a path: write /items or 'POST /items'",
        ),
    ],
)
def test_a_name_that_fits_nothing_is_refused_with_the_nearest(name: str, message: str) -> None:
    choices: list[JsonObject] = [{"select": [name]}, {"data": {name: {}}}]
    for options in choices:
        with pytest.raises(UserError) as refusal:
            _plan(_DOCUMENT, options)
        assert str(refusal.value) == message


def test_a_document_that_is_none_is_refused() -> None:
    with pytest.raises(UserError, match="OpenAPI document cannot be read: paths is not an object"):
        plan_from_openapi({"paths": []})


_UNREADABLE: list[tuple[JsonObject, str]] = [
    ({"/a": None}, "* /a: …paths./a: what stands there is not an object: None"),
    ({"/a": {"$ref": "#/x"}}, "* /a: …paths./a: $ref '#/x' leads nowhere"),
    ({"/a": {"get": []}}, "GET /a: …paths./a.get: the operation is not an object: []"),
    ({"/a": {"delete": {"parameters": {}}}}, "DELETE /a: …paths./a.delete: parameters is not a list: {}"),
    (
        {"/a": {"get": {"parameters": [{"name": "q"}, {"$ref": "#/q"}]}}},
        "GET /a: …paths./a.get: parameters[1]: $ref '#/q' leads nowhere",
    ),
    (
        {"/a": {"post": {"requestBody": {"content": {"text/csv": 5}}}}},
        "POST /a: …paths./a.post: requestBody: content.text/csv: what stands there is not an object: 5",
    ),
]


@pytest.mark.parametrize(("paths", "said"), _UNREADABLE)
@pytest.mark.parametrize("select", [(), ("/*",), ("/a", "/ok"), ("* /a", "/ok")])
def test_what_cannot_be_read_is_named_and_stops_nothing_else(
    paths: JsonObject, said: str, select: tuple[str, ...]
) -> None:
    readable: JsonObject = {"/ok": {"get": {}}}
    plan = plan_from_openapi({"paths": paths | readable}, select=select)
    assert [endpoint.path_template for endpoint in plan.endpoints] == ["/ok"]
    (skipped,) = plan.skipped
    reason = skipped.reason.replace("its part of the OpenAPI document cannot be read: ", "…")
    assert f"{skipped.method} {skipped.path}: {reason}" == f"{said}: mend it"
    assert not skipped.is_unsafe


_IMPOSSIBLE: list[tuple[JsonObject, str]] = [
    ({"multipleOf": 0}, "multipleOf is 0: it must be more than 0"),
    ({"anyOf": {}}, "anyOf is not a list: {}"),
    ({"minItems": 10**9}, "minItems is 1e+09, and at most 10000 are made up"),
    ({"minLength": 10**12}, "minLength is 1e+12, and at most 1000000 are made up"),
    ({"minProperties": "many"}, "minProperties is not a number: 'many'"),
    ({"$ref": "#/nowhere"}, "$ref '#/nowhere' leads nowhere"),
]


@pytest.mark.parametrize(("schema", "said"), _IMPOSSIBLE)
def test_a_schema_that_no_value_is_made_for_stops_nothing_else(schema: JsonObject, said: str) -> None:
    body: JsonObject = {"content": {"application/json": {"schema": schema}}}
    paths: JsonObject = {"/a": {"post": {"requestBody": body}}, "/ok": {"get": {}}}
    plan = plan_from_openapi({"paths": paths}, all_methods=True)
    assert [endpoint.path_template for endpoint in plan.endpoints] == ["/ok"]
    assert said in plan.skipped[0].reason


def test_bytes_are_sent_as_they_are_and_as_files_of_a_form() -> None:
    multipart: JsonObject = {"multipart/form-data": {"schema": {"type": "object"}}}
    image: JsonObject = {"image/png": {"schema": {"type": "string", "format": "binary"}}}
    document: JsonObject = {
        "paths": {
            "/raw": {"post": {"requestBody": {"content": image}}},
            "/form": {"post": {"requestBody": {"content": multipart}}},
        }
    }
    plan = plan_from_openapi(document, data={"/raw": b"\x89PNG", "/form": {"file": b"\x00", "note": "hi"}})
    raw, form = (endpoint.request for endpoint in plan.endpoints)
    assert (raw.content, dict(raw.headers)["Content-Type"]) == (b"\x89PNG", "image/png")
    assert _dispositions(form) == ['form-data; name="note"', 'form-data; name="file"; filename="file.bin"']


def test_a_hook_may_change_each_request() -> None:
    def sign(request: httpx.Request) -> httpx.Request:
        request.headers["X-Signature"] = str(len(request.url.path))
        return request

    plan = plan_from_openapi(_DOCUMENT, select=("GET /items",), hook=RequestHook(sign))
    assert dict(plan.endpoints[0].request.headers)["X-Signature"] == "6"


def test_an_application_without_a_document_is_loaded_by_its_paths() -> None:
    plan = plan_for_paths(("/", "/a?b=1", "post /c"), data={"POST /c": {"x": 1}, "PUT /d": b"raw"})
    assert [(each.method, each.path_template, each.request.target) for each in plan.endpoints] == [
        ("GET", "/", "/"),
        ("GET", "/a", "/a?b=1"),
        ("POST", "/c", "/c"),
        ("PUT", "/d", "/d"),
    ]
    assert [each.request.content for each in plan.endpoints] == [b"", b"", b'{"x":1}', b"raw"]


def test_two_queries_of_one_path_are_two_endpoints() -> None:
    plan = plan_for_paths((), data={"WS /chat": "one", "WS /chat?room=2": "two"})
    assert [(each.request.target, each.request.content) for each in plan.endpoints] == [
        ("/chat", b"one"),
        ("/chat?room=2", b"two"),
    ]


def test_a_pattern_needs_a_document() -> None:
    with pytest.raises(UserError, match="is a pattern, and no OpenAPI document was found: name each"):
        plan_for_paths(("/items/*",))


def test_a_websocket_is_taken_as_named() -> None:
    plan = plan_from_openapi(
        _DOCUMENT, select=("GET /items",), data={"WS /chat?room=1": {"say": "hi"}}, headers={"X-A": "1"}
    )
    assert [(each.method, each.path_template) for each in plan.endpoints] == [
        ("GET", "/items"),
        ("WS", "/chat"),
    ]
    request = plan.endpoints[1].request
    assert (request.method, request.target, request.content) == ("WS", "/chat?room=1", b'{"say":"hi"}')
    assert dict(request.headers)["X-A"] == "1"
    only = plan_from_openapi(_DOCUMENT, select=("WS /chat",))
    assert [(each.method, each.request.content) for each in only.endpoints] == [("WS", b"")]


def test_data_under_a_bare_path_is_for_the_method_that_takes_it() -> None:
    plan = plan_from_openapi(_DOCUMENT, data={"/items": {"a": 1}})
    bodies = {f"{each.method} {each.path_template}": each.request.content for each in plan.endpoints}
    assert bodies == {"GET /items": b"", "GET /items/{id}": b"", "POST /items": b'{"a":1}'}


@pytest.mark.parametrize(
    ("select", "targets"),
    [
        ((), ["/items/7"]),
        (("/items/*",), ["/items/7"]),
        (("PUT /items/{id}",), ["/items/7"]),
        (("PUT /items/8",), ["/items/8"]),
        (("GET /items/{id}",), ["/items/1", "/items/7"]),
    ],
)
def test_the_values_that_data_is_given_under_are_sent(select: tuple[str, ...], targets: list[str]) -> None:
    parameter: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    operation: JsonObject = {"parameters": [parameter]}
    paths: JsonObject = {"/items/{id}": {"get": operation, "put": operation}}
    plan = plan_from_openapi({"paths": paths}, select=select, data={"PUT /items/7": {"a": 1}})
    loaded = [each for each in plan.endpoints if each.method == "PUT" or len(targets) > 1]
    assert [each.request.target for each in loaded] == targets
    assert [each.made_up for each in loaded if each.method == "PUT"] == [()]
    assert loaded[-1].request.content == b'{"a":1}'


def test_an_application_without_operations_has_an_empty_plan_and_no_names() -> None:
    assert plan_from_openapi({"paths": {}}).endpoints == ()
    with pytest.raises(UserError, match="no endpoint matches '/x': the application has none"):
        plan_from_openapi({"paths": {}}, select=("/x",))


_ROUTES = (
    Route("GET", "/items"),  # the document's
    Route("WS", "/chat"),
    Route("POST", "/v1/predict/{model}"),
    Route("*", "/static/*"),
)
_WHY = {
    "WS /chat": "a websocket: name it as 'WS /chat' to load it",
    "POST /v1/predict/{model}": "not in the OpenAPI document: name it as 'POST /v1/predict/{model}', with values "
    "in its path, to load it",
    "* /static/*": "mounted, and does not tell its routes: name one, as 'GET /path', to load it",
}


@pytest.mark.parametrize(
    ("options", "sent", "left_out"),
    [
        ({}, ["GET /items"], _WHY),
        (
            {"data": {"WS /chat": "hi"}},
            ["GET /items", "WS /chat"],
            {name: why for name, why in _WHY.items() if name != "WS /chat"},
        ),
        ({"select": ["POST /v1/predict/7"]}, ["POST /v1/predict/7"], {}),
        ({"select": ["/items", "/static/a.css"]}, ["GET /items", "GET /static/a.css"], {}),
    ],
)
def test_routes_outside_the_document(options: JsonObject, sent: list[str], left_out: dict[str, str]) -> None:
    plan = plan_from_openapi(
        {"paths": {"/items": {"get": {}}}},
        select=cast("Sequence[str]", options.get("select", ())),
        data=cast("Mapping[str, BodyData]", options.get("data", {})),
        routes=_ROUTES,
    )
    assert [f"{each.method} {each.path_template}" for each in plan.endpoints] == sent
    assert {f"{each.method} {each.path}": each.reason for each in plan.skipped} == left_out


@pytest.mark.parametrize("name", ["GET /v1/predict/7", "/v1/predict/{model}", "POST /v1/*", "/chat"])
def test_a_name_that_fits_no_route_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="no endpoint matches"):
        plan_from_openapi({"paths": {"/items": {"get": {}}}}, select=[name], routes=_ROUTES)


_FILE: JsonObject = {"type": "string", "format": "binary"}
_PDF = b"%PDF-1.7 and more"


@pytest.mark.parametrize(
    ("data", "filename", "content_type"),
    [
        ({"scan": _PDF}, "scan.pdf", "application/pdf"),
        ({"scan": b"\x89PNG\r\n\x1a\n"}, "scan.png", "image/png"),
        ({"scan": b"\xff\xd8\xff\xe0"}, "scan.jpg", "image/jpeg"),
        ({"scan": b"GIF89a"}, "scan.gif", "image/gif"),
        ({"scan": b"PK\x03\x04"}, "scan.zip", "application/zip"),
        ({"scan": b"RIFF\0\0\0\0WAVE"}, "scan.wav", "audio/wav"),
        ({"scan": b"\0\0\0\x18ftypmp42"}, "scan.mp4", "video/mp4"),
        ({"scan": b"who knows"}, "scan.bin", "application/octet-stream"),
        ({"scan": ("a.csv", b"1,2", "text/csv")}, "a.csv", "text/csv"),
        ({"scan": ("a.txt", b"1,2")}, "a.txt", "text/plain"),
        (("doc.pdf", _PDF), "doc.pdf", "application/pdf"),
    ],
)
def test_a_file_has_a_name_and_a_type(data: BodyData, filename: str, content_type: str) -> None:
    request = _upload({"multipart/form-data": {"schema": {"properties": {"scan": _FILE}}}}, data)
    assert _dispositions(request) == [f'form-data; name="scan"; filename="{filename}"']
    assert f"Content-Type: {content_type}\r\n".encode() in request.content


def test_a_file_is_a_body_of_its_own_where_no_form_is_wanted() -> None:
    request = _upload({"application/pdf": {"schema": _FILE}}, ("doc.pdf", _PDF))
    assert (dict(request.headers)["Content-Type"], request.content) == ("application/pdf", _PDF)


@pytest.mark.parametrize(
    "content",
    [
        {"application/json": {"schema": {"type": "object"}}},
        {"multipart/form-data": {"schema": {"properties": {"old": _FILE, "new": _FILE}}}},
    ],
)
def test_a_file_for_what_takes_no_single_file_is_refused(content: JsonObject) -> None:
    with pytest.raises(
        UserError, match=r"the file 'doc.pdf' is not JSON, and POST /ocr takes .* no single file"
    ):
        _upload(content, ("doc.pdf", _PDF))


def _upload(content: JsonObject, data: BodyData) -> RequestSpec:
    document: JsonObject = {"paths": {"/ocr": {"post": {"requestBody": {"content": content}}}}}
    return plan_from_openapi(document, data={"POST /ocr": data}).endpoints[0].request


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("GET /a b/{x}", "/a%20b/1"),
        ("get  /a b/q 7", "/a%20b/q%207"),
        ("/a%20b/q", "/a%20b/q"),
        ("/a b/plain", "/a%20b/plain"),
        ("/a%20b/plain?q=1 2", "/a%20b/plain?q=1%202"),
    ],
)
def test_a_path_with_a_space_is_named(name: str, target: str) -> None:
    paths: JsonObject = {"/a b/plain": {"get": {}}, "/a b/{x}": {"get": {}}}
    (endpoint,) = _plan({"paths": paths}, {"select": [name]}).endpoints
    assert endpoint.request.target == target
