"""The requests for one operation: its parameters in their places, its body, written by httpx."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from freeloop.load.planning.body import Bodies, BodyData, choose_body, with_body, with_data
from freeloop.load.planning.building import Parts, build, json_content
from freeloop.load.planning.cookies import cookies_in
from freeloop.load.planning.example.value import ExampleMaker, NoExampleError
from freeloop.load.planning.made_up import still_made_up
from freeloop.load.planning.openapi import Operation, Parameter, References
from freeloop.load.planning.selection import SAFE_METHODS
from freeloop.load.planning.variants import requests_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freeloop.json_value import Json, JsonObject
    from freeloop.load.planning.building import RequestHook
    from freeloop.load.request import RequestSpec


@dataclass(frozen=True, slots=True)
class Choice:
    """An operation that is to be sent, perhaps at a path with its parameters filled in by the user."""

    operation: Operation
    path: str | None = None
    query: str = ""


def with_query(path: str, query: str) -> str:
    """Return the path with its query, if it has one."""
    return f"{path}?{query}" if query else path


class RequestWriter:
    """Writes the requests of one plan."""

    def __init__(
        self,
        document: JsonObject,
        overrides: Mapping[str, Bodies],
        headers: Mapping[str, str],
        hook: RequestHook | None,
    ) -> None:
        self._references = References(document)
        self._maker = ExampleMaker(self._references)
        self._overrides = overrides
        self._headers = headers
        cookies = [value for name, value in headers.items() if name.lower() == "cookie"]
        self._cookies = {name for value in cookies for name, _ in cookies_in(value)}
        self._hook = hook

    def requests_for(self, choice: Choice) -> tuple[tuple[RequestSpec, ...], tuple[str, ...]]:
        """Return the requests for the operation, and what of them was made up, such as `body` or `path id`.

        Raises:
            ValueError: no value was found for something that it requires; the message says for what.
        """
        operation = choice.operation
        path = choice.path or operation.path
        query: list[tuple[str, str]] = []
        headers: dict[str, str | tuple[str, ...]] = {}
        cookies: dict[str, str] = {}
        made_up: list[str] = []
        for parameter in operation.parameters:
            if not self._is_sent(parameter, choice):
                continue
            name = f"{parameter.location} {parameter.name}"
            invented = self._maker.invented
            value = self._maker.value_for(parameter.schema, name)
            if self._maker.invented > invented:
                made_up.append(name)
            if parameter.location == "path":
                path = path.replace("{" + parameter.name + "}", quote(_path_text(parameter, value), safe=""))
            elif parameter.location == "query":
                query += _query_pairs(parameter, value)
            elif parameter.location == "header":
                headers[parameter.name] = _header_lines(parameter, value)
            elif parameter.location == "cookie":
                cookies[parameter.name] = _flat_text(parameter, value)
        # What the document forgot to describe still needs something in its place.
        path = re.sub(r"\{[^}]*\}", "1", path)
        parts = Parts(
            operation.method, with_query(path, choice.query), query, headers | dict(self._headers), cookies
        )
        invented = self._maker.invented
        planned, requests = self._requests_with_body(parts, operation)
        if self._maker.invented > invented:
            made_up.append("body")
        if self._hook is None:
            return requests, tuple(made_up)
        return requests, still_made_up(made_up, operation.path, build(planned), requests[0])

    def _is_sent(self, parameter: Parameter, choice: Choice) -> bool:
        """Whether it needs a value that the user did not give."""
        is_given = {
            "path": choice.path is not None,
            "query": bool(choice.query),
            "header": parameter.name.lower() in map(str.lower, self._headers),
            "cookie": parameter.name in self._cookies,
        }
        is_by_hook = self._hook is not None and (parameter.location, _key(parameter)) in self._hook.gives
        return not (is_by_hook or is_given.get(parameter.location, False)) and (
            parameter.required or self._maker.has_example(parameter.schema)
        )

    def _requests_with_body(
        self, parts: Parts, operation: Operation
    ) -> tuple[Parts, tuple[RequestSpec, ...]]:
        """Return the request's parts, with a body if it is made up here, and the requests."""
        body = choose_body(operation.bodies)

        def write(data: BodyData) -> RequestSpec:
            return build(with_data(parts, data, body, self._references), self._hook)

        if operation.name in self._overrides:
            return parts, requests_with(operation.name, self._overrides[operation.name], write)
        if body is not None and operation.method not in SAFE_METHODS:
            parts = with_body(parts, body, self._maker, self._references)
        return parts, (build(parts, self._hook),)


def _key(parameter: Parameter) -> str:
    return parameter.name.lower() if parameter.location == "header" else parameter.name


def _query_pairs(parameter: Parameter, value: Json) -> list[tuple[str, str]]:
    name = parameter.name
    if isinstance(value, dict) and not parameter.is_json:
        if parameter.style == "deepObject":
            return [(f"{name}[{key}]", _text(item)) for key, item in value.items()]
        if parameter.explode:
            return [(key, _text(item)) for key, item in value.items() if item is not None]
    if isinstance(value, list) and not parameter.is_json and parameter.explode:
        return [(name, _text(item)) for item in value]
    return [(name, _flat_text(parameter, value))]


def _path_text(parameter: Parameter, value: Json) -> str:
    text = _flat_text(parameter, value)
    if not text:
        raise NoExampleError(f"path {parameter.name}: an empty value would name another path")
    return text


def _header_lines(parameter: Parameter, value: Json) -> str | tuple[str, ...]:
    """Return a list as a line for each item, which is the same as commas (RFC 9110 5.3), and all that FastAPI reads."""
    if isinstance(value, list) and value and not parameter.is_json:
        return tuple(map(_text, value))
    return _flat_text(parameter, value)


def _flat_text(parameter: Parameter, value: Json) -> str:
    """Return the value as one text: lists by commas, as OpenAPI's `simple` style."""
    if parameter.is_json:
        return json_content(value).decode()
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, dict):
        return ",".join(f"{key},{_text(item)}" for key, item in value.items())
    return _text(value)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json_content(value).decode()
