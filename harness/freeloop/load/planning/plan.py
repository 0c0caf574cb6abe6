"""What is sent to an application: the requests for each of its endpoints, decided before they are loaded.

    OpenAPI document → operations → those selected → its requests each, or the reason why not

Only GET and HEAD are sent unasked: an audit must not delete anyone's data. Same document, same plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.json_value import object_of
from freeloop.load.planning.body import Bodies, BodyData, message_content, with_data
from freeloop.load.planning.building import Parts, build, build_message
from freeloop.load.planning.openapi import Operation, References, operations
from freeloop.load.planning.request_writer import Choice, RequestWriter, with_query
from freeloop.load.planning.route import Route, unknown_to
from freeloop.load.planning.selection import SAFE_METHODS, Selector, is_named, match
from freeloop.load.planning.variants import requests_with
from freeloop.load.request import WEBSOCKET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freeloop.load.planning.building import RequestHook
    from freeloop.load.request import RequestSpec


@dataclass(frozen=True, slots=True)
class PlannedEndpoint:
    """An endpoint and the request that loads it."""

    method: str
    path_template: str
    requests: tuple[RequestSpec, ...]
    """Sent in turn: more than one where a function of the user's makes their bodies."""
    made_up: tuple[str, ...] = ()
    """What of the request was made up from the schema, as neither the user nor an example gave it."""

    @property
    def request(self) -> RequestSpec:
        """The first of them."""
        return self.requests[0]


@dataclass(frozen=True, slots=True)
class Skipped:
    """An endpoint that gets no request, and why."""

    method: str
    path: str
    reason: str
    is_unsafe: bool = False
    """Because it may change data, and was not named."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be sent, in the document's order, and all that is not."""

    endpoints: tuple[PlannedEndpoint, ...]
    skipped: tuple[Skipped, ...]


def plan_from_openapi(
    document: Mapping[str, object],
    *,
    select: Sequence[str] = (),
    all_methods: bool = False,
    data: Mapping[str, Bodies] | None = None,
    headers: Mapping[str, str] | None = None,
    hook: RequestHook | None = None,
    routes: Sequence[Route] = (),
) -> Plan:
    """Return the plan for the application that the document describes.

    `select` names endpoints as `Selector` reads them; without it all are meant. `data` gives bodies by
    endpoint, and naming one there selects it. `headers` go with every request; `hook` may change each. `routes`
    are those that the application was seen to have: one that the document lacks is loaded when it is named.

    What cannot be read of the document is skipped, and says where it is; the rest is planned.

    Raises:
        UserError: the document is no OpenAPI document, or a name in `select` or `data` matches no endpoint.
    """
    try:
        contents = object_of(document, "the OpenAPI document")
        known = tuple(operations(contents))
    except ValueError as error:
        raise UserError(f"the application's OpenAPI document cannot be read: {error}: mend it") from error
    hidden = unknown_to(known, routes)
    # OpenAPI knows nothing of websockets: they are taken as the user names them.
    by_hand = {
        name for name in (*select, *(data or {})) if _is_websocket(name) or _is_hidden(name, known, hidden)
    }
    bodies = {name: body for name, body in (data or {}).items() if name not in by_hand}
    with_data = {_operation_with_body(name, known).name: Selector.parse(name) for name in bodies}
    overrides = {name: bodies[selector.text] for name, selector in with_data.items()}
    wanted = [name for name in select if name not in by_hand]
    if not select and known:
        wanted = ["/*"]
    chosen, skipped = _choose(known, wanted, with_data, all_methods=all_methods)
    writer = RequestWriter(contents, overrides, headers or {}, hook)
    endpoints: list[PlannedEndpoint] = []
    for choice in chosen:
        operation = choice.operation
        if operation.problem:
            reason = f"its part of the OpenAPI document cannot be read: {operation.problem}: mend it"
            skipped.append(Skipped(operation.method, operation.path, reason))
            continue
        try:
            requests, made_up = writer.requests_for(choice)
        except ValueError as error:
            reason = f"no request was found for it: {error}; {_how_to_give(operation)}"
            skipped.append(Skipped(operation.method, operation.path, reason))
        else:
            endpoints.append(PlannedEndpoint(operation.method, operation.path, requests, made_up))
    named = {name: body for name, body in (data or {}).items() if name in by_hand}
    others = plan_for_paths(
        [name for name in select if name in by_hand], headers=headers, data=named, hook=hook
    )
    if not select:
        skipped += _not_loaded(hidden, list(by_hand))
    return Plan((*endpoints, *others.endpoints), tuple(skipped))


def _not_loaded(routes: Sequence[Route], named: Sequence[str]) -> list[Skipped]:
    selectors = [Selector.parse(name) for name in named]
    return [
        Skipped(route.method, route.path, route.why_not_loaded("not in the OpenAPI document"))
        for route in routes
        if not any(route.fits(selector) for selector in selectors)
    ]


def _how_to_give(operation: Operation) -> str:
    values = "name it with values of its parameters, as '/items/7?q=x'"
    return f"give its body with --data '{operation.name}=@FILE', or {values}" if operation.bodies else values


def _is_hidden(name: str, known: Sequence[Operation], hidden: Sequence[Route]) -> bool:
    """Whether the name is that of a route that the document lacks."""
    selector = Selector.parse(name)
    is_known = any(
        selector.matches_path(operation.path) and selector.method in {None, operation.method}
        for operation in known
    )
    return not is_known and any(route.fits(selector) for route in hidden)


def _is_websocket(name: str) -> bool:
    return Selector.parse(name).method == WEBSOCKET


def _operation_with_body(name: str, known: Sequence[Operation]) -> Operation:
    """Return the operation that data under this name is for: where several fit, one that takes a body."""
    return min(match(Selector.parse(name), known), key=lambda operation: operation.method in SAFE_METHODS)


def plan_for_paths(
    paths: Sequence[str],
    *,
    headers: Mapping[str, str] | None = None,
    data: Mapping[str, Bodies] | None = None,
    hook: RequestHook | None = None,
) -> Plan:
    """Return the plan for an application without an OpenAPI document: GET each path, or the method named.

    The method `WS` names a websocket; its data is the message that is sent and answered over and over.

    Raises:
        UserError: one of them is not a path, or a method and a path.
    """
    bodies = {_name_of(Selector.parse(name)): body for name, body in (data or {}).items()}
    references = References({})
    endpoints: list[PlannedEndpoint] = []
    selectors = [Selector.parse(text) for text in (*paths, *(data or {}))]
    # A path that has data and is named besides is one endpoint, whatever the spelling.
    named: dict[str, Selector] = {}
    for selector in selectors:
        named.setdefault(_name_of(selector), selector)
    for selector in named.values():
        method = selector.method or "GET"
        if method == "*" or "*" in selector.path:
            raise UserError(
                f"endpoint {selector.text!r} is a pattern, and no OpenAPI document was found: name each endpoint"
            )
        target = with_query(selector.path, selector.query)
        name = _name_of(selector)
        parts = Parts("GET" if method == WEBSOCKET else method, target, headers=headers or {})

        def write(body: BodyData, parts: Parts = parts, method: str = method) -> RequestSpec:
            if method == WEBSOCKET:
                return build_message(parts, message_content(body), hook)
            return build(with_data(parts, body, None, references), hook)

        if name in bodies or method == WEBSOCKET:
            requests = requests_with(name, bodies.get(name, b""), write)
        else:
            requests = (build(parts, hook),)
        endpoints.append(PlannedEndpoint(method, selector.path, requests))
    return Plan(tuple(endpoints), ())


def _name_of(selector: Selector) -> str:
    return f"{selector.method or 'GET'} {with_query(selector.path, selector.query)}"


def _choose(
    known: Sequence[Operation],
    select: Sequence[str],
    with_data: Mapping[str, Selector],
    *,
    all_methods: bool,
) -> tuple[list[Choice], list[Skipped]]:
    """Return what is to be sent, each once, and what is left out although it was meant.

    `with_data` has the names that data was given under, by operation: their values count as those in `select`.
    """
    chosen: dict[tuple[str, str | None], Choice] = {}
    unsafe: dict[str, Operation] = {}
    for selector in map(Selector.parse, select):
        matched = match(selector, known)
        for operation in matched:
            is_wanted = all_methods or operation.name in with_data or bool(operation.problem)
            if is_wanted or is_named(selector, operation, matched):
                has_values = selector.is_concrete(operation.path) or selector.query
                choice = _choice(
                    operation, selector if has_values else with_data.get(operation.name, selector)
                )
                chosen.setdefault((operation.name, choice.path), choice)
            else:
                unsafe[operation.name] = operation
    for operation in known:
        if operation.name in with_data and not any(name == operation.name for name, _ in chosen):
            chosen[operation.name, None] = _choice(operation, with_data[operation.name])
    sent = {name for name, _ in chosen}
    skipped = [
        Skipped(
            operation.method,
            operation.path,
            f"may change data: name it as '{operation.name}' to load it",
            is_unsafe=True,
        )
        for operation in unsafe.values()
        if operation.name not in sent
    ]
    order = {operation.name: at for at, operation in enumerate(known)}
    return sorted(chosen.values(), key=lambda choice: order[choice.operation.name]), skipped


def _choice(operation: Operation, selector: Selector) -> Choice:
    path = selector.path if selector.is_concrete(operation.path) else None
    return Choice(operation, path, selector.query)
