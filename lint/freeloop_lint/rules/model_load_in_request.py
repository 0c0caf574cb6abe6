"""FL103, model-load-in-request."""

from freeloop_lint.rules.base import TopicRule


class ModelLoadInRequest(TopicRule):
    """Find calls by topic: load.

    ## What it does
    Flags loading or building a model, pipeline or engine in code that serves requests.

    ## Why it blocks
    Loading reads gigabytes and builds the graph anew: seconds, for each request, with the loop held.

    ## Example
    ```python
    @app.post("/predict")
    async def predict() -> float:
        model = joblib.load("model.joblib")
        ...
    ```

    ## Use instead
    ```python
    @asynccontextmanager
    async def lifespan(app):
        app.state.model = joblib.load("model.joblib")
        yield  # serving
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the load moves into a lifespan, made for the purpose, when it is a statement `name = load("literal")` of an
    endpoint of the one `FastAPI()` in the same file, which has no lifespan yet. All requests then share the object.
    A finding that is not moved says why.

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL103"
    name = "model-load-in-request"
    fix = "drop-async"
    apart = True
    topics = frozenset({"load"})
    verb = "loads while serving"
    remedy = "load it once in the lifespan and keep it on `app.state`"
