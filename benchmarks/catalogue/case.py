"""A call to measure, and the registry of functions that make them, one per library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """`name` is the catalogue's name of the entry, `at` its input in words."""

    name: str
    at: str
    call: Callable[[], object]


Cases = Callable[[], Iterator[Case]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A library: what to import, where its version is read (nowhere for the standard library), and its cases."""

    module: str
    distribution: str
    cases: Cases


SUBJECTS: list[Subject] = []


def subject(module: str, distribution: str = "") -> Callable[[Cases], Cases]:
    """Register a function that yields a library's cases; it imports the library itself."""

    def register(cases: Cases) -> Cases:
        SUBJECTS.append(Subject(module, distribution, cases))
        return cases

    return register
