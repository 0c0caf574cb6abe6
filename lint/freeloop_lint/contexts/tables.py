"""How functions are handed to frameworks, as data: one block per framework.

METHODS: class → method → (form, role, slots). Form "decorator": the call returns a decorator; "direct": the
argument at one of the slots is the function; "bare": the attribute itself is the decorator.
CALLS: function or class → the same, for calls that are no methods.
"""

from collections.abc import Mapping
from typing import TypeAlias

Slots: TypeAlias = tuple[int | str, ...]
Way: TypeAlias = tuple[str, str, Slots]

_VERBS = ("get", "post", "put", "delete", "patch", "head", "options", "trace")
_ROUTE: Way = ("decorator", "endpoint", ())


def _verbs(*extra: str) -> dict[str, Way]:
    return dict.fromkeys((*_VERBS, *extra), _ROUTE)


_STARLETTE: dict[str, Way] = {
    "route": _ROUTE,
    "websocket_route": ("decorator", "websocket", ()),
    "add_route": ("direct", "request endpoint", (1, "route", "endpoint")),
    "add_websocket_route": ("direct", "websocket", (1, "route", "endpoint")),
    "middleware": ("decorator", "middleware", ()),
    "add_middleware": ("direct", "middleware", (0, "middleware_class", "dispatch")),
    "exception_handler": ("decorator", "exception handler", ()),
    "add_exception_handler": ("direct", "exception handler", (1, "handler")),
    "on_event": ("decorator", "startup", ()),
    "add_event_handler": ("direct", "startup", (1, "func")),
}
_FASTAPI: dict[str, Way] = {
    **_STARLETTE,
    **_verbs("api_route"),
    "websocket": ("decorator", "websocket", ()),
    "add_api_route": ("direct", "endpoint", (1, "endpoint")),
    "add_api_websocket_route": ("direct", "websocket", (1, "endpoint")),
}
_AIOHTTP: dict[str, Way] = {
    **{f"add_{verb}": ("direct", "aiohttp endpoint", (1, "handler")) for verb in (*_VERBS, "view")},
    "add_route": ("direct", "aiohttp endpoint", (2, "handler")),
}
_SANIC: dict[str, Way] = {
    **dict.fromkeys((*_VERBS, "route"), ("decorator", "loop handler", ())),
    "add_route": ("direct", "loop handler", (0, "handler")),
    "websocket": ("decorator", "websocket", ()),
    "middleware": ("decorator", "middleware", ()),
    "on_request": ("decorator", "middleware", ()),
    "on_response": ("decorator", "middleware", ()),
    "exception": ("decorator", "exception handler", ()),
    "listener": ("decorator", "startup", ()),
    "before_server_start": ("bare", "startup", ()),
    "after_server_start": ("bare", "startup", ()),
    "add_task": ("direct", "background", (0,)),
}
_QUART: dict[str, Way] = {
    **_verbs("route", "websocket"),
    "add_url_rule": ("direct", "endpoint", (2, "view_func")),
    "before_request": ("bare", "middleware", ()),
    "after_request": ("bare", "middleware", ()),
    "before_serving": ("bare", "startup", ()),
    "after_serving": ("bare", "startup", ()),
    "errorhandler": ("decorator", "exception handler", ()),
    "add_background_task": ("direct", "background", (0,)),
}

METHODS: Mapping[str, Mapping[str, Way]] = {
    "fastapi.FastAPI": _FASTAPI,
    "fastapi.APIRouter": _FASTAPI,
    "starlette.applications.Starlette": _STARLETTE,
    "starlette.routing.Router": _STARLETTE,
    "starlette.background.BackgroundTasks": {"add_task": ("direct", "background", (0, "func"))},
    "aiohttp.web.UrlDispatcher": _AIOHTTP,
    "aiohttp.web.RouteTableDef": {
        **dict.fromkeys((*_VERBS, "view"), ("decorator", "aiohttp endpoint", ())),
        "route": ("decorator", "aiohttp endpoint", ()),
    },
    "sanic.Sanic": _SANIC,
    "sanic.Blueprint": _SANIC,
    "quart.Quart": _QUART,
    "quart.Blueprint": _QUART,
}

CALLS: Mapping[str, tuple[Way, ...]] = {
    "fastapi.FastAPI": (
        ("direct", "lifespan", ("lifespan",)),
        ("direct", "startup", ("on_startup", "on_shutdown")),
    ),
    "starlette.applications.Starlette": (
        ("direct", "lifespan", ("lifespan",)),
        ("direct", "startup", ("on_startup", "on_shutdown")),
    ),
    "starlette.routing.Route": (("direct", "request endpoint", (1, "endpoint")),),
    "starlette.routing.WebSocketRoute": (("direct", "websocket", (1, "endpoint")),),
    "starlette.middleware.Middleware": (("direct", "middleware", (0, "cls", "dispatch")),),
    "starlette.background.BackgroundTask": (("direct", "background", (0, "func")),),
    "fastapi.APIRoute": (("direct", "endpoint", (1, "endpoint")),),
    **{
        f"aiohttp.web.{verb}": (("direct", "request endpoint", (1, "handler")),) for verb in (*_VERBS, "view")
    },
    "aiohttp.web.route": (("direct", "aiohttp endpoint", (2, "handler")),),
    "aiohttp.web.Application": (("direct", "aiohttp middleware", ("middlewares",)),),
    **{f"litestar.{verb}": (("decorator", "loop handler", ()),) for verb in (*_VERBS, "route", "websocket")},
    **{
        f"litestar.handlers.{verb}": (("decorator", "loop handler", ()),)
        for verb in (*_VERBS, "route", "websocket", "websocket_listener")
    },
    "litestar.Litestar": (("direct", "startup", ("on_startup", "on_shutdown", "lifespan")),),
    "litestar.di.Provide": (("direct", "dependency", (0,)),),
    "asyncio.start_server": (("direct", "callback", (0,)),),
    "asyncio.start_unix_server": (("direct", "callback", (0,)),),
    "websockets.serve": (("direct", "websocket", (0,)),),
    "websockets.asyncio.server.serve": (("direct", "websocket", (0,)),),
}

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "lifespan": ("fastapi.FastAPI",),
    "middleware": ("starlette.requests.Request",),
    "exception handler": ("starlette.requests.Request",),
    "request endpoint": ("starlette.requests.Request",),
    "aiohttp endpoint": ("aiohttp.web.Request",),
    "aiohttp middleware": ("aiohttp.web.Request",),
    "aiohttp startup": ("aiohttp.web.Application",),
}
"""What the framework passes, for functions that do not annotate it."""

SYNC_ON_LOOP = frozenset({"callback", "loop handler", "response"})
"""Roles in which a plain `def` runs on the loop; in all others a framework hands it to its thread pool."""

CLASS_METHODS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "starlette.middleware.base.BaseHTTPMiddleware": (("dispatch",), "middleware"),
    "starlette.endpoints.HTTPEndpoint": (_VERBS, "request endpoint"),
    "starlette.endpoints.WebSocketEndpoint": (("on_connect", "on_receive", "on_disconnect"), "websocket"),
    "aiohttp.web.View": (_VERBS, "aiohttp endpoint"),
    "tornado.web.RequestHandler": ((*_VERBS, "prepare", "on_finish"), "loop handler"),
    "tornado.websocket.WebSocketHandler": (("open", "on_message", "on_close"), "loop handler"),
    "starlette.responses.Response": (("render",), "response"),
    "starlette.requests.Request": (("body", "json", "form", "stream"), "request"),
    "starlette.authentication.AuthenticationBackend": (("authenticate",), "middleware"),
    "sanic.views.HTTPMethodView": (_VERBS, "loop handler"),
    "quart.views.MethodView": (_VERBS, "endpoint"),
}
"""Methods that a framework calls on subclasses of its classes."""
