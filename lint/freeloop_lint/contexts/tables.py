"""How functions are handed to frameworks that answer requests, as data: one block per framework.

METHODS: class → method → (form, role, slots). Form "decorator": the call returns a decorator; "direct": the
argument at one of the slots is the function; "bare": the attribute itself is the decorator; "started": the call runs
what the function around it has scheduled.
CALLS: function or class → the same, for calls that are no methods.
"""

from collections.abc import Mapping

from freeloop_lint.contexts import events, servers
from freeloop_lint.contexts.events import Way

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
    **dict.fromkeys((*_VERBS, "route"), ("decorator", "sanic endpoint", ())),
    "add_route": ("direct", "sanic endpoint", (0, "handler")),
    "websocket": ("decorator", "websocket", ()),
    "middleware": ("decorator", "sanic middleware", ()),
    "on_request": ("decorator", "sanic middleware", ()),
    "on_response": ("decorator", "sanic middleware", ()),
    "exception": ("decorator", "loop exception handler", ()),
    "listener": ("decorator", "sanic startup", ()),
    **dict.fromkeys(
        ("before_server_start", "after_server_start", "before_server_stop", "after_server_stop"),
        ("bare", "sanic startup", ()),
    ),
    "register_listener": ("direct", "sanic startup", (0, "listener")),
    "register_middleware": ("direct", "sanic middleware", (0, "middleware")),
    "signal": ("decorator", "loop task", ()),
    "add_signal": ("direct", "loop task", (0, "handler")),
    "add_websocket_route": ("direct", "websocket", (0, "handler")),
    "add_task": ("direct", "loop task", (0,)),
}
_QUART: dict[str, Way] = {
    **_verbs("route", "websocket"),
    "add_url_rule": ("direct", "endpoint", (2, "view_func")),
    **dict.fromkeys(
        (
            *("before_request", "after_request", "teardown_request"),
            *("before_websocket", "after_websocket", "teardown_websocket"),
            *("before_app_request", "after_app_request", "context_processor", "teardown_appcontext"),
        ),
        ("bare", "middleware", ()),
    ),
    **dict.fromkeys(("before_serving", "after_serving", "while_serving"), ("bare", "startup", ())),
    "errorhandler": ("decorator", "exception handler", ()),
    "add_background_task": ("direct", "background", (0,)),
}

_LOOP: dict[str, Way] = {
    "add_reader": ("direct", "callback", (1, "callback")),
    "add_writer": ("direct", "callback", (1, "callback")),
    "add_signal_handler": ("direct", "callback", (1, "callback")),
    "run_until_complete": ("direct", "main", (0, "future")),
    "run_forever": ("started", "async task", ()),
}
_LITESTAR_HOOKS = ("before_request", "after_request", "after_response", "before_send", "after_exception")
_LITESTAR_LAYER: tuple[Way, ...] = (
    ("direct", "loop middleware", _LITESTAR_HOOKS),
    ("direct", "middleware", ("middleware", "guards")),
    ("direct", "loop exception handler", ("exception_handlers",)),
)
"""What applications, routers and handlers of Litestar take alike."""

COMMAND = "command"
"""Role of what a command line calls: it runs on no loop, and may run one."""
ENTERED = "context manager"
"""Role of what `async with` calls, whoever that is: what it starts goes on, and is known to run on the loop."""
_COMMANDS: dict[str, Way] = dict.fromkeys(("command", "group", "callback"), ("decorator", COMMAND, ()))

METHODS: Mapping[str, Mapping[str, Way]] = {
    **events.METHODS,
    **servers.METHODS,
    "fastapi.FastAPI": _FASTAPI,
    "fastapi.APIRouter": _FASTAPI,
    "starlette.applications.Starlette": _STARLETTE,
    "starlette.routing.Router": _STARLETTE,
    "starlette.background.BackgroundTasks": {"add_task": ("direct", "background", (0, "func"))},
    "aiohttp.web.UrlDispatcher": _AIOHTTP,
    "aiohttp.web.Resource": {"add_route": ("direct", "aiohttp endpoint", (1, "handler"))},
    "aiohttp.web.RouteTableDef": {
        **dict.fromkeys((*_VERBS, "view"), ("decorator", "aiohttp endpoint", ())),
        "route": ("decorator", "aiohttp endpoint", ()),
    },
    "asyncio.AbstractEventLoop": _LOOP,
    "asyncio.Runner": {"run": ("direct", "main", (0, "coro"))},
    "asyncio.Task": {"add_done_callback": ("direct", "callback", (0, "fn"))},
    "asyncio.Future": {"add_done_callback": ("direct", "callback", (0, "fn"))},
    "sanic.Sanic": _SANIC,
    "sanic.Blueprint": _SANIC,
    "typer.Typer": _COMMANDS,
    "click.Group": _COMMANDS,
    "quart.Quart": _QUART,
    "quart.Blueprint": _QUART,
}

CALLS: Mapping[str, tuple[Way, ...]] = {
    **events.CALLS,
    **servers.CALLS,
    **{f"click.{name}": (("decorator", COMMAND, ()),) for name in ("command", "group")},
    "fastapi.FastAPI": (
        ("direct", "lifespan", ("lifespan",)),
        ("direct", "startup", ("on_startup", "on_shutdown")),
        ("direct", "exception handler", ("exception_handlers",)),
    ),
    "starlette.applications.Starlette": (
        ("direct", "lifespan", ("lifespan",)),
        ("direct", "startup", ("on_startup", "on_shutdown")),
        ("direct", "exception handler", ("exception_handlers",)),
    ),
    "starlette.routing.Route": (("direct", "request endpoint", (1, "endpoint")),),
    "starlette.routing.WebSocketRoute": (("direct", "websocket", (1, "endpoint")),),
    **dict.fromkeys(
        ("uvicorn.run", "uvicorn.Config", "hypercorn.asyncio.serve", "hypercorn.trio.serve"),
        (("direct", "application", (0, "app")),),
    ),
    "starlette.middleware.Middleware": (("direct", "middleware", (0, "cls", "dispatch")),),
    "starlette.background.BackgroundTask": (("direct", "background", (0, "func")),),
    "fastapi.APIRoute": (("direct", "endpoint", (1, "endpoint")),),
    **{
        f"aiohttp.web.{verb}": (("direct", "aiohttp endpoint", (1, "handler")),) for verb in (*_VERBS, "view")
    },
    "aiohttp.web.route": (("direct", "aiohttp endpoint", (2, "handler")),),
    "aiohttp.web.Application": (("direct", "aiohttp middleware", ("middlewares",)),),
    **{
        f"litestar.{module}{verb}": (("decorator", "litestar handler", ()), *_LITESTAR_LAYER)
        for module in ("", "handlers.")
        for verb in (*_VERBS, "route", "websocket", "websocket_listener", "websocket_stream")
    },
    "litestar.Litestar": (
        ("direct", "startup", ("on_startup", "on_shutdown", "lifespan", "on_app_init")),
        *_LITESTAR_LAYER,
    ),
    **dict.fromkeys(
        (
            *(
                f"litestar.security.jwt.{name}"
                for name in ("JWTAuth", "JWTCookieAuth", "OAuth2PasswordBearerAuth")
            ),
            "litestar.security.session_auth.SessionAuth",
        ),
        (("direct", "dependency", ("retrieve_user_handler", "revoked_token_handler")),),
    ),
    "litestar.Router": _LITESTAR_LAYER,
    "litestar.di.Provide": (("direct", "loop dependency", (0, "dependency")),),
    "litestar.events.listener": (("decorator", "background", ()),),
    "litestar.background_tasks.BackgroundTask": (("direct", "background", (0, "fn")),),
    "asyncio.start_server": (("direct", "callback", (0, "client_connected_cb")),),
    "asyncio.start_unix_server": (("direct", "callback", (0, "client_connected_cb")),),
    "anyio.run": (("direct", "main", (0, "func")),),
    "trio.run": (("direct", "main", (0, "async_fn")),),
    **dict.fromkeys(
        ("websockets.serve", "websockets.asyncio.server.serve"),
        (("direct", "websocket", (0, "handler", "process_request", "process_response")),),
    ),
}

BARE: Mapping[str, str] = {**events.BARE, **servers.BARE}

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "lifespan": ("fastapi.FastAPI",),
    "middleware": ("starlette.requests.Request",),
    "exception handler": ("starlette.requests.Request",),
    "request endpoint": ("starlette.requests.Request",),
    "aiohttp endpoint": ("aiohttp.web.Request",),
    "aiohttp middleware": ("aiohttp.web.Request",),
    "aiohttp startup": ("aiohttp.web.Application",),
    "sanic endpoint": ("sanic.Request",),
    "sanic middleware": ("sanic.Request",),
    "sanic startup": ("sanic.Sanic", "asyncio.AbstractEventLoop"),
    "telegram handler": ("telegram.Update", "telegram.ext.CallbackContext"),
}
"""What the framework passes, for functions that do not annotate it."""

SYNC_ON_LOOP = frozenset(
    {
        *("callback", "response", "validator", "serializer"),
        *("loop handler", "loop middleware", "loop dependency", "loop exception handler", "loop task"),
        *("litestar handler", "sanic endpoint", "sanic middleware", "loop event handler"),
    }
)
"""Roles in which a plain `def` runs on the loop; in all others a framework hands it to its thread pool."""

THREAD_IF_TOLD = frozenset({"litestar handler", "loop dependency"})
"""Roles of these in which `sync_to_thread=True`, where the function is handed over, sends a `def` to a thread
(https://docs.litestar.dev/2/topics/sync-vs-async.html)."""

_PROTOCOL = (
    *(
        "connection_made",
        "data_received",
        "eof_received",
        "connection_lost",
        "pause_writing",
        "resume_writing",
    ),
    *("buffer_updated", "datagram_received", "error_received", "pipe_data_received", "process_exited"),
)

CLASS_METHODS: Mapping[str, tuple[tuple[str, ...], str]] = {
    **events.CLASS_METHODS,
    **servers.CLASS_METHODS,
    "starlette.middleware.base.BaseHTTPMiddleware": (("dispatch",), "middleware"),
    "starlette.endpoints.HTTPEndpoint": (_VERBS, "request endpoint"),
    "starlette.endpoints.WebSocketEndpoint": (("on_connect", "on_receive", "on_disconnect"), "websocket"),
    "aiohttp.web.View": (_VERBS, "aiohttp endpoint"),
    "tornado.web.RequestHandler": ((*_VERBS, "prepare", "on_finish"), "loop handler"),
    "tornado.websocket.WebSocketHandler": (("open", "on_message", "on_close"), "loop handler"),
    "starlette.responses.Response": (("render",), "response"),
    "starlette.requests.Request": (("body", "json", "form", "stream"), "request"),
    "starlette.authentication.AuthenticationBackend": (("authenticate",), "middleware"),
    **dict.fromkeys(
        (
            "asyncio.Protocol",
            "asyncio.BufferedProtocol",
            "asyncio.DatagramProtocol",
            "asyncio.SubprocessProtocol",
        ),
        (_PROTOCOL, "callback"),
    ),
    "litestar.middleware.ASGIMiddleware": (("handle",), "middleware"),
    "litestar.middleware.AbstractAuthenticationMiddleware": (("authenticate_request",), "middleware"),
    **dict.fromkeys(
        ("litestar.plugins.InitPlugin", "litestar.plugins.InitPluginProtocol"), (("on_app_init",), "startup")
    ),
    "litestar.handlers.WebsocketListener": (("on_receive", "on_accept", "on_disconnect"), "loop handler"),
    "sanic.views.HTTPMethodView": (_VERBS, "sanic endpoint"),
    "sanic.handlers.ErrorHandler": (("default",), "loop exception handler"),
    "quart.views.View": (("dispatch_request",), "endpoint"),
    "quart.views.MethodView": (_VERBS, "endpoint"),
}
"""Methods that a framework calls on subclasses of its classes; `on_*` are all whose names begin so."""
