"""What an audit loads: the endpoints that a running application names, or that its user does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.load.planning.plan import Plan, Skipped, plan_for_paths, plan_from_openapi
from freeloop.load.planning.route import Route
from freeloop.serve.server import DOCUMENT_PATHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freeloop.audit.settings import AuditSettings
    from freeloop.load.planning.body import Bodies
    from freeloop.load.planning.building import RequestHook
    from freeloop.serve import ServerUnderTest

REASONS_SHOWN = 3
"""Of endpoints that were left out, when none is left. Arbitrary: it is one line."""


def plan_for(
    settings: AuditSettings, server: ServerUnderTest, hook: RequestHook | None, data: Mapping[str, Bodies]
) -> Plan:
    """The requests that will load a running server. Raises UserError when there are none."""
    document = server.openapi()
    bodies = {**data, **settings.data}
    routes = [Route(*each) for each in server.routes()]
    if document is None:
        return _plan_without_document(settings, bodies, hook, routes)
    plan = plan_from_openapi(
        document,
        select=tuple(settings.select),
        all_methods=settings.all_methods,
        data=bodies,
        headers=settings.headers,
        hook=hook,
        routes=routes,
    )
    if not plan.endpoints:
        raise UserError(f"{settings.server.app} has no endpoint to load: {_nothing_to_load(plan)}")
    return plan


def _plan_without_document(
    settings: AuditSettings, bodies: Mapping[str, Bodies], hook: RequestHook | None, routes: Sequence[Route]
) -> Plan:
    named = tuple(settings.select)
    plan = plan_for_paths(
        named if named or bodies else ("/",), headers=settings.headers, data=bodies, hook=hook
    )
    if named or bodies:
        return plan
    none_found = f"no OpenAPI document was found at {' or '.join(DOCUMENT_PATHS)}"
    left_out = f"{none_found}: only GET / was loaded; name its endpoints to load them"
    others = [route for route in routes if (route.method, route.path) != ("GET", "/")]
    skipped = [Skipped(each.method, each.path, each.why_not_loaded(none_found)) for each in others]
    return Plan(plan.endpoints, tuple(skipped) or (Skipped("GET", "/*", left_out),))


def _nothing_to_load(plan: Plan) -> str:
    """Why, and what to do about it."""
    if not plan.skipped:
        return "its OpenAPI document lists none; a websocket is loaded when named, as 'WS /path'"
    reasons = "; ".join(f"{each.method} {each.path}: {each.reason}" for each in plan.skipped[:REASONS_SHOWN])
    more = len(plan.skipped) - REASONS_SHOWN
    all_methods = "; --all-methods loads all of them" if any(each.is_unsafe for each in plan.skipped) else ""
    return f"{reasons}{f'; and {more} more' if more > 0 else ''}{all_methods}"
