"""What grows with each call, begun again now and then, so that what is measured stays of an ordinary size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Fresh:
    """A thing of a library, made anew after so many turns."""

    def __init__(self, make: Callable[[], Any], turns: int) -> None:
        self._make = make
        self._turns = turns
        self._turn = 0
        self._kept = make()

    def made(self) -> Any:  # noqa: ANN401 - what libraries make; they come without types
        """Give it, for one turn."""
        self._turn += 1
        if self._turn % self._turns == 0:
            self._kept = self._make()
        return self._kept
