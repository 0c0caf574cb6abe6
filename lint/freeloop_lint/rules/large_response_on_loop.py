"""FL304, large-response-on-loop."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from freeloop_lint.catalogue.model import Cost
from freeloop_lint.facts import form
from freeloop_lint.program.values import Answer, Obj, Seq, Tup, Value
from freeloop_lint.rules.advice import read
from freeloop_lint.rules.base import Candidate, Program, Rule, at_name, context_at

if TYPE_CHECKING:
    from freeloop_lint.contexts.onloop import Pooled, Running
    from freeloop_lint.interpret.machine import Machine

SLOW_CLASSES = frozenset({"starlette.responses.JSONResponse"})
"""With a response model, `ORJSONResponse` takes no longer over floats than pydantic itself (0.3 and 0.37 ms for 100 kB,
FastAPI 0.165, 2026-11): that one is FL401's."""
_SOURCE = "FastAPI 0.165, `serialize_response` in fastapi/routing.py; one core, 2026-11"
UNTYPED = Cost("cpu", "serialise", 6.4, "100 kB of floats without a response model", "holds", source=_SOURCE)
"""`jsonable_encoder`, then `json.dumps`."""
TYPED = Cost("cpu", "serialise", 3.5, "100 kB of floats through Python objects", "holds", source=_SOURCE)
"""Pydantic to Python objects, then `json.dumps`: what naming `JSONResponse` costs."""


class LargeResponseOnLoop(Rule):
    """Find endpoints whose large answer is encoded on the event loop.

    ## What it does
    Flags FastAPI endpoints, `def` ones too, that return what can be large (a parsed file, `tolist()`, `to_dict()`)
    and keep FastAPI from its direct way to JSON: they have neither a return annotation nor a `response_model`, or
    they, or the application, name `JSONResponse` as the response class.

    ## Why it blocks
    FastAPI encodes the answer on the loop, whatever the endpoint is. Without a response model that is
    `jsonable_encoder` and `json.dumps`: 64 ms for 1 MB of floats. With one, and the default response class, pydantic
    writes the bytes itself: 3 ms. Naming `JSONResponse` brings Python objects and `json.dumps` back: 35 ms.

    ## Example
    ```python
    @app.get("/embeddings")
    def embeddings():
        return {"rows": model.encode(texts).tolist()}
    ```

    ## Use instead
    ```python
    @app.get("/embeddings")
    def embeddings() -> dict[str, list[list[float]]]:
        return {"rows": model.encode(texts).tolist()}
    ```
    or, for numbers by the megabyte, `return Response(orjson.dumps(...), media_type="application/json")` from the
    `def` endpoint, which encodes in its thread.

    ## Fix safety
    Not fixed: which type the answer has is not known.

    ## Known misses
    Answers that are large because of the data: rows of a database, lists built in a loop. How large an answer is, no
    type says: of 18 findings in 46 public repositories (2026-11, read by hand) 10 were; the others were a few rows of a
    table, or one value out of a file that holds settings.
    """

    code = "FL304"
    name = "large-response-on-loop"
    preview = True

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each endpoint."""
        machine = program.machine
        seen: set[int] = set()
        everyone: tuple[Running | Pooled, ...] = (*program.on_loop, *program.pooled)
        for running in everyone:
            number = running.key.number
            answers = machine.answers.get(number)
            if answers is None or number in seen:
                continue
            source = _large(running.summary.returns)
            cost = (
                min((_way(machine, number, answer) for answer in answers), key=_none_last) if source else None
            )
            if cost is not None:
                seen.add(number)
                fact = machine.project.functions[number].fact
                message = f"`{fact.name}` returns what can be large, and it is encoded on the event loop"
                remedy = (
                    "annotate the return type and keep the default response class, or return encoded bytes"
                )
                event = at_name(machine, number, fact.name, cost)
                context = context_at(machine, number)
                yield Candidate(self.code, self.name, number, context, event, message, read(remedy))


def _none_last(cost: Cost | None) -> float:
    return float("inf") if cost is None else -cost.ms


def _large(value: Value) -> bool:
    """Claim that a value may hold a parsed document or a big list, at any depth."""
    for item in value:
        if isinstance(item, Obj) and item.name == "freeloop.Document":
            return True
        if isinstance(item, Seq) and _large(item.element):
            return True
        if isinstance(item, Tup) and any(_large(part) for part in item.items):
            return True
    return False


def _way(machine: "Machine", number: int, answer: Answer) -> Cost | None:
    """Give the cost of the way in which FastAPI encodes an answer; None for the direct one."""
    returns = machine.project.functions[number].fact.returns
    typed = answer.model == "given" or (answer.model != "none" and returns not in {None, form.NOTHING})
    if not typed:
        return UNTYPED
    named = {answer.response_class} if answer.response_class else machine.default_response_classes
    return TYPED if named & SLOW_CLASSES else None
