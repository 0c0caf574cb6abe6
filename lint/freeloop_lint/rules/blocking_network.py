"""FL207, blocking-network."""

from freeloop_lint.rules.base import TopicRule


class BlockingNetwork(TopicRule):
    """Find network calls that no async client makes.

    ## What it does
    Flags name resolution, sockets, SMTP, FTP, brokers and other network calls without HTTP.

    ## Why it blocks
    A name server that does not answer holds the loop for seconds.

    ## Example
    ```python
    async def guard(host):
        return socket.getaddrinfo(host, 443)
    ```

    ## Use instead
    ```python
    async def guard(host):
        return await asyncio.get_running_loop().getaddrinfo(host, 443)
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL207"
    name = "blocking-network"
    fix = "drop-async"
    topics = frozenset({"network"})
    verb = "waits for the network on the event loop"
    remedy = "use an async client, or `await asyncio.to_thread(...)`"
