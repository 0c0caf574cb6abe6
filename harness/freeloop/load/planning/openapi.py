"""What an OpenAPI 3.0 or 3.1 document says about requests, with its references resolved.

Only what is needed to send one valid request per operation is read: parameters and request bodies, with their
schemas and examples. Responses, servers and security schemes are not.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from freeloop.json_value import Json, JsonObject, list_of, object_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

METHODS = ("get", "head", "options", "post", "put", "patch", "delete", "trace")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation; `location` is path, query, header or cookie."""

    name: str
    location: str
    required: bool
    schema: JsonObject
    """Its schema, with an example of the parameter itself put in as the schema's."""
    explode: bool
    style: str
    is_json: bool
    """Its value is sent as JSON text (it has `content` in place of `schema`)."""


@dataclass(frozen=True, slots=True)
class Body:
    """One media type of a request body, with an example of the media type put in as the schema's."""

    media_type: str
    schema: JsonObject
    content_types: Mapping[str, str]
    """The content type of each multipart field whose `encoding` names one."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    """`*` where even the methods of the path could not be read."""
    path: str
    parameters: tuple[Parameter, ...] = ()
    bodies: tuple[Body, ...] = ()
    problem: str = ""
    """Why it could not be read, and where in the document; nothing else is known of it then."""

    @property
    def name(self) -> str:
        """How the operation is named by users: method and path template."""
        return f"{self.method} {self.path}"


class References:
    """Looks up `$ref` in one document."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document

    def resolve(self, node: Json) -> JsonObject:
        """Return the object that `node` is or refers to; keys beside a `$ref` add to it and win.

        Raises:
            ValueError: the reference leads out of the document, nowhere, or in a circle.
        """
        fields = object_of(node, "what stands there")
        seen: set[str] = set()
        while "$ref" in fields:
            pointer = str(fields["$ref"])
            if pointer in seen:
                raise ValueError(f"$ref {pointer!r} refers to itself")
            seen.add(pointer)
            beside = {key: value for key, value in fields.items() if key != "$ref"}
            fields = self._look_up(pointer) | beside
        return fields

    def _look_up(self, pointer: str) -> JsonObject:
        if not pointer.startswith("#"):
            raise ValueError(f"$ref {pointer!r} leads out of the document")
        node: Json = self._document
        for part in pointer[1:].split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdigit() and int(key) < len(node):
                node = list_of(node)[int(key)]
            elif isinstance(node, dict) and key in node:
                node = node[key]
            else:
                raise ValueError(f"$ref {pointer!r} leads nowhere")
        return object_of(node, pointer)


def operations(document: JsonObject) -> Iterator[Operation]:
    """Yield the operations in the document's order, those with a `problem` among them.

    Raises:
        ValueError: the document is no OpenAPI document.
    """
    references = References(document)
    for path, node in object_of(document.get("paths", {}), "paths").items():
        place = f"paths.{path}"
        try:
            with _at(place):
                item = references.resolve(node)
        except ValueError as error:
            yield Operation("*", path, problem=str(error))
            continue
        for method in METHODS:
            if method in item:
                try:
                    with _at(f"{place}.{method}"):
                        yield _operation(method.upper(), path, item, references)
                except ValueError as error:
                    yield Operation(method.upper(), path, problem=str(error))


@contextmanager
def _at(place: str) -> Generator[None]:
    """Name the place of what cannot be read within."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _operation(method: str, path: str, item: JsonObject, references: References) -> Operation:
    fields = object_of(item[method.lower()], "the operation")
    # A parameter of the operation replaces the path's of the same name and place.
    parameters: dict[tuple[str, str], Parameter] = {}
    for group in (item.get("parameters", []), fields.get("parameters", [])):
        for at, node in enumerate(list_of(group, "parameters")):
            with _at(f"parameters[{at}]"):
                parameter = _parameter(references.resolve(node), references)
            parameters[parameter.location, parameter.name] = parameter
    with _at("requestBody"):
        bodies = tuple(_bodies(references.resolve(fields.get("requestBody", {})), references))
    return Operation(method, path, tuple(parameters.values()), bodies)


def _bodies(fields: JsonObject, references: References) -> Iterator[Body]:
    for media_type, node in object_of(fields.get("content", {}), "content").items():
        with _at(f"content.{media_type}"):
            yield _body(media_type, references.resolve(node), references)


def _parameter(fields: JsonObject, references: References) -> Parameter:
    location = str(fields.get("in", "query"))
    contents = object_of(fields.get("content", {}), "content")
    described = references.resolve(next(iter(contents.values()))) if contents else fields
    style = str(fields.get("style", "form" if location in {"query", "cookie"} else "simple"))
    return Parameter(
        name=str(fields.get("name", "")),
        location=location,
        required=location == "path" or fields.get("required") is True,
        schema=_with_example(described.get("schema", {}), described, references),
        explode=bool(fields.get("explode", style == "form")),
        style=style,
        is_json=bool(contents),
    )


def _body(media_type: str, fields: JsonObject, references: References) -> Body:
    encodings = object_of(fields.get("encoding", {}), "encoding")
    return Body(
        media_type=media_type,
        schema=_with_example(fields.get("schema", {}), fields, references),
        content_types={
            name: str(object_of(encoding, name)["contentType"])
            for name, encoding in encodings.items()
            if "contentType" in object_of(encoding, name)
        },
    )


def _with_example(schema: Json, holder: JsonObject, references: References) -> JsonObject:
    """Return the schema with the example that stands beside it, which is the more specific one."""
    fields: JsonObject = {} if schema is True else object_of(schema, "schema")
    if "example" in holder:
        return fields | {"example": holder["example"]}
    examples = holder.get("examples")
    named = list(examples.values()) if isinstance(examples, dict) else []
    for node in named:
        example = references.resolve(node)
        if "value" in example:
            return fields | {"example": example["value"]}
    return fields
