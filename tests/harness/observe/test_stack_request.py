"""Several loops of one process ask the same thread for stacks, and read the same file of answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from freeloop.observe.stack_request import StackRequests

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = 'Thread 7:\n  File "app.py", line 3 in work\nEnd\n'


def test_an_answer_is_read_after_the_file_was_truncated_for_another_loop(tmp_path: Path) -> None:
    asks, answers = tmp_path / "asks", tmp_path / "answers"
    os.mkfifo(asks)
    reading = os.open(asks, os.O_RDWR)
    answers.write_text(ANSWER * 10)
    requests = StackRequests(str(asks), str(answers))
    requests.ask(1)
    answers.write_text("")
    assert requests.poll(2) == []
    answers.write_text(ANSWER)
    assert [stack.thread_id for stack in requests.poll(3)] == [7]
    requests.close()
    os.close(reading)


def test_what_another_loop_was_answered_before_is_not_read(tmp_path: Path) -> None:
    asks, answers = tmp_path / "asks", tmp_path / "answers"
    os.mkfifo(asks)
    reading = os.open(asks, os.O_RDWR)
    answers.write_text("")
    requests = StackRequests(str(asks), str(answers))
    answers.write_text(ANSWER)
    requests.ask(1)
    assert requests.poll(2) == []
    requests.close()
    os.close(reading)
