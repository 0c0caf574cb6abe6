"""The counts of one run: which requests belong to the window, how long they took, what went wrong."""

from __future__ import annotations

from array import array
from collections import Counter

from freeloop.load.result import ErrorCount, is_redirect

_FIRST_ERROR_STATUS = 400


class Tally:
    """Counts every request that was unanswered at some moment of the window from `start_ns` to `end_ns`.

    Those answered in the warm-up are dropped. Those answered in the drain count, with their whole
    latency: the slowest of a run are among them.
    """

    def __init__(self, start_ns: int, end_ns: int) -> None:
        self._start_ns = start_ns
        self._end_ns = end_ns
        self.requests = 0
        self.unfinished = 0
        self.begun = 0
        self.answered_in_window = 0
        self.redirected_to = ""
        self.latency_ns = array("q")
        self.due_ns = array("q")
        self._statuses: Counter[int] = Counter()
        self._errors: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def answered(self, due_ns: int, ended_ns: int, status: int, excerpt: bytes) -> None:
        """Count an answer of any status."""
        if ended_ns < self._start_ns:
            return
        self.requests += 1
        self.answered_in_window += ended_ns <= self._end_ns
        self._statuses[status] += 1
        self.latency_ns.append(ended_ns - due_ns)
        self.due_ns.append(due_ns)
        if is_redirect(status) and not self.redirected_to:
            self.redirected_to = excerpt.decode("utf-8", "replace")
        if status >= _FIRST_ERROR_STATUS:
            body = excerpt.decode("utf-8", "replace")
            self._count_error(f"http_{status}", f"{status}: {body}" if body else str(status))

    def failed(self, due_ns: int, ended_ns: int, kind: str, example: str) -> None:
        """Count a request without an answer. Only a timeout has a latency: it waited that long at least."""
        if ended_ns < self._start_ns:
            return
        self.requests += 1
        if kind == "timeout":
            self.latency_ns.append(ended_ns - due_ns)
            self.due_ns.append(due_ns)
        self._count_error(kind, example)

    def unanswered(self, due_ns: int, now_ns: int, *, has_begun: bool = False) -> None:
        """Count a request that the run no longer waits for; its age is a lower bound of its latency."""
        self.requests += 1
        self.unfinished += 1
        self.begun += has_begun
        self.latency_ns.append(now_ns - due_ns)
        self.due_ns.append(due_ns)

    def count_timeout(self, example: str) -> None:
        """Count one of the unanswered as an error as well: the server had it and said nothing."""
        self._count_error("timeout", example)

    def _count_error(self, kind: str, example: str) -> None:
        self._errors[kind] += 1
        self._examples.setdefault(kind, example)

    def errors(self) -> dict[str, ErrorCount]:
        """Return the errors by kind, the commonest first."""
        return {kind: ErrorCount(count, self._examples[kind]) for kind, count in self._errors.most_common()}

    def error_count(self) -> int:
        """Return how many requests failed."""
        return sum(self._errors.values())

    def statuses(self) -> dict[str, int]:
        """Return the answers by status."""
        return {str(status): count for status, count in sorted(self._statuses.items())}
