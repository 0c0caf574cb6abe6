"""How functions are handed to model servers, demo pages, agents and further web frameworks, as data.

The forms are those of `tables`, which takes these in. Only coroutine functions count here: a plain `def` that is handed
over runs in a thread, except where the role says that it runs on the loop.
"""

from collections.abc import Mapping

from freeloop_lint.contexts.events import Way

_DECORATOR: Way = ("decorator", "event handler", ())
_FIRST: Way = ("direct", "event handler", (0, "fn"))
_VERBS = ("get", "post", "put", "delete", "patch", "head", "options")
_ROUTES: dict[str, Way] = dict.fromkeys((*_VERBS, "api_operation", "route"), _DECORATOR)
_ON_PAGE: Way = ("direct", "loop event handler", ("on_click", "on_change", "on_upload", "on_value_change"))
_PAGES = (
    "button",
    "checkbox",
    "input",
    "number",
    "select",
    "slider",
    "switch",
    "textarea",
    "toggle",
    "upload",
)

METHODS: Mapping[str, Mapping[str, Way]] = {
    "gradio.events.EventListener": dict.fromkeys(
        (
            *(
                "change",
                "clear",
                "click",
                "end",
                "failure",
                "input",
                "like",
                "load",
                "pause",
                "play",
                "release",
            ),
            *("retry", "select", "start_recording", "stop", "stop_recording", "stream", "submit", "success"),
            *("then", "tick", "undo", "unload", "upload"),
        ),
        _FIRST,
    ),
    "bentoml.Service": {"api": _DECORATOR},
    "ninja.NinjaAPI": _ROUTES,
    "ninja.Router": _ROUTES,
    "robyn.Robyn": _ROUTES,
    "robyn.SubRouter": _ROUTES,
    **{
        f"{broker}Broker": {"task": _DECORATOR}
        for broker in (
            *("taskiq.InMemory", "taskiq_redis.ListQueue", "taskiq_redis.RedisStream", "taskiq_redis.PubSub"),
            *("taskiq_aio_pika.AioPika", "taskiq_nats.Nats"),
        )
    },
    "pydantic_ai.Agent": dict.fromkeys(
        ("instructions", "output_validator", "result_validator", "system_prompt", "tool", "tool_plain"),
        _DECORATOR,
    ),
    "langgraph.graph.StateGraph": {"add_node": ("direct", "event handler", (0, 1, "action"))},
}

_EITHER = (
    *("agents.function_tool", "bentoml.api", "livekit.agents.function_tool", "ray.serve.deployment"),
    *("strawberry.field", "strawberry.mutation", "strawberry.subscription"),
    *("langchain.tools.tool", "langchain_core.tools.tool"),
)
"""Decorators that are written with a call and without."""

CALLS: Mapping[str, tuple[Way, ...]] = {
    **dict.fromkeys(_EITHER, (_DECORATOR,)),
    **dict.fromkeys(("gradio.Interface", "gradio.ChatInterface", "gradio.api"), (_FIRST,)),
    "gradio.on": (("direct", "event handler", (1, "fn")),),
    **{
        f"grpc.{asked}_{answered}_rpc_method_handler": (_FIRST,)
        for asked in ("unary", "stream")
        for answered in ("unary", "stream")
    },
    "nicegui.ui.page": (("decorator", "loop event handler", ()),),
    "nicegui.ui.timer": (("direct", "loop event handler", (1, "callback")),),
    **{f"nicegui.ui.{name}": (_ON_PAGE,) for name in _PAGES},
    **dict.fromkeys(
        ("fastapi_utils.tasks.repeat_every", "fastapi_restful.tasks.repeat_every"),
        (("decorator", "async task", ()),),
    ),
    **dict.fromkeys(("django.urls.path", "django.urls.re_path"), (("direct", "event handler", (1, "view")),)),
}

BARE: Mapping[str, str] = dict.fromkeys(_EITHER, "event handler")

CLASS_METHODS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "livekit.agents.Agent": (
        ("on_*", "llm_node", "stt_node", "tts_node", "transcription_node", "realtime_audio_output_node"),
        "event handler",
    ),
    **{
        f"channels.generic.{module}.{name}Consumer": (
            ("connect", "disconnect", "receive", "receive_json", "handle"),
            "event handler",
        )
        for module, name in (
            *(("websocket", "AsyncWebsocket"), ("websocket", "AsyncJsonWebsocket"), ("http", "AsyncHttp")),
        )
    },
    **dict.fromkeys(
        ("django.views.View", "django.views.generic.View", "adrf.views.APIView"), (_VERBS, "event handler")
    ),
}
