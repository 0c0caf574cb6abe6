"""What is said of a catalogue that is wrong: the place, the value, and what could stand there instead."""

import pytest

from freeloop_lint.catalogue.schema import read_library
from freeloop_lint.errors import LintError

COST: dict[str, object] = {"kind": "cpu", "topic": "compute", "ms": 3}


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            {"cost": "slow"},
            "unknown cost `slow`; there is no table `costs`: add one, or give `kind`, `topic` and `ms`",
        ),
        ({"kind": "cpu"}, "a cost needs `kind`, `topic` and `ms`; there is no `topic`"),
        ({"kind": "CPU"}, '`kind = "CPU"`; did you mean `cpu`?'),
        ({"gil": True}, "`gil = true`; known: `holds`, `releases`"),
        ({"kind": "gpu"}, '`kind = "gpu"`; did you mean `cpu`?'),
        ({"gil": "kept"}, '`gil = "kept"`; known: `holds`, `releases`'),
        ({"to": "", "offloads": 0}, '`to = ""`; known: `process`, `thread`'),
        ({"to": "thread"}, "`to` says where `offloads` hands its arguments; there is no `offloads`"),
        ({"returns": "list["}, "`list[`: a name was expected at its end"),
        ({"returns": ""}, "'' is not a type; write one like `numpy.ndarray` or `list[str]`"),
        ({"when": ""}, "`` names no argument: write `keyword:position=value`"),
        ({"returns": "list]"}, "`]` is unexpected in `list]`"),
        ({"returns": "list[str"}, "`list[str`: `]` is missing"),
        ({"returns": "a-b"}, "`a-b` is not a type"),
        ({"returns": 3}, "`3` is not a string"),
        ({"ms": -1}, "`ms` is `-1`; it must be a number of milliseconds, 0 or more"),
        ({"evidence": "measured"}, "a measured cost needs `version` and `date`"),
        (
            {"flags": ["slow"]},
            "unknown flag `slow`; known: `beside`, `lazy`, `once`",
        ),
        ({"flags": "exclusive"}, "unknown flag `exclusive`; it is said of classes"),
        ({"async": ""}, "`` is no name; write `acme.acall`, or `acall`"),
        ({"when": "a b"}, "`a b` is neither a position, counted from 0, nor a keyword"),
        ({"drives": -1}, "`-1` is neither a position, counted from 0, nor a keyword"),
        ({"returns": "Client"}, "`Client` has no module; write the full name: `module.Client`"),
        ({"returns": "list[awaitable]"}, "`awaitable` says of what: write `awaitable[str]`"),
        ({"when": "a:b"}, "`a:b` is not `keyword`, `keyword:position` or `keyword:position=value`"),
        ({"invokes": 1.5}, "`1.5` is neither a position, counted from 0, nor a keyword"),
        ({"carries": "a=1"}, "`a=1` names an argument: `keyword:position`, without a value"),
        ({"calls": "a"}, "`calls` lists `position:method` or `keyword:method`, not `a`"),
        ({"scale": 3}, "`3` is not a table"),
        ({"variants": {}}, 'they are a list beside a cost: `[{ when = ["format:1=PNG"], ms = 140 }]`'),
        ({"variants": [{"ms": 1}]}, "a variant needs `when`"),
        ({"variants": [{"when": "a", "msec": 1}]}, "unknown key `msec`; did you mean `ms`?"),
        (
            {"scale": {"argument": "a:0", "unit_ms": 0}},
            "`unit_ms` is `0`; it must be a number of milliseconds above 0",
        ),
        ({"scale": {"argument": "a:0", "unit_ms": 1, "limit": 1}}, "`limit` is `1`; it is true or false"),
        ({"scale": {"unit_ms": 1}}, "a scale needs `argument`"),
        ({"scale": {"argument": "secs:0"}}, "a scale needs `unit_ms`"),
    ],
)
def test_wrong_entry(entry: dict[str, object], sentence: str) -> None:
    whole = entry if "cost" in entry or entry == {"kind": "cpu"} else {**COST, **entry}
    with pytest.raises(LintError) as problem:
        read_library({"functions": {"acme": {"call": whole}}}, "[tool.freeloop.catalogue]")
    assert "[tool.freeloop.catalogue]: functions.acme.call" in str(problem.value)
    assert str(problem.value).endswith(f": {sentence}")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"costs": {"slow": {"kind": "gpu"}}}, 'costs.slow: `kind = "gpu"`; did you mean `cpu`?'),
        (
            {"costs": {"slow": COST}, "functions": {"acme": {"call": {"cost": "slo"}}}},
            "functions.acme.call: unknown cost `slo`; did you mean `slow`?",
        ),
        ({"functions": {"acme": {"": COST}}}, "functions.acme: `` names nothing; write the function's name"),
        (
            {"functions": {"acme-x": {"call": COST}}},
            "`acme-x` is no module; write it as it is imported: `acme_x`",
        ),
        (
            {"functions": {"acme": {"rpc.call": COST}}},
            "`rpc.call` is no name of its own; write `call`, in the table of its module or class",
        ),
        (
            {"functions": {"acme": {"call": {"remedy": "wait"}}}},
            "`remedy` belongs to a cost: give `kind`, `topic` and `ms`, or `cost`",
        ),
        (
            {"costs": {"slow": {"ms": "3"}}},
            'costs.slow: `ms` is `"3"`; it must be a number of milliseconds, 0 or more',
        ),
        (
            {"classes": {"Client": {}}},
            "classes: `Client` has no module; write the full name: `module.Client`",
        ),
        ({"classes": {"": {}}}, "classes: `` is no name; write the full one: `module.acme`"),
        (
            {"classes": {"acme.C": {"flags": "lazy"}}},
            "unknown flag `lazy`; it is said of functions and methods",
        ),
        (
            {"classes": {"acme.C": {"bases": "B"}}},
            "bases: `B` has no module; write the full name: `module.B`",
        ),
        (
            {"values": {"client": "acme.C"}},
            "values: `client` has no module; write the full name: `module.client`",
        ),
        (
            {"aliases": {"acme.a b": "acme.C"}},
            "aliases: `acme.a b` is no module; write it as it is imported: `acme.a.b`",
        ),
        (
            {"aliases": {"acme.A": "acme.B", "acme.B": "acme.A"}},
            "aliases: `acme.A` is an alias of itself; write the name that has entries",
        ),
    ],
)
def test_wrong_table(document: object, sentence: str) -> None:
    with pytest.raises(LintError, match="catalogue") as problem:
        read_library(document, "[tool.freeloop.catalogue]")
    assert str(problem.value).endswith(sentence)
