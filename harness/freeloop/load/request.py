"""One request as plain data: built once, then sent many times.

A spec does not know the server: host and port are added when it is prepared, so that the plan can be made
before the server listens and the same plan can be sent to several.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from freeloop.json_value import JsonObject, list_of, object_of, text_of

WEBSOCKET = "WS"
"""The method of a request that is a message over a websocket; OpenAPI and HTTP have no word for it."""


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """Method, target and headers as they go over the wire, and the whole body.

    Under the method `WS`, target and headers are the handshake's and the content is one message.
    `target` is the path with its query, percent-encoded. `headers` carry no `Content-Length`, and a `Host`
    only to stand in for the real one (an application may reject hosts that it does not know).
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""

    def to_json(self) -> JsonObject:
        """Return the spec as a JSON object; the body as base64."""
        return {
            "method": self.method,
            "target": self.target,
            "headers": [[name, value] for name, value in self.headers],
            "content_base64": base64.b64encode(self.content).decode("ascii"),
        }

    @classmethod
    def from_json(cls, value: object) -> RequestSpec:
        """Return the spec that `to_json` wrote.

        Raises:
            ValueError: a field is missing or of the wrong type; the message names it.
        """
        fields = object_of(value, "request")
        headers: list[tuple[str, str]] = []
        for pair in list_of(fields.get("headers", []), "headers"):
            name, text = list_of(pair, "header")
            headers.append((text_of(name, "header name"), text_of(text, "header value")))
        return cls(
            method=text_of(fields.get("method"), "method"),
            target=text_of(fields.get("target"), "target"),
            headers=tuple(headers),
            content=base64.b64decode(text_of(fields.get("content_base64", ""), "content_base64")),
        )
