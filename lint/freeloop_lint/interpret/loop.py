"""Which outside calls work only on the thread of a running loop: off it they raise, or race with it."""

from functools import lru_cache

from freeloop_lint.program.values import KEPT

_LIBRARIES = frozenset({"asyncio", "anyio", "trio", "aiohttp", "sniffio", "uvloop"})
_ANYWHERE = frozenset({
    "anyio.Path", "asyncio.AbstractEventLoop.close", "asyncio.AbstractEventLoop.run_forever",
    "asyncio.AbstractEventLoop.run_until_complete", "asyncio.BoundedSemaphore", "asyncio.Condition", "asyncio.Event",
    "asyncio.Event.is_set", "asyncio.LifoQueue", "asyncio.Lock", "asyncio.Lock.locked", "asyncio.PriorityQueue",
    "asyncio.Queue", "asyncio.Queue.empty", "asyncio.Queue.qsize", "asyncio.Runner", "asyncio.Runner.run",
    "asyncio.Semaphore", "asyncio.iscoroutine", "asyncio.iscoroutinefunction", "asyncio.new_event_loop", "asyncio.run",
    "asyncio.run_coroutine_threadsafe", "asyncio.set_event_loop",
})  # fmt: skip
"""Of those libraries, what works in any thread; methods of what is made there do not."""

LOOP_METHODS = frozenset({
    "add_reader", "add_writer", "call_at", "call_later", "call_soon", "create_future", "create_task",
    "run_in_executor",
})  # fmt: skip
"""Methods by which a loop is known when its type is not."""

_MAIN_THREAD = frozenset({"signal.set_wakeup_fd", "signal.siginterrupt", "signal.signal"})
"""Calls that Python takes in the main thread only, where a loop that serves runs."""


@lru_cache(KEPT)
def needs_loop(name: str) -> bool:
    """Claim that a call, by its full name, must be made on the loop's thread."""
    library, _, rest = name.partition(".")
    if library == "signal":
        return name in _MAIN_THREAD
    return bool(rest) and library in _LIBRARIES and name not in _ANYWHERE and not rest.endswith("_threadsafe")
