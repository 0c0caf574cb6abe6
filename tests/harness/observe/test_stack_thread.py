"""The stack thread, asked as the observer asks it: it answers while threads call from C into Python all the time."""

from __future__ import annotations

import gc
import threading
import time
from typing import TYPE_CHECKING

from freeloop.agent.stack_thread import StackThread, answer
from freeloop.observe.stack_request import StackRequests, parse_answer
from freeloop.session.recording import Frame

if TYPE_CHECKING:
    from pathlib import Path

    from freeloop.session.recording import Stack

ASKED = 50


def test_stacks_of_a_thread_that_is_called_from_c(tmp_path: Path) -> None:
    thread = StackThread(str(tmp_path))
    requests = StackRequests(thread.ask_file, thread.answer_file)
    done = threading.Event()
    sorting = threading.Thread(target=_sort_until, args=(done,))
    sorting.start()
    try:
        answers = [_ask(requests) for _ in range(ASKED)]
    finally:
        done.set()
        sorting.join()
        requests.close()
    found = [stack for answer in answers for stack in answer if stack.thread_id == sorting.native_id]
    assert len(found) == ASKED
    assert {frame.function for stack in found for frame in stack.frames} >= {"_sort_until", "_key"}


def test_an_answer_keeps_nothing_of_the_application_alive() -> None:
    gc.collect()
    gc.disable()
    try:
        for _ in range(ASKED):
            answer(own_id=0, maker=(0, 0))
        assert gc.collect() == 0
    finally:
        gc.enable()


def _ask(requests: StackRequests) -> list[Stack]:
    requests.ask(time.monotonic_ns())
    while not (answer := requests.poll(time.monotonic_ns())):
        time.sleep(0.001)
    return answer


def _sort_until(done: threading.Event) -> None:
    while not done.is_set():
        sorted(range(1000), key=_key)


def _key(number: int) -> int:
    return -number


def test_an_answer_is_read_back() -> None:
    text = 'Thread 7:\n  File "/srv/app.py", line 3 in predict\nThread 8:\nEnd\n'
    (stack,) = parse_answer(text, 5)
    assert (stack.time_ns, stack.thread_id, stack.frames) == (5, 7, (Frame("/srv/app.py", 3, "predict"),))
