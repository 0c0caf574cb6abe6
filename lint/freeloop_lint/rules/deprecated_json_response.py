"""FL401, deprecated-json-response."""

from collections.abc import Iterator

from freeloop_lint.catalogue.model import Cost
from freeloop_lint.contexts.onloop import MODULE, SET_UP
from freeloop_lint.interpret.summary import Event, Sink, Step
from freeloop_lint.rules.advice import read
from freeloop_lint.rules.base import Candidate, Program, Rule

DEPRECATED = frozenset({"fastapi.responses.ORJSONResponse", "fastapi.responses.UJSONResponse"})
THROUGH_OBJECTS = Cost(
    "cpu",
    "serialise",
    1.5,
    "90 kB of models with ORJSONResponse; 0.85 ms without",
    "holds",
    source="FastAPI 0.165, `use_dump_json` in fastapi/routing.py; one core, 2026-11",
)


class DeprecatedJsonResponse(Rule):
    """Find routes that name a JSON response class which is deprecated and slower than none.

    ## What it does
    Flags `response_class=` and `default_response_class=` with `ORJSONResponse` or `UJSONResponse` of FastAPI.

    ## Why it blocks
    Since FastAPI has pydantic write the JSON of annotated answers, both classes are deprecated. Any response class
    that is named switches that direct way off: the answer becomes Python objects first, then JSON, both on the event
    loop. For 90 kB of models that takes 1.5 ms instead of 0.85.

    ## Example
    ```python
    app = FastAPI(default_response_class=ORJSONResponse)
    ```

    ## Use instead
    ```python
    app = FastAPI()
    ```
    with return annotations on the endpoints (FL304), and `orjson` left to what returns its own bytes.

    ## Fix safety
    Not fixed: endpoints without an annotation would fall back to `json.dumps`, which is slower than orjson.

    ## Known misses
    `return ORJSONResponse(...)` in an endpoint: deprecated as well, but as fast as encoding by hand. All 9 findings in
    46 public repositories (2026-11, read by hand) were right, in one repository.
    """

    code = "FL401"
    name = "deprecated-json-response"
    preview = True

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each call that names such a class."""
        for place in program.machine.response_classes:
            if place.name not in DEPRECATED:
                continue
            word = place.name.rpartition(".")[2]
            sink = Sink(place.path, place.position, place.call, place.name, THROUGH_OBJECTS)
            step = Step(place.path, place.position[0], place.function)
            event = Event(place.position, place.call, sink, (step,))
            message = f"`{place.call}` names `{word}`, which keeps pydantic from writing the JSON itself"
            remedy = f"drop `{word}` and annotate the return types"
            context = MODULE if place.number < 0 else SET_UP
            yield Candidate(self.code, self.name, place.number, context, event, message, read(remedy))
