"""FL203, blocking-database."""

from freeloop_lint.rules.base import TopicRule


class BlockingDatabase(TopicRule):
    """Find queries through blocking database drivers.

    ## What it does
    Flags synchronous database and vector store calls, behind repositories, dependencies and sessions too.

    ## Why it blocks
    Each query is a round trip in which the loop stands still; under load they add up.

    ## Example
    ```python
    async def users(db: Session = Depends(get_db)):
        return db.query(User).all()
    ```

    ## Use instead
    ```python
    def users(db: Session = Depends(get_db)):
        return db.query(User).all()
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.
    Not where the call holds the GIL: a thread does not free the loop then (FL301), nor where it would take along, or
    bring back, what must not change threads: a session, a connection of sqlite3. A helper that makes its own may go.

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL203"
    name = "blocking-database"
    fix = "drop-async"
    topics = frozenset({"database"})
    verb = "waits for the database on the event loop"
    remedy = "make the endpoint `def`, or use the driver's async engine, or `await asyncio.to_thread(...)`"
