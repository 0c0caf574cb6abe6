"""FL103, model-load-in-request."""

from collections.abc import Iterator

from freeloop_lint.contexts.onloop import PER_REQUEST, POOL
from freeloop_lint.interpret.summary import Event
from freeloop_lint.rules.advice import read
from freeloop_lint.rules.base import Candidate, Program, TopicRule
from freeloop_lint.rules.sentence import sentence


def keeping(program: Program) -> frozenset[tuple[str, str]]:
    """List the functions, by path and name, that may keep what they load: methods, and those that write elsewhere."""
    return frozenset(
        (ref.path, ref.fact.qualname)
        for ref in program.machine.project.functions
        if ref.cls >= 0 or ref.fact.attributes or ref.fact.globals
    )


def is_paid_each_time(event: Event, keepers: frozenset[tuple[str, str]]) -> bool:
    """Claim that every request loads anew: nothing on the way keeps what was loaded."""
    kept = any((step.path, step.function) in keepers for step in event.chain)
    return not (kept or event.sink.seldom or event.sink.lazy)


_SPARED = "only the request waits"


class ModelLoadInRequest(TopicRule):
    """Find loads of models, pipelines, engines and clients while serving.

    ## What it does
    Flags loading or building a model, a pipeline or an engine in code that serves requests, and making a client that
    reads certificates. In a `def` endpoint or dependency it counts one class less, as only the request waits, and not
    at all when what was loaded is kept. What takes less than 100 ms and is made once, a client or a tokenizer, is low.

    ## Why it blocks
    Loading reads gigabytes and builds the graph anew: seconds, for each request, with the loop held. A client over
    TLS reads all the certificates that the machine trusts: some 20 ms, also where every call of it is awaited.

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
    Not made `def`, nor handed to a thread: each request would load all the same.
    Unsafe: the load moves into a lifespan, made for the purpose, when it is a statement `name = load("literal")` of an
    endpoint of the one `FastAPI()` in the same file, which has no lifespan yet. All requests then share the object:
    one that the endpoint changes is not moved, nor one whose name on `app.state` is in use. Tests must enter the
    lifespan: `with TestClient(app)`. A finding that is not moved says why.

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL103"
    name = "model-load-in-request"
    fix = "lifespan"
    apart = True
    topics = frozenset({"load"})
    verb = "loads while serving"
    remedy = "load it once in the lifespan and keep it on `app.state`"

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each entry and sink, and of what a `def` of each request loads each time."""
        yield from super().check(program)
        keepers = keeping(program)
        for pooled in program.pooled:
            for event in pooled.summary.best(50) if pooled.role in PER_REQUEST else ():
                if self.wants(event) and is_paid_each_time(event, keepers):
                    message = sentence(event, "loads anew for each request")
                    number, help_ = pooled.key.number, read(self.remedy)
                    yield Candidate(
                        self.code,
                        self.name,
                        number,
                        POOL,
                        event,
                        message,
                        help_,
                        self.apart,
                        _SPARED,
                    )
