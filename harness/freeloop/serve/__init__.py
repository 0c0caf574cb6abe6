"""The server under test: a real server process on a port that is bound here, with the agent in it."""

from freeloop.serve.server import ServerSettings, ServerUnderTest

__all__ = ["ServerSettings", "ServerUnderTest"]
