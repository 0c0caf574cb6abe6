"""The requests of one endpoint, which differ where a function of the user's makes their bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.own_traceback import users_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop.load.planning.body import Bodies, BodyData
    from freeloop.load.request import RequestSpec

MOST = 5_000
MOST_BYTES = 16_000_000
"""So many bodies are made, or so much of them; then they are sent again from the first. Arbitrary: half a second of
making them, and what ten users send in five seconds if each is answered in 10 ms."""


def requests_with(
    name: str, bodies: Bodies, write: Callable[[BodyData], RequestSpec]
) -> tuple[RequestSpec, ...]:
    """One request, or as many as a function makes bodies for; `name` is the endpoint's, for errors.

    Raises:
        UserError: the function raised; its traceback is in the details.
    """
    if not callable(bodies):
        return (write(bodies),)
    requests: list[RequestSpec] = []
    size_bytes = 0
    while len(requests) < MOST and size_bytes < MOST_BYTES:
        requests.append(write(_made(name, bodies)))
        size_bytes += len(requests[-1].content)
    return tuple(requests)


def _made(name: str, make: Callable[[], BodyData]) -> BodyData:
    with users_code(f"the function that makes bodies for {name} raised"):
        return make()
