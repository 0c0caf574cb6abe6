"""How far a run has come, for a terminal; no figure of a result is made from it."""

from __future__ import annotations

from dataclasses import dataclass

from freeloop.json_value import JsonObject, integer_of, number_of, object_of, text_of


@dataclass(frozen=True, slots=True)
class Progress:
    """A look at a run that goes on. Counts are those of the window; in the warm-up they are 0."""

    phase: str
    """`warm-up`, `load` or `drain`."""
    elapsed_s: float
    total_s: float
    """Warm-up and window; a drain comes on top, and lasts as long as the slowest answer."""
    requests: int
    errors: int

    def to_json(self) -> JsonObject:
        """Return the progress as a JSON object."""
        return {
            "phase": self.phase,
            "elapsed_s": self.elapsed_s,
            "total_s": self.total_s,
            "requests": self.requests,
            "errors": self.errors,
        }

    @classmethod
    def from_json(cls, value: object) -> Progress:
        """Return the progress that `to_json` wrote."""
        fields = object_of(value, "progress")
        return cls(
            phase=text_of(fields.get("phase"), "phase"),
            elapsed_s=number_of(fields.get("elapsed_s"), "elapsed_s"),
            total_s=number_of(fields.get("total_s"), "total_s"),
            requests=integer_of(fields.get("requests"), "requests"),
            errors=integer_of(fields.get("errors"), "errors"),
        )
