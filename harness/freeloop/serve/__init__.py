"""The server under test: a real server process on a port that is bound here, with the agent in it."""

from freeloop.serve.server import ServerUnderTest
from freeloop.serve.settings import ServerSettings

__all__ = ["ServerSettings", "ServerUnderTest"]
