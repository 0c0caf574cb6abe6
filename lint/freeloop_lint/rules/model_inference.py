"""FL102, model-inference."""

from freeloop_lint.rules.base import TopicRule


class ModelInference(TopicRule):
    """Find models that compute on the event loop.

    ## What it does
    Flags predict, forward, generate, encode and the like of a model, on whatever receiver the model is kept.

    ## Why it blocks
    Inference is computing: tens to thousands of milliseconds in which the loop does nothing else.

    ## Example
    ```python
    @app.post("/predict")
    async def predict(x: Features) -> float:
        return model.predict([x.row])[0]
    ```

    ## Use instead
    ```python
    @app.post("/predict")
    def predict(x: Features) -> float:
        return model.predict([x.row])[0]
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.
    Not where the call holds the GIL: a thread does not free the loop then (FL301).

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL102"
    name = "model-inference"
    fix = "drop-async"
    topics = frozenset({"inference"})
    verb = "runs a model on the event loop"
    remedy = "make the endpoint `def`, or run it through `await asyncio.to_thread(...)` behind a limiter"
