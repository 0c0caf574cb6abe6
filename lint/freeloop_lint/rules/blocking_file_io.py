"""FL204, blocking-file-io."""

from freeloop_lint.rules.base import TopicRule


class BlockingFileIo(TopicRule):
    """Find files that are read or written on the event loop.

    ## What it does
    Flags file and folder operations. Small ones are of low severity and not shown by default.

    ## Why it blocks
    A slow or remote disk holds the loop for as long as it likes.

    ## Example
    ```python
    async def upload(file: UploadFile):
        shutil.copyfileobj(file.file, target)
    ```

    ## Use instead
    ```python
    def upload(file: UploadFile):
        shutil.copyfileobj(file.file, target)
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.
    Not where the call holds the GIL: a thread does not free the loop then (FL301).

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL204"
    name = "blocking-file-io"
    fix = "drop-async"
    topics = frozenset({"file"})
    verb = "waits for I/O on the event loop"
    remedy = "make the endpoint `def`, or run it through `await asyncio.to_thread(...)`"
