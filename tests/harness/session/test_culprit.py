"""Whom a stack accuses."""

from __future__ import annotations

import sysconfig

import pytest

from freeloop.agent import heartbeat
from freeloop.session.culprit import culprit_of, is_user_code, majority, of_users
from freeloop.session.recording import Frame, Stack

LIBRARY = sysconfig.get_path("stdlib")
LOOP = (
    Frame(f"{LIBRARY}/asyncio/events.py", 80, "_run"),
    Frame(f"{LIBRARY}/asyncio/base_events.py", 1909, "_run_once"),
    Frame("/srv/main.py", 3, "<module>"),
)
USER = Frame("/srv/app.py", 5, "predict")
HELPER = Frame("/srv/inference.py", 9, "classify")
INSTALLED = Frame("/venv/lib/python3.11/site-packages/requests/api.py", 73, "get")
DECODER = Frame(f"{LIBRARY}/json/decoder.py", 353, "decode")
AGENT = Frame(heartbeat.__file__, 93, "_on_collection")
MIDDLEWARE = Frame("/srv/middleware.py", 7, "__call__")
MIDDLEWARE_OF_FRAMEWORK = Frame("/venv/lib/python3.11/site-packages/starlette/errors.py", 9, "__call__")
SELECTOR = Frame(f"{LIBRARY}/selectors.py", 468, "select")


def _stack(*frames: Frame) -> Stack:
    return Stack(0, 1, (*frames, *LOOP))


@pytest.mark.parametrize(
    ("frames", "accused", "callee"),
    [
        pytest.param((USER,), USER, None, id="the endpoint itself"),
        pytest.param((HELPER, USER), HELPER, "", id="the innermost of the user's frames"),
        pytest.param((INSTALLED, USER), USER, "get", id="the user's frame that called a library"),
        pytest.param((DECODER, USER), USER, "decode", id="or the standard one"),
        pytest.param(
            (Frame("<frozen importlib._bootstrap>", 1, "_load"), USER), USER, "_load", id="or an import"
        ),
        pytest.param(
            (INSTALLED, MIDDLEWARE_OF_FRAMEWORK, MIDDLEWARE),
            INSTALLED,
            None,
            id="not a middleware that passes the request on",
        ),
        pytest.param((INSTALLED, MIDDLEWARE), MIDDLEWARE, "get", id="but one that works itself"),
        pytest.param((INSTALLED,), INSTALLED, None, id="a library, when there is nothing else"),
        pytest.param((DECODER, INSTALLED), INSTALLED, "decode", id="an installed one before the standard"),
        pytest.param((DECODER,), DECODER, None, id="the standard library, when that is all"),
        pytest.param((AGENT, DECODER, USER), USER, "decode", id="never the agent, told of a collection"),
    ],
)
def test_culprit(frames: tuple[Frame, ...], accused: Frame, callee: str | None) -> None:
    culprit = culprit_of(_stack(*frames))
    assert culprit is not None
    assert culprit.frame == accused
    assert culprit.callee == (None if callee in (None, "") else callee)


@pytest.mark.parametrize("frames", [(), (SELECTOR,)])
def test_who_started_the_loop_is_not_accused(frames: tuple[Frame, ...]) -> None:
    assert culprit_of(_stack(*frames)) is None


def test_majority_outvotes_a_stack_taken_too_early() -> None:
    culprit = majority([_stack(SELECTOR), _stack(HELPER, USER), _stack(USER), _stack(HELPER, USER)])
    assert culprit is not None
    assert culprit.frame == HELPER


def test_work_that_is_spread_over_helpers_is_their_callers() -> None:
    helpers = [Frame("/srv/inference.py", 10 * number, f"step_{number}") for number in range(4)]
    at_line_5 = [_stack(helper, USER) for helper in helpers]
    elsewhere = [_stack(helpers[0], Frame(USER.path, 9, USER.function))]
    culprit = majority([*at_line_5, *elsewhere])
    assert culprit is not None
    assert culprit.frame == USER


def test_of_stacks_that_agree_on_nothing_the_outermost_are_counted() -> None:
    strangers = [Frame("/srv/app.py", number, f"task_{number}") for number in (1, 2, 2, 3)]
    culprit = majority([_stack(stranger) for stranger in strangers])
    assert culprit is not None
    assert culprit.frame.line == 2


def test_a_thread_that_waits_for_its_next_task_is_not_accused() -> None:
    working = _stack(USER)
    waiting = Stack(0, 2, (Frame(f"{LIBRARY}/concurrent/futures/thread.py", 81, "_worker"),))
    assert of_users([waiting, working]) == [working]
    assert of_users([waiting]) == [waiting]


def test_nobody_is_accused_without_stacks() -> None:
    assert majority([]) is None


@pytest.mark.parametrize(
    ("path", "is_users"),
    [
        ("/srv/app.py", True),
        (f"{LIBRARY}/json/decoder.py", False),
        ("/venv/lib/python3.11/site-packages/numpy/core.py", False),
        ("/usr/lib/python3/dist-packages/numpy/core.py", False),
        ("<string>", False),
    ],
)
def test_user_code(path: str, is_users: bool) -> None:  # noqa: FBT001 - parametrised
    assert is_user_code(path) is is_users


def test_who_had_the_gil_for_long_is_blamed_before_who_was_there_more_often() -> None:
    product, copy = Stack(0, 2, (USER,)), Stack(0, 3, (HELPER,), gil_looks=12)
    culprit = majority([*[product] * 6, copy])
    assert culprit is not None
    assert culprit.frame == HELPER


def test_of_many_that_had_the_gil_in_turn_one_that_was_seen_to_does_not_stand_for_all() -> None:
    computing, checks_its_watch = Stack(0, 2, (USER,)), Stack(0, 3, (HELPER,), gil_looks=2)
    culprit = majority([checks_its_watch, *[computing] * 6])
    assert culprit is not None
    assert culprit.frame == USER
