"""FL202, blocking-http."""

from freeloop_lint.rules.base import TopicRule


class BlockingHttp(TopicRule):
    """Find requests of blocking HTTP clients.

    ## What it does
    Flags synchronous HTTP clients and SDKs over HTTP.

    ## Why it blocks
    The loop waits for another server's answer and serves nobody meanwhile.

    ## Example
    ```python
    async def show():
        return requests.get(url).json()
    ```

    ## Use instead
    ```python
    async def show(request: Request):
        client = request.app.state.client  # an httpx.AsyncClient, made in the lifespan: see FL103
        return (await client.get(url)).json()
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL202"
    name = "blocking-http"
    fix = "drop-async"
    topics = frozenset({"http"})
    verb = "waits for HTTP on the event loop"
    remedy = "use an async client (`httpx.AsyncClient`), or `await asyncio.to_thread(...)`"
