"""A virtual user: one connection, one request at a time, opened again when the server closed it."""

from __future__ import annotations

import asyncio
import errno
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from freeloop.load.engine.protocol import HttpConnection
from freeloop.load.engine.schedule import NS_PER_S
from freeloop.load.engine.websocket import WebSocketConnection

if TYPE_CHECKING:
    from freeloop.load.engine.prepared import Prepared
    from freeloop.load.engine.tally import Tally

RECONNECT_PAUSE_S = 0.05
"""How long a user that could not connect stays away. Arbitrary; without it a dead server is asked in a hot
loop."""


class Crew(Protocol):
    """Who decides what a user does next: a closed or an open loop."""

    def free(self, user: VirtualUser, now_ns: int) -> None:
        """Take back a user whose request has come to an end."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the requests go, and for how long their answers are waited for."""

    host: str
    port: int
    timeout_ns: int
    stream_ns: int
    reuses_connections: bool = True
    """Whether a connection serves more than one request, as far as the server lets it."""


class VirtualUser:
    """Sends what its crew gives it and counts what came of it.

    A request on a kept connection that is closed before any byte of its answer is sent again, once, on a new one:
    the server may have closed it at the very moment it was used (RFC 9112 9.3.1), as uvicorn does after every
    unhandled error. A client that leaves more time between two requests sees it closed and opens another. The
    load sends every request over and over, whatever its method, so one more changes nothing; its latency counts
    from the first. All other losses are errors, those on a new connection and of websockets among them.
    """

    def __init__(self, target: Target, tally: Tally, crew: Crew) -> None:
        self._target = target
        self._tally = tally
        self._crew = crew
        self._connection: HttpConnection | WebSocketConnection | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._request: Prepared | None = None
        self._due_ns = 0
        self._sent_ns = 0
        self._stream_began_ns = 0
        self._may_retry = False

    @property
    def is_busy(self) -> bool:
        """Whether a request of its is unanswered."""
        return self._request is not None

    def fire(self, request: Prepared, due_ns: int, now_ns: int) -> None:
        """Send a request that was meant for `due_ns`; connect first if need be."""
        self._request = request
        self._due_ns = due_ns
        self._sent_ns = now_ns
        self._stream_began_ns = 0
        connection = self._connection
        wants_websocket = request.frame is not None
        if connection is not None and connection.is_open and connection.is_websocket == wants_websocket:
            self._may_retry = not wants_websocket
            connection.send(request)
        else:
            self._disconnect()
            self._may_retry = False
            self._connect()

    def _connect(self) -> None:
        is_websocket = self._request is not None and self._request.frame is not None
        kind = WebSocketConnection if is_websocket else HttpConnection
        self._connecting = asyncio.get_running_loop().create_task(self._open_and_send(kind))

    async def _open_and_send(self, kind: type[HttpConnection | WebSocketConnection]) -> None:
        try:
            _, connection = await asyncio.get_running_loop().create_connection(
                lambda: kind(self), self._target.host, self._target.port
            )
        except OSError as error:
            is_full = error.errno in {errno.EMFILE, errno.ENFILE}
            said = (
                "the load generator's own limit of open files is reached (ulimit -n)"
                if is_full
                else str(error)
            )
            self._end("connect", f"could not connect: {said}")
            return
        self._connection = connection
        if self._request is None:
            connection.abort()
        elif connection.is_open:
            connection.send(self._request)
        else:
            self._end("disconnected", "the server closed the connection before any request")

    # From the connection

    def answered(self, status: int, excerpt: bytes) -> None:
        """Count the answer and report back for the next request."""
        if self._request is None:
            return
        now_ns = time.monotonic_ns()
        self._request = None
        if not self._target.reuses_connections:
            self._disconnect()
        self._tally.answered(self._due_ns, self._stream_began_ns or now_ns, status, excerpt)
        self._crew.free(self, now_ns)

    def streaming(self) -> None:
        """Note when an event stream began: that, not its end, is what its client waits for."""
        self._stream_began_ns = time.monotonic_ns()

    def lost(self, kind: str, example: str) -> None:
        """Count the loss, or send again where that is due."""
        connection = self._connection
        if (
            kind == "disconnected"
            and self._may_retry
            and connection is not None
            and not connection.has_received
        ):
            self._may_retry = False
            self._connect()
            return
        self._end(kind, example)

    def _end(self, kind: str, example: str) -> None:
        if self._request is None:
            return
        now_ns = time.monotonic_ns()
        self._request = None
        self._tally.failed(self._due_ns, now_ns, kind, example)
        if kind == "connect":
            asyncio.get_running_loop().call_later(RECONNECT_PAUSE_S, self._return_after_pause)
        else:
            self._crew.free(self, now_ns)

    def _return_after_pause(self) -> None:
        self._crew.free(self, time.monotonic_ns())

    # From the run

    def check_time(self, now_ns: int) -> None:
        """End a request that has had its time: a timeout, or an event stream that was watched long enough."""
        if self._request is None:
            return
        if self._stream_began_ns:
            if now_ns - self._stream_began_ns >= self._target.stream_ns:
                self._disconnect()
                self.answered(200, b"")
        elif now_ns - self._sent_ns >= self._target.timeout_ns:
            self._disconnect()
            self._end("timeout", f"no complete answer within {self._target.timeout_ns / NS_PER_S:g} s")

    def give_up(self, now_ns: int, sent_before_ns: int) -> None:
        """Count what is still unanswered at the end of the run, and close the connection.

        It is an error as well when it was sent before `sent_before_ns` and got no answer at all since.
        """
        if self._request is not None:
            self._request = None
            if self._stream_began_ns:
                self._tally.answered(self._due_ns, self._stream_began_ns, 200, b"")
            else:
                has_begun = self._connection is not None and self._connection.has_begun
                self._tally.unanswered(self._due_ns, now_ns, has_begun=has_begun)
                if self._sent_ns < sent_before_ns and not has_begun:
                    waited_s = (now_ns - self._sent_ns) / NS_PER_S
                    self._tally.count_timeout(f"no answer at all within {waited_s:.1f} s, when the run ended")
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            self._connecting = None
        if self._connection is not None:
            self._connection.abort()
            self._connection = None
