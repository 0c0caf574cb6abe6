"""FL104, large-serialisation."""

from freeloop_lint.rules.base import TopicRule


class LargeSerialisation(TopicRule):
    """Find large values that are encoded or decoded on the event loop.

    ## What it does
    Flags encoding and decoding of what can be large: json, pickle, msgpack, base64, `tolist`.

    ## Why it blocks
    Serialising a megabyte of Python objects takes about ten milliseconds and holds the GIL, so that a thread, or a
    `def` endpoint, keeps the loop waiting just as long.

    ## Example
    ```python
    @app.get("/all")
    async def everything() -> Response:
        return Response(json.dumps(table))
    ```

    ## Use instead
    ```python
    @app.get("/all")
    async def everything() -> Response:
        return Response(orjson.dumps(table), media_type="application/json")
    ```
    which takes a tenth of the time; what stays large is made in the process that makes the data.

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.
    Not where the call holds the GIL: a thread does not free the loop then (FL301).

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL104"
    name = "large-serialisation"
    fix = "drop-async"
    topics = frozenset({"serialise"})
    verb = "(de)serialises on the event loop"
    remedy = "make the endpoint `def`, or do it in the thread that makes the data"
