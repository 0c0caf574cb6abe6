"""Commands are passed over where nothing that they name starts a loop."""

from freeloop_lint.contexts.commands import STARTERS
from freeloop_lint.contexts.tables import CALLS, METHODS


def test_every_way_to_run_a_loop_is_looked_for() -> None:
    roles = {"main", "application"}
    names = {name.rpartition(".")[2] for name, ways in CALLS.items() if any(way[1] in roles for way in ways)}
    names |= {name for methods in METHODS.values() for name, way in methods.items() if way[1] in roles}
    assert "run_until_complete" in names
    assert names <= STARTERS
