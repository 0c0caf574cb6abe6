"""What of a request is still made up when a hook has changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from freeloop.load.planning.cookies import cookies_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.load.request import RequestSpec


def still_made_up(
    names: Sequence[str], template: str, planned: RequestSpec, sent: RequestSpec
) -> tuple[str, ...]:
    """Those of `names`, such as `body` or `path id`, that are sent as they were planned.

    What a hook sets to the very value that was made up cannot be told from what it left alone.
    """
    return tuple(
        name for name in names if _value_of(name, template, planned) == _value_of(name, template, sent)
    )


def _value_of(named: str, template: str, request: RequestSpec) -> object:
    place, _, name = named.partition(" ")
    path, _, query = request.target.partition("?")
    if place == "body":
        return request.content
    if place == "path":
        segments = zip(template.split("/"), path.split("/"), strict=False)
        return next((value for segment, value in segments if f"{{{name}}}" in segment), None)
    if place == "query":
        pairs = parse_qsl(query, keep_blank_values=True)
        # An object may be spread over parameters of other names: then the query as a whole has to do.
        return [pair for pair in pairs if pair[0] == name or pair[0].startswith(f"{name}[")] or pairs
    headers = [(key.lower(), value) for key, value in request.headers]
    if place == "header":
        return [value for key, value in headers if key == name.lower()]
    cookies = [cookie for key, value in headers if key == "cookie" for cookie in cookies_in(value)]
    return [value for key, value in cookies if key == name]
