"""The order in which types of a value are looked at."""

from freeloop_lint.program.order import LONG, rank
from freeloop_lint.program.values import Obj, Seq, Tup, Value, one, ordered


def test_a_set_is_written_in_order() -> None:
    names = [f"library.Class{number}" for number in range(20)]
    forward: Value = frozenset(map(Obj, names))
    backward: Value = frozenset(map(Obj, reversed(names)))

    assert rank(Seq("list", forward)) == rank(Seq("list", backward))
    assert [rank(item) for item in ordered(forward)] == sorted(map(rank, backward))


def test_what_differs_differs_in_rank() -> None:
    items = [
        Obj("a"),
        Obj("b"),
        Obj("a", (one(Obj("b")),)),
        Tup((one(Obj("a")),)),
        Seq("list", one(Obj("a"))),
    ]

    assert len({rank(item) for item in items}) == len(items)


def test_what_two_parts_share_is_written_once() -> None:
    """Written out, this has 2 ** 60 parts."""
    held = one(Obj("library.Class"))
    for _ in range(60):
        held = one(Tup((held, held)))
    (item,) = held

    assert len(rank(item)) < LONG + 20
