"""HTTP as uvicorn speaks it with httptools, for clients that are slow or never come to the end of a header.

Nothing of a request reaches the app before its header is complete, so this cannot be middleware. uvicorn limits
neither the size of a header nor the time that a request takes to arrive, or an answer to be read: the README has what
was measured.
"""

import asyncio
import time
from typing import Any

from starlette.responses import JSONResponse
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from reference_service.envelope import HEADERS, identified, record
from reference_service.settings import ARRIVAL_S

LINGER_S = 1.0
"""For the rest of a body that is refused already: closed at once, the connection might take the answer with it."""

HEAD_BYTES = 65536
"""Bytes of a header after the piece it begins in: h11, uvicorn's other parser, has the same limit."""

HEAD_FIELDS = 100
"""Fields of a header: each takes far more memory than its bytes. Apache has the same limit."""

PIPELINED = 16
"""Requests of a connection that wait for the answer before theirs; a few kB each. Arbitrary."""


class LimitedProtocol(HttpToolsProtocol):
    """Answers 400, and hangs up, when a request takes too long to arrive or its header is too large."""

    _timer: asyncio.TimerHandle | None = None
    _head_bytes: int | None = None
    """Bytes of a header that is not complete; None when none has begun."""
    _lingering = False
    _unread: asyncio.TimerHandle | None = None
    _running: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Wait for a first request no longer than for any, and say nothing to who says nothing."""
        super().connection_made(transport)
        self._begin_s = time.perf_counter()
        self._timer = self.loop.call_later(ARRIVAL_S, transport.close)

    def data_received(self, data: bytes) -> None:
        """Count what comes before the end of the header."""
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes is not None and self._head_bytes > HEAD_BYTES:
            self._refuse(f"The header is larger than {HEAD_BYTES} bytes.")
        if self._answered_early and not self._lingering:
            self._lingering = True
            self._stop_waiting()
            self._timer = self.loop.call_later(LINGER_S, self.transport.close)

    def on_message_begin(self) -> None:
        """Begin to count and to wait; uvicorn would keep as many requests as come in one piece."""
        if len(self.pipeline) >= PIPELINED:
            self._refuse(why := f"More than {PIPELINED} requests wait for an answer before theirs.")
            raise ValueError(why)  # parse no more
        super().on_message_begin()
        self._begin_s = time.perf_counter()
        self._head_bytes, self._lingering = 0, False
        self._stop_waiting()
        why = f"The request did not arrive within {ARRIVAL_S:g} s."
        self._timer = self.loop.call_later(ARRIVAL_S, self._refuse, why)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Refuse a header of too many fields; uvicorn answers 400 to whatever its parser raises."""
        super().on_header(name, value)
        if len(self.headers) > HEAD_FIELDS:
            raise ValueError(f"more than {HEAD_FIELDS} fields")

    def on_headers_complete(self) -> None:
        """Stop counting."""
        self._head_bytes = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer, count and log what never reaches the app as `envelope.py` does the rest."""
        if self.transport.is_closing():
            return  # it has been answered
        request_id = identified()
        headers = {**HEADERS, "x-request-id": request_id, "connection": "close"}
        response = JSONResponse({"detail": msg}, 400, headers)
        fields = [*self.server_state.default_headers, *response.raw_headers]
        head = STATUS_LINE[400] + b"".join(b"%s: %s\r\n" % field for field in fields)
        self.transport.write(head + b"\r\n" + bytes(response.body))
        self.transport.close()
        record(request_id, ("-", "-", ""), 400, begin_s=self._begin_s)

    def pause_writing(self) -> None:
        """Hang up on a client that does not read what it has asked for."""
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """Wait on: it reads."""
        super().resume_writing()
        if self._unread and not self.transport.is_closing():
            self._unread.cancel()

    def eof_received(self) -> bool:  # type: ignore[override] # uvicorn gives None: hang up
        """Answer a client that has said all it will: it sends no more, but still reads."""
        if not self.cycle or self.cycle.more_body or self.cycle.response_complete:
            return False
        self.cycle.keep_alive = False  # the newest of a pipeline: those before it are answered first
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        if self._unread:
            self._unread.cancel()
        super().connection_lost(exc)
        if self._running:
            # uvicorn tells the newest of a pipeline, and this one would write to what is closed.
            self._running.disconnected = True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - has no public type
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    @property
    def _answered_early(self) -> bool:
        return bool(self.cycle and self.cycle.response_complete and self.cycle.more_body)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _wait_for_reader(self) -> None:
        if self._unread:
            self._unread.cancel()
        self._unread = self.loop.call_later(ARRIVAL_S, self.transport.abort)

    def _refuse(self, why: str) -> None:
        if self._answered_early:
            self.transport.close()  # with 413: it is the rest of the body that does not arrive
        elif not self.transport.is_closing():
            self.send_400_response(why)
            self._wait_for_reader()
