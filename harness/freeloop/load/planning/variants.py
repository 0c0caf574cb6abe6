"""The requests of one endpoint, which differ where a function of the user's makes their bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.load.planning.building import NotSendableError
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
        UserError: the function raised, and its traceback is in the details; or a body cannot be sent.
    """
    if not callable(bodies):
        return (_written(name, bodies, write),)
    requests: list[RequestSpec] = []
    size_bytes = 0
    while len(requests) < MOST and size_bytes < MOST_BYTES:
        requests.append(_written(name, _made(name, bodies), write))
        size_bytes += len(requests[-1].content)
    return tuple(requests)


def _written(name: str, body: BodyData, write: Callable[[BodyData], RequestSpec]) -> RequestSpec:
    try:
        return write(body)
    except NotSendableError as error:
        raise UserError(f"the body for {name}: {error}") from error
    except UnicodeEncodeError as error:
        raise UserError(
            f"the body for {name} has a character that cannot be sent ({error}): mend it"
        ) from error


def _made(name: str, make: Callable[[], BodyData]) -> BodyData:
    with users_code(f"the function that makes bodies for {name} raised"):
        return make()
