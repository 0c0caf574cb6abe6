"""A finding's line has at most 100 characters; a call that is cut begins where an attribute or a word does."""

import pytest

from freeloop_lint.catalogue.model import Cost
from freeloop_lint.interpret.summary import Event, Sink, Step
from freeloop_lint.rules.sentence import LONGEST, sentence, short

VERB = "waits for the database on the event loop"
STEPS = (Step("a.py", 1, "a"), Step("a.py", 2, "b"))


def _sentence(call: str, sink: str) -> str:
    cost = Cost("io", "database", 4.0)
    return sentence(Event((1, 0, 1, 1), call, Sink("a.py", (2, 0, 2, 1), sink, sink, cost), STEPS), VERB)


@pytest.mark.parametrize(
    ("call", "sink", "words"),
    [
        ("load", "session.all", "`load` reaches `session.all`"),
        ("self.store.load", "self.session.execute", "`….store.load` reaches `….session.execute`"),
        ("documents_that_were_reviewed", "a.query.all", "`…that_were_reviewed` reaches `a.query.all`"),
        ("DocumentsThatWereReviewedTwice", "a.query.all", "`…WereReviewedTwice` reaches `a.query.all`"),
        ("a" * 40, "b" * 40, f"`…{'a' * 11}` reaches `…{'b' * 11}`"),
    ],
)
def test_calls_are_cut_where_a_word_begins(call: str, sink: str, words: str) -> None:
    said = _sentence(call, sink)
    assert said == f"{words}, which {VERB} (≈ 4 ms)"
    assert len(said) <= LONGEST


def test_a_call_that_fits_is_whole() -> None:
    assert short("session.execute", 20) == "session.execute"
    assert short("self.session.execute", 12) == "….execute"
    assert short("a_long_name", 6) == "…name"
