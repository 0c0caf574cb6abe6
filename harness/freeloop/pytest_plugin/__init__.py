"""The pytest plugin: audit an application inside a test, and hold tests themselves to a budget of the event loop.

    def test_the_loop_stays_free(freeloop_audit):
        freeloop_audit("myservice.main:app", "POST /predict", max_stall="100ms")

    @pytest.mark.freeloop(max_stall="50ms")
    async def test_parsing_holds_nobody_up(): ...

Loaded by entry point in every pytest run of an environment that has freeloop, so it imports nothing that is
slow until something is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from freeloop.pytest_plugin.audits import Audit, Server
from freeloop.pytest_plugin.plugin import Plugin
from freeloop.pytest_plugin.settings.options import MARKER_ARGUMENTS, add_options

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from freeloop.pytest_plugin.settings.arguments import ServeArguments

__all__ = ["Audit", "Serve", "Server"]


class Serve:
    """What the fixture `freeloop_serve` gives: a call that makes a server for a `with` block."""

    def __init__(self, plugin: Plugin) -> None:
        self._plugin = plugin

    def __call__(self, app: str, **arguments: Unpack[ServeArguments]) -> Server:
        """Serve `app` (`package.module:attribute`); see `ServeArguments`."""
        return Server(self._plugin.running, app, arguments)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Describe the marker, and begin."""
    arguments = ", ".join(MARKER_ARGUMENTS)
    config.addinivalue_line("markers", f"freeloop({arguments}): hold the event loop of this test to a budget")
    config.pluginmanager.register(Plugin(config), Plugin.NAME)


def _plugin(config: pytest.Config) -> Plugin:
    plugin = config.pluginmanager.get_plugin(Plugin.NAME)
    if not isinstance(plugin, Plugin):
        raise pytest.UsageError("freeloop's plugin was taken away: its fixtures need it")
    return plugin


@pytest.fixture
def freeloop_audit(request: pytest.FixtureRequest) -> Audit:
    """Audit an application on a real server, under load, and hold it to a budget."""
    return Audit(_plugin(request.config).running)


@pytest.fixture(scope="session")
def freeloop_serve(request: pytest.FixtureRequest) -> Serve:
    """Serve applications from fixtures of any scope, and audit them from tests."""
    return Serve(_plugin(request.config))
