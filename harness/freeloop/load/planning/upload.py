"""Files that are sent: their names and media types, told from what is in them where nobody says."""

from __future__ import annotations

import mimetypes
from typing import TypeAlias

FileData: TypeAlias = "tuple[str, bytes] | tuple[str, bytes, str]"
"""A file as httpx takes it: its name, its content and its media type, which the name tells when it is left out."""

UNKNOWN = "application/octet-stream"

_BY_BEGINNING = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_BY_RIFF_FORM = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_EXTENSIONS = {
    "audio/wav": ".wav",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "application/gzip": ".gz",
    UNKNOWN: ".bin",
}


def media_type_of(content: bytes) -> str:
    """Return the media type that the first bytes tell; `UNKNOWN` when they do not."""
    if content[:4] == b"RIFF":
        return _BY_RIFF_FORM.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for beginning, kind in _BY_BEGINNING if content.startswith(beginning)), UNKNOWN)


def named(field: str, content: bytes, media_type: str = "") -> tuple[str, bytes, str]:
    """Return the file under its field's name, with an extension that fits."""
    kind = media_type if media_type and media_type != UNKNOWN else media_type_of(content)
    extension = _EXTENSIONS.get(kind) or mimetypes.guess_extension(kind) or ".bin"
    return f"{field}{extension}", content, kind


def whole(file: FileData) -> tuple[str, bytes, str]:
    """Return the file with its media type: as given, else by its name, else by its content."""
    if len(file) == 3:  # noqa: PLR2004 - with its type
        return file
    name, content = file
    return name, content, mimetypes.guess_type(name)[0] or media_type_of(content)
