"""What FastAPI is told of a route's answer: the response model, the response class, the application's default."""

from typing import TYPE_CHECKING, NamedTuple

from freeloop_lint.facts import form
from freeloop_lint.program.values import Answer, Cls, External, Func, Value

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Position
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame

APPLICATIONS = frozenset({"fastapi.FastAPI", "fastapi.APIRouter"})
_CLASS_KEYWORDS = ("response_class", "default_response_class")


class ResponseClass(NamedTuple):
    """A place that sets a response class for routes. `number` is the function around it, -1 at module level."""

    path: str
    number: int
    function: str
    position: "Position"
    call: str
    name: str


def is_application(frame: "Frame", name: str) -> bool:
    """Claim that a class is FastAPI's application or router, or inherits from one."""
    return any(frame.machine.catalogue.is_a(name, base) for base in APPLICATIONS)


def read_answer(frame: "Frame", site: "Site") -> Answer:
    """Read the keywords of a route's decorator."""
    given = dict(site.node[3]) if site.node is not None else {}
    model = given.get("response_model")
    word = "" if model is None else "none" if model == (form.CONST, None) else "given"
    return Answer(word, _class_name(frame, site, "response_class"))


def note_response_class(frame: "Frame", site: "Site") -> None:
    """Remember a call that sets a response class."""
    for keyword in _CLASS_KEYWORDS:
        name = _class_name(frame, site, keyword)
        if name:
            label = site.label if isinstance(site.label, str) else form.dotted(site.label)
            place = ResponseClass(frame.path, frame.number, frame.function, site.position, label, name)
            frame.machine.response_classes[place] = None
            if keyword == "default_response_class":
                frame.machine.default_response_classes.add(name)


def note_answer(frame: "Frame", value: Value, answer: Answer) -> None:
    """Remember how the routes of some functions answer."""
    for item in value:
        if isinstance(item, Func):
            frame.machine.answers.setdefault(item.number, set()).add(answer)


def _class_name(frame: "Frame", site: "Site", keyword: str) -> str:
    if site.node is None or all(name != keyword for name, _ in site.node[3]):
        return ""
    for item in site.kwargs.get(keyword, ()):
        if isinstance(item, External):
            return frame.machine.catalogue.canonical(item.name)
        if isinstance(item, Cls):
            return next(iter(frame.machine.hierarchy.outside(item.number)), "?")
    return "?"
