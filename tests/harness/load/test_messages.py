"""What crosses the pipe to the generator comes out as it went in, and nonsense is refused by name."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from freeloop.load import ErrorCount, Lateness, LoadResult, OwnLag, RequestSpec, RunCommand
from freeloop.load.engine.prepared import prepare

_SPEC = RequestSpec("POST", "/a?b=1", (("X-A", "1"), ("Cookie", "é")), b"\x00\xff")
_COMMAND = RunCommand("127.0.0.1", 8000, (_SPEC,), rate_rps=12.5, canary=RequestSpec("GET", "/health"))
_RESULT = LoadResult(
    started_ns=1,
    ended_ns=2,
    requests=3,
    unfinished=1,
    begun=1,
    errors={"http_500": ErrorCount(1, "500: no")},
    statuses={"200": 1, "500": 1},
    latency_ns=(10, 20, 30),
    due_ns=(1, 2, 2),
    canary_due_ns=(1,),
    canary_latency_ns=(5,),
    canary_errors=0,
    offered_rps=None,
    achieved_rps=2.5,
    own_lag=OwnLag(Lateness.of(range(30)), None, 0.25),
    event_loop="asyncio",
)


def test_messages_survive_json() -> None:
    assert RunCommand.from_json(json.loads(json.dumps(_COMMAND.to_json()))) == _COMMAND
    assert LoadResult.from_json(json.loads(json.dumps(_RESULT.to_json()))) == _RESULT
    with_sends = replace(_RESULT, own_lag=OwnLag(Lateness.of([]), Lateness.of([1]), 0.5), offered_rps=10.0)
    assert LoadResult.from_json(json.loads(json.dumps(with_sends.to_json()))) == with_sends


def test_a_command_takes_its_defaults() -> None:
    command = RunCommand.from_json({"host": "h", "port": 1, "requests": [{"method": "GET", "target": "/"}]})
    assert command == RunCommand("h", 1, (RequestSpec("GET", "/"),))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"requests": []}, "at least one request"),
        ({"requests": [{"method": "GET"}]}, "target is not text"),
        ({"port": "80"}, "port is not an integer"),
        ({"concurrency": 0}, "concurrency is 0"),
        ({"duration_s": 0}, "duration_s is 0"),
        ({"warmup_s": -1}, "warmup_s is -1"),
        ({"rate_rps": 0}, "rate_rps is 0"),
        ({"rate_rps": True}, "rate_rps is not a number"),
        ({"timeout_s": float("inf")}, "timeout_s is inf"),
    ],
)
def test_a_command_that_cannot_be_run_is_refused(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RunCommand.from_json(_COMMAND.to_json() | change)


def test_prepared_bytes_are_plain_http() -> None:
    prepared = prepare(RequestSpec("POST", "/a?b=1", (("X-A", "1"),), b"body"), "127.0.0.1", 8000)
    assert prepared.wire == (
        b"POST /a?b=1 HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nX-A: 1\r\nContent-Length: 4\r\n\r\nbody"
    )


def test_the_host_header_can_be_overridden_for_a_middleware_that_checks_it() -> None:
    prepared = prepare(RequestSpec("GET", "/", (("host", "shop.example"),)), "127.0.0.1", 8000)
    assert prepared.wire == b"GET / HTTP/1.1\r\nhost: shop.example\r\n\r\n"


def test_a_post_without_a_body_says_so() -> None:
    assert b"Content-Length: 0\r\n" in prepare(RequestSpec("POST", "/"), "::1", 80).wire
    assert b"Host: [::1]:80\r\n" in prepare(RequestSpec("POST", "/"), "::1", 80).wire


def test_a_line_break_in_a_header_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        prepare(RequestSpec("GET", "/", (("X-A", "1\r\nX-B: 2"),)), "h", 80)
