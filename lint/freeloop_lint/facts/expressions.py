"""Lower expressions of the standard library's syntax tree into the small form.

Speed matters here: the linter's cold figure is `ast.parse` plus this. Hence the table of functions by node
type, the early return of `None` for expressions that can neither call nor name anything of interest, and no
position where none can be reported.
"""

import ast
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from freeloop_lint.facts import form
from freeloop_lint.facts.arithmetic import LARGEST, TEXT_LIMIT, fold, signed
from freeloop_lint.facts.form import NOTHING, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Lower: TypeAlias = "Callable[[Any, Scope], Node]"


class Scope:
    """What lowering collects about the function being lowered."""

    __slots__ = (
        "attributes",
        "awaits",
        "calls",
        "globals",
        "handed",
        "locals",
        "nests",
        "registers",
        "schedules",
        "yields",
    )

    def __init__(self) -> None:
        self.attributes: set[str] = set()
        self.calls: set[str] = set()
        self.handed: set[str] = set()
        self.globals: set[str] = set()
        self.locals: set[str] = set()
        self.awaits = False
        self.yields = False
        self.registers = False
        self.schedules = False
        self.nests = False


REGISTERING = frozenset(
    {
        "add_api_route",
        "add_api_websocket_route",
        "add_route",
        "add_websocket_route",
        "add_middleware",
        "middleware",
        "add_event_handler",
        "add_exception_handler",
        "exception_handler",
        "on_event",
        "include_router",
        "mount",
        "add_get",
        "add_post",
        "add_routes",
        "add_url_rule",
        "register_listener",
        "listener",
        "FastAPI",
        "Starlette",
        "Route",
        "WebSocketRoute",
        "Application",
        "Sanic",
        "Litestar",
        "Quart",
        "start_server",
        "register",
        "add_handler",
        "add_error_handler",
        "add_job",
        "post_init",
        "run_daily",
        "run_once",
        "run_repeating",
        "WorkerOptions",
        "run_until_complete",
    }
)
"""Names whose call may hand a function to a framework: functions that use one are looked into for routes."""


SCHEDULING = frozenset(
    {"create_task", "ensure_future", "add_task", "run_coroutine_threadsafe", "call_soon_threadsafe"}
)
"""Names whose call may make a function run on the loop later: functions in the thread pool that use one are run."""
_VERBS = {
    "get",
    "post",
    "put",
    "delete",
    "patch",
    "head",
    "options",
    "trace",
    "websocket",
    "route",
    "api_route",
}
_HOOKS = {"on_request", "on_response", "before_request", "after_request", "before_serving", "after_serving"}
_EVENTS = {
    *("event", "message", "message_handler", "callback_query", "on", "on_message", "listen"),
    *("command", "hybrid_command", "slash_command", "action", "view", "tool", "resource", "subscriber"),
}
ROUTING = REGISTERING | _VERBS | _HOOKS | _EVENTS | {"before_server_start", "after_server_start"}
"""Names of decorators that may make a route."""


def position(node: ast.expr) -> form.Position:
    """Give line, column, end line, end column."""
    return (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)


def many(nodes: "Sequence[ast.expr | None]", scope: Scope) -> tuple[Node, ...]:
    """Lower several, dropping those that say nothing."""
    out: list[Node] = []
    for node in nodes:
        if node is not None:
            lowered = TABLE[type(node)](node, scope)
            if lowered is not NOTHING:
                out.append(lowered)
    return tuple(out)


def lower(node: ast.expr, scope: Scope) -> Node:
    """Lower one expression."""
    return TABLE[type(node)](node, scope)


def wrap(children: tuple[Node, ...]) -> Node:
    """Keep children for their calls when the result's type is of no interest."""
    return (form.OTHER, children) if children else NOTHING


def _name(node: ast.Name, _scope: Scope) -> Node:
    return (form.NAME, node.id)


def _attribute(node: ast.Attribute, scope: Scope) -> Node:
    value = node.value
    return (form.ATTR, TABLE[type(value)](value, scope), node.attr, position(node))


def _call(node: ast.Call, scope: Scope) -> Node:
    func = node.func
    lowered = TABLE[type(func)](func, scope)
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if name in REGISTERING or (name == "run" and _runs_a_loop(lowered)):
        scope.registers = True
    elif name in SCHEDULING or (lowered[0] == form.ATTR and form.dotted(lowered[1]).endswith("from_thread")):
        scope.schedules = True
    elif name in _FILLERS and isinstance(func, ast.Attribute):
        _note_filled(func.value, scope)
    table = TABLE
    args = tuple([table[type(arg)](arg, scope) for arg in node.args])
    kwargs = tuple([(kw.arg, table[type(kw.value)](kw.value, scope)) for kw in node.keywords])
    scope.calls.add(name)
    for arg in args:
        if arg[0] in _NAME_AT:
            scope.handed.add(arg[_NAME_AT[arg[0]]])
    for _, arg in kwargs:
        if arg[0] in _NAME_AT:
            scope.handed.add(arg[_NAME_AT[arg[0]]])
    return (form.CALL, lowered, args, kwargs, position(node))


def _runs_a_loop(func: Node) -> bool:
    """Claim that `run` may be that of a library of coroutines: whoever calls the function, it hands that a main."""
    return func[0] == form.NAME or (func[0] == form.ATTR and form.dotted(func[1]) in _LOOPS)


_LOOPS = frozenset({"asyncio", "anyio", "trio", "uvloop"})
_NAME_AT = {form.NAME: 1, form.ATTR: 2}
"""Where the last name stands in what is named."""
_FILLERS = frozenset({"append", "add", "update", "setdefault", "insert", "extend", "put", "put_nowait"})


def _note_filled(container: ast.expr, scope: Scope) -> None:
    """Remember that a module's container or another object's attribute is filled here."""
    while isinstance(container, ast.Subscript):
        container = container.value
    if isinstance(container, ast.Name):
        scope.globals.add(container.id)
    elif isinstance(container, ast.Attribute):
        scope.attributes.add(container.attr)


def _await(node: ast.Await, scope: Scope) -> Node:
    scope.awaits = True
    return (form.AWAIT, lower(node.value, scope), position(node))


def _constant(node: ast.Constant, _scope: Scope) -> Node:
    value = node.value
    if isinstance(value, str):
        return (form.CONST, value if len(value) <= TEXT_LIMIT else value[:TEXT_LIMIT])
    if isinstance(value, bytes):
        return (form.CONST, b"")
    if value is None or isinstance(value, bool | int | float):
        return (form.CONST, value if not isinstance(value, int) or abs(value) < LARGEST else LARGEST)
    return NOTHING


def _binary(node: ast.BinOp, scope: Scope) -> Node:
    left, right = lower(node.left, scope), lower(node.right, scope)
    if left[0] == form.CONST and right[0] == form.CONST:
        known = fold(type(node.op), left[1], right[1])
        if known is not None:
            return (form.CONST, known)
    return (form.BINARY, type(node.op).__name__, left, right, position(node))


def _subscript(node: ast.Subscript, scope: Scope) -> Node:
    return (form.SUBSCRIPT, lower(node.value, scope), lower(node.slice, scope), position(node))


def _sequence(node: "ast.List | ast.Tuple | ast.Set", scope: Scope) -> Node:
    kind = "tuple" if isinstance(node, ast.Tuple) else "list" if isinstance(node, ast.List) else "set"
    table = TABLE
    return (form.SEQ, kind, tuple([table[type(item)](item, scope) for item in node.elts]))


def _map(node: ast.Dict, scope: Scope) -> Node:
    keys = tuple([NOTHING if key is None else lower(key, scope) for key in node.keys])
    return (form.MAP, keys, tuple([lower(value, scope) for value in node.values]))


def _comprehension(
    node: "ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp", scope: Scope
) -> Node:
    parts = tuple(
        [
            (lower(g.target, scope), lower(g.iter, scope), many(g.ifs, scope), g.is_async, position(g.iter))
            for g in node.generators
        ]
    )
    scope.awaits |= any(g.is_async for g in node.generators)
    if isinstance(node, ast.DictComp):
        return (
            form.COMPREHENSION,
            "dict",
            parts,
            (form.SEQ, "tuple", (lower(node.key, scope), lower(node.value, scope))),
            position(node),
        )
    kind = (
        "list" if isinstance(node, ast.ListComp) else "set" if isinstance(node, ast.SetComp) else "generator"
    )
    return (form.COMPREHENSION, kind, parts, lower(node.elt, scope), position(node))


def _lambda(node: ast.Lambda, scope: Scope) -> Node:
    scope.nests = True
    many((*node.args.defaults, *node.args.kw_defaults), scope)  # they may await
    names = tuple([arg.arg for arg in (*node.args.posonlyargs, *node.args.args)])
    return (form.LAMBDA, names, lower(node.body, scope), node.lineno)


def _choice(node: ast.IfExp, scope: Scope) -> Node:
    return (form.CHOICE, lower(node.test, scope), lower(node.body, scope), lower(node.orelse, scope))


def _either(node: ast.BoolOp, scope: Scope) -> Node:
    if isinstance(node.op, ast.And):
        return (form.OTHER, many(node.values[:-1], scope), lower(node.values[-1], scope))
    return (form.EITHER, tuple([lower(value, scope) for value in node.values]))


def _compare(node: ast.Compare, scope: Scope) -> Node:
    left, right = node.left, node.comparators[0]
    if len(node.ops) == 1 and not isinstance(node.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot):
        first, second = lower(left, scope), lower(right, scope)
        if first[0] != form.CONST and second[0] not in {form.CONST, form.NAME}:
            return (form.BINARY, "Compare", first, second, position(node))
        return (form.ASK, (first, second), type(node.ops[0]).__name__, position(node))
    lowered = many((left, *node.comparators), scope)
    contains = len(lowered) == 2 and isinstance(node.ops[0], ast.In | ast.NotIn)  # noqa: PLR2004 - two sides
    if isinstance(node.ops[-1], ast.In | ast.NotIn) and isinstance(node.comparators[-1], ast.Call):
        lowered = (*lowered[:-1], (form.STAR, lowered[-1], position(node.comparators[-1])))  # it is iterated
    elif contains and lowered[1][0] in _OBJECTS:
        return (form.ASK, lowered, "In", position(node))
    return wrap(lowered)


_SUFFIX = re.compile(r"\.\w{1,5}$")
_OBJECTS = frozenset({form.NAME, form.ATTR, form.SUBSCRIPT})
"""Expressions that may name an object of the project's own that is asked whether it contains something."""


def _unary(node: ast.UnaryOp, scope: Scope) -> Node:
    value = lower(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return wrap((value,)) if value is not NOTHING else NOTHING
    known = signed(type(node.op), value[1]) if value[0] == form.CONST else None
    return value if known is None else (form.CONST, known)


def _yield(node: ast.Yield, scope: Scope) -> Node:
    scope.yields = True
    return (form.YIELD, lower(node.value, scope) if node.value is not None else NOTHING)


def _yield_from(node: ast.YieldFrom, scope: Scope) -> Node:
    scope.yields = True
    return (form.YIELD_FROM, lower(node.value, scope), position(node))


def _walrus(node: ast.NamedExpr, scope: Scope) -> Node:
    scope.locals.add(node.target.id)
    return (form.WALRUS, node.target.id, lower(node.value, scope))


def _star(node: ast.Starred, scope: Scope) -> Node:
    return (form.STAR, lower(node.value, scope), position(node))


def _text(node: ast.JoinedStr, scope: Scope) -> Node:
    values = [v for v in node.values if isinstance(v, ast.FormattedValue)]
    parts = [part for v in values for part in (v.value, v.format_spec)]
    last = node.values[-1] if node.values else None
    ending = _SUFFIX.search(str(last.value)) if isinstance(last, ast.Constant) else None
    return (form.ASK, many(parts, scope), "text", position(node), ending[0] if ending else "")


def _slice(node: ast.Slice, scope: Scope) -> Node:
    return (form.SEQ, "slice", many((node.lower, node.upper, node.step), scope))


def _other(node: ast.expr, scope: Scope) -> Node:
    children = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return wrap(many(children, scope))


class _Table(dict[type, Lower]):
    """Expression kinds that a later Python adds are kept for their children."""

    def __missing__(self, key: type) -> Lower:
        return _other


TABLE: dict[type, Lower] = _Table(
    {
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.Await: _await,
        ast.Constant: _constant,
        ast.BinOp: _binary,
        ast.Subscript: _subscript,
        ast.List: _sequence,
        ast.Tuple: _sequence,
        ast.Set: _sequence,
        ast.Dict: _map,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
        ast.Lambda: _lambda,
        ast.IfExp: _choice,
        ast.BoolOp: _either,
        ast.Compare: _compare,
        ast.UnaryOp: _unary,
        ast.Yield: _yield,
        ast.YieldFrom: _yield_from,
        ast.NamedExpr: _walrus,
        ast.Starred: _star,
        ast.JoinedStr: _text,
        ast.Slice: _slice,
    }
)
