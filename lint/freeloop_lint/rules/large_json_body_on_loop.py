"""FL305, large-json-body-on-loop."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from freeloop_lint.catalogue.model import Cost
from freeloop_lint.contexts import models
from freeloop_lint.program.values import Obj, Seq, Type, Value
from freeloop_lint.rules.advice import read
from freeloop_lint.rules.base import Candidate, Program, Rule, at_name, context_at

if TYPE_CHECKING:
    from freeloop_lint.interpret.machine import Machine

BODY = Cost(
    "cpu",
    "serialise",
    3.1,
    "100 kB of floats, parsed and validated",
    "holds",
    source="FastAPI 0.165, `request.json` and the body's model in fastapi/routing.py; one core, 2026-11",
)
_NONE = Obj("None")
_NUMBERS = frozenset({"int", "float", "complex"})


class LargeJsonBodyOnLoop(Rule):
    """Find endpoints that take tables of numbers as JSON.

    ## What it does
    Flags FastAPI endpoints, `def` ones too, whose body holds lists of lists of numbers: a parameter of that type, or
    a field of the pydantic model that the body is.

    ## Why it blocks
    FastAPI reads, parses and validates a JSON body on the loop before it looks at whether the endpoint is a `def`:
    31 ms for 1 MB of floats, in which nobody else is served.

    ## Example
    ```python
    class Batch(BaseModel):
        rows: list[list[float]]

    @app.post("/predict")
    def predict(batch: Batch) -> list[float]: ...
    ```

    ## Use instead
    ```python
    @app.post("/predict")
    def predict(body: Annotated[bytes, Body(media_type="application/octet-stream")]) -> list[float]:
        rows = numpy.frombuffer(body, dtype="float32")
    ```
    or `UploadFile`, or bytes of JSON that the `def` endpoint parses in its thread with `TypeAdapter.validate_json`.

    ## Fix safety
    Not fixed: clients have to send something else.

    ## Known misses
    Flat lists, which are mostly short; bodies that are large because of many small objects. How long a list is, no
    type says: the one finding in 46 public repositories (2026-11) was a polygon of a few points.
    """

    code = "FL305"
    name = "large-json-body-on-loop"
    preview = True

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each endpoint, naming the first such parameter or field."""
        machine = program.machine
        for number in sorted(machine.answers):
            table = _table(machine, number)
            if table:
                fact = machine.project.functions[number].fact
                message = (
                    f"`{fact.name}` takes `{table}` as JSON: it is parsed and validated on the event loop"
                )
                remedy = "take bytes or a file, and parse them in a `def` endpoint"
                event = at_name(machine, number, fact.name, BODY)
                context = context_at(machine, number)
                yield Candidate(self.code, self.name, number, context, event, message, read(remedy))


def _table(machine: "Machine", number: int) -> str:
    """Name the parameter or field that holds a table of numbers, if there is one."""
    frame = machine.outer_frame(number)
    for param, value in models.bodies(machine, number):
        if _is_table(value):
            return param
        for cls in models.classes_in(frame, value):
            for name, held in models.fields(machine, cls):
                if _is_table(held):
                    return f"{machine.project.classes[cls].fact.name}.{name}"
    return ""


def _is_table(value: Value) -> bool:
    """Claim that a value is a sequence of sequences of numbers, and nothing smaller instead."""
    return all(_is_rows(item) or item == _NONE for item in value) and any(map(_is_rows, value))


def _is_rows(item: Type) -> bool:
    return (
        isinstance(item, Seq)
        and item.kind != "dict"
        and any(isinstance(row, Seq) and _numbers(row) for row in item.element)
    )


def _numbers(row: Seq) -> bool:
    inner = [part for part in row.element if not (isinstance(part, Seq) and _numbers(part))]
    return bool(row.element) and all(isinstance(part, Obj) and part.name in _NUMBERS for part in inner)
