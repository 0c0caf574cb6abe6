"""What the suites hold their loops with: far longer than any limit, and CPU time, whatever the machine does."""

import time

HELD_S = 0.3


def spin() -> None:
    until = time.thread_time() + HELD_S
    while time.thread_time() < until:
        pass
