"""The body of a planned request: which of its media types is sent, and with what in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

from freeloop.errors import UserError
from freeloop.json_value import Json, JsonObject, object_of
from freeloop.load.planning.building import FilePart, NotSendableError, Parts, json_content
from freeloop.load.planning.example.schema import flattened
from freeloop.load.planning.example.value import NoExampleError
from freeloop.load.planning.upload import UNKNOWN, FileData, named, whole

if TYPE_CHECKING:
    from freeloop.load.planning.example.value import ExampleMaker
    from freeloop.load.planning.openapi import Body, References

BodyData: TypeAlias = "Json | bytes | FileData | Mapping[str, Json | bytes | FileData]"
"""What a user may give in place of the planned body: a JSON value, raw bytes, a file, or a form's fields by name.

A bytes value of a form's field is a file, and so is a tuple of name, bytes and media type. Raw bytes are sent as they
are, under the operation's media type. A file alone is for an operation that takes one: in its form, or as its body.
"""

Bodies: TypeAlias = "BodyData | Callable[[], BodyData]"
"""What a user may give for an endpoint: one body for all of its requests, or a function that makes one for each."""

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"

# The smallest picture that decoders accept: a grey PNG of one pixel.
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200817747d6870000000049454e44ae426082"
)

_TEXT_FILE = b"example\n"


def choose_body(bodies: tuple[Body, ...]) -> Body | None:
    """Return the media type to send: JSON before forms before anything else."""

    def rank(body: Body) -> int:
        kind = body.media_type.partition(";")[0].strip().lower()
        if kind == "application/json" or kind.endswith("+json"):
            return 0
        return {_FORM: 1, _MULTIPART: 2}.get(kind, 3)

    return min(bodies, key=rank, default=None)


def with_body(parts: Parts, body: Body, maker: ExampleMaker, references: References) -> Parts:
    """Return the parts with a body made for the media type: a file of ours where the schema shows no other.

    Raises:
        NoExampleError: no value was found for the schema.
    """
    schema, kind = flattened(references.resolve(body.schema), references), _kind(body)
    if kind in {_FORM, _MULTIPART} or _takes_json(kind):
        return with_data(parts, maker.value_for(body.schema), body, references)
    is_shown = maker.has_example(body.schema)
    if (_is_file(schema) or not schema) and not (is_shown or _is_xml(kind)):
        maker.invented += 1
        return with_data(parts, _file_content(str(schema.get("contentMediaType", kind))), body, references)
    value = maker.value_for(body.schema)
    if not isinstance(value, str) or (_is_xml(kind) and not is_shown):
        raise NoExampleError(f"body: none is made up for {kind}")
    return with_data(parts, value, body, references)


def with_data(parts: Parts, data: BodyData, body: Body | None, references: References) -> Parts:
    """Return the parts with `data` as the body, encoded as the media type wants it (JSON when None)."""
    media_type = "application/json" if body is None else body.media_type
    kind = "application/json" if body is None else _kind(body)
    if isinstance(data, tuple):
        return _with_file(parts, data, body, references)
    if isinstance(data, Mapping) and body is not None and kind in {_FORM, _MULTIPART}:
        return _with_form(parts, data, body, references)
    if isinstance(data, bytes):
        content = data
    elif isinstance(data, str) and not (kind == "application/json" or kind.endswith("+json")):
        content = data.encode()
    else:
        content = json_content(cast("Json", data))
    if kind == "*/*":
        media_type = "application/octet-stream"
    headers = {"Content-Type": media_type} | dict(parts.headers)
    return Parts(parts.method, parts.path, parts.query, headers, parts.cookies, content=content)


def message_content(data: BodyData) -> bytes:
    """Return a websocket's message: text and bytes as they are, anything else as JSON."""
    if isinstance(data, tuple):
        return _whole(data)[1]
    if isinstance(data, bytes):
        return data
    return data.encode() if isinstance(data, str) else json_content(cast("Json", data))


def _with_file(parts: Parts, file: FileData, body: Body | None, references: References) -> Parts:
    """Return the parts with a file as the form's only one, or as the whole body."""
    name, content, media_type = _whole(file)
    kind = _kind(body) if body is not None else UNKNOWN
    if body is not None and _takes_files(body, references):
        files = [
            field
            for field, schema in _properties(body, references).items()
            if _is_file(_described(schema, references))
        ]
        if len(files) == 1:
            return _with_form(parts, {files[0]: (name, content, media_type)}, body, references)
    if kind in {_FORM, _MULTIPART, "application/json"} or kind.endswith("+json"):
        raise UserError(
            f"the file {name!r} is not JSON, and {parts.method} {parts.path} takes {kind} with no single file: "
            "give JSON, or a form's fields as DATA of a --hook file"
        )
    headers = {"Content-Type": media_type} | dict(parts.headers)
    return Parts(parts.method, parts.path, parts.query, headers, parts.cookies, content=content)


def _whole(file: FileData) -> tuple[str, bytes, str]:
    if len(file) not in {2, 3} or not all(map(isinstance, file, (str, bytes, str))):
        raise NotSendableError(f"{file!r:.80} is no file: write (name, bytes) or (name, bytes, media type)")
    return whole(file)


def _properties(body: Body, references: References) -> JsonObject:
    schema = flattened(references.resolve(body.schema), references)
    return object_of(schema.get("properties", {}), "properties")


def _takes_files(body: Body, references: References) -> bool:
    """Whether a field that may be a file is one: a file needs multipart, whatever the document says of the form.

    FastAPI says urlencoded of a form with a model that has files. Of one that an endpoint's own parameters make up,
    which it titles so, urlencoded is the truth: a field of bytes, which looks the same.
    """
    title = str(flattened(references.resolve(body.schema), references).get("title", ""))
    return _kind(body) == _MULTIPART or (_kind(body) == _FORM and not title.startswith("Body_"))


def _with_form(
    parts: Parts, data: Mapping[str, Json | bytes | FileData], body: Body, references: References
) -> Parts:
    properties = _properties(body, references)
    takes_files = _takes_files(body, references)
    fields: list[tuple[str, str]] = []
    files: list[FilePart] = []
    for name, value in data.items():
        if not isinstance(cast("object", name), str):
            raise NotSendableError(f"{name!r:.80} names a field of a form: write its name as text")
        described = _described(properties.get(name, True), references)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, tuple):
                files.append(FilePart(name, *_whole(item)))
            elif isinstance(item, bytes) or (takes_files and _is_file(described)):
                media_type = body.content_types.get(name) or str(described.get("contentMediaType", ""))
                files.append(_file(name, item, media_type))
            elif item is not None:
                fields.append((name, _field_text(item)))
    is_multipart = _kind(body) == _MULTIPART or bool(files)
    return Parts(
        parts.method,
        parts.path,
        parts.query,
        parts.headers,
        parts.cookies,
        fields=fields,
        files=files if is_multipart else None,
    )


def _kind(body: Body) -> str:
    return body.media_type.partition(";")[0].strip().lower()


def _takes_json(kind: str) -> bool:
    """Whether JSON is valid there: as such, as YAML, or because anything goes."""
    return "json" in kind or "yaml" in kind or kind == "*/*"


def _is_xml(kind: str) -> bool:
    return kind.endswith(("/xml", "+xml"))


def _described(schema: Json, references: References) -> JsonObject:
    """Return what is said of a form's field, or of the items of its list; null alternatives left out."""
    if schema is True:
        return {}
    fields = flattened(references.resolve(schema), references)
    for key in ("anyOf", "oneOf"):
        choices = fields.get(key)
        if isinstance(choices, list):
            solid = [choice for choice in choices if choice != {"type": "null"}]
            fields = flattened(references.resolve(solid[0]), references) if solid else fields
    return _described(fields["items"], references) if "items" in fields else fields


def _is_file(schema: JsonObject) -> bool:
    # OpenAPI 3.0 says `format: binary`, 3.1 a media type without an encoding. JSON within is text, as pydantic's Json.
    has_media_type = "contentMediaType" in schema and "contentEncoding" not in schema
    return schema.get("format") == "binary" or (
        has_media_type and "json" not in str(schema["contentMediaType"]).lower()
    )


def _file_content(media_type: str) -> bytes:
    return _PNG if media_type.startswith("image/") else _TEXT_FILE


def _file(name: str, value: Json | bytes, media_type: str) -> FilePart:
    wanted = media_type.partition(",")[0].strip() or UNKNOWN
    if isinstance(value, bytes):
        return FilePart(name, *named(name, value, "" if "*" in wanted else wanted))
    if wanted.startswith("image/"):
        return FilePart(name, f"{name}.png", _PNG, "image/png")
    return FilePart(name, f"{name}.txt", _TEXT_FILE, wanted)


def _field_text(value: Json) -> str:
    if isinstance(value, str):
        return value
    return json_content(value).decode()
