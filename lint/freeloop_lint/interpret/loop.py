"""Which outside calls work only on the thread of a running loop: off it they raise, or race with it."""

from functools import lru_cache

from freeloop_lint.program.values import KEPT

_LIBRARIES = frozenset({"asyncio", "anyio", "trio", "aiohttp", "sniffio", "uvloop"})
_ANYWHERE = frozenset({
    "asyncio.iscoroutine", "asyncio.iscoroutinefunction", "asyncio.run", "asyncio.run_coroutine_threadsafe",
    "anyio.Path", "asyncio.Event", "asyncio.Lock", "asyncio.Queue", "asyncio.Semaphore", "asyncio.new_event_loop",
})  # fmt: skip
"""Of those libraries, what works in any thread; methods of what is made there do not."""

LOOP_METHODS = frozenset({
    "add_reader", "add_writer", "call_at", "call_later", "call_soon", "create_future", "create_task",
    "run_in_executor",
})  # fmt: skip
"""Methods by which a loop is known when its type is not."""


@lru_cache(KEPT)
def needs_loop(name: str) -> bool:
    """Claim that a call, by its full name, must be made on the loop's thread."""
    library, _, rest = name.partition(".")
    return bool(rest) and library in _LIBRARIES and name not in _ANYWHERE and not rest.endswith("_threadsafe")
