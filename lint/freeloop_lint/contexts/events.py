"""How functions are handed to what answers events rather than requests, as data: chat bots, message brokers, tools.

The forms are those of `tables`, which takes these in. A plain `def` that is handed over here runs in a thread or is
refused, except where the role says that it runs on the loop.
"""

from collections.abc import Mapping
from typing import TypeAlias

Slots: TypeAlias = tuple[int | str, ...]
Way: TypeAlias = tuple[str, str, Slots]

_DECORATOR: Way = ("decorator", "event handler", ())
_BARE: Way = ("bare", "event handler", ())
_FIRST: Way = ("direct", "event handler", (0, "callback"))
_TELEGRAM = "telegram handler"


def _all(way: Way, names: str) -> dict[str, Way]:
    return dict.fromkeys(names.split(), way)


_JOBS = {
    f"run_{when}": ("direct", "async task", (0, "callback"))
    for when in ("once", "repeating", "daily", "monthly", "custom")
}
_OBSERVER: dict[str, Way] = {
    "__call__": _DECORATOR,
    "register": _FIRST,
    **_all(("decorator", "event handler", ()), "middleware outer_middleware filter"),
}
_AIOGRAM_2: dict[str, Way] = {
    **_all(
        _DECORATOR,
        "message_handler edited_message_handler channel_post_handler inline_handler callback_query_handler "
        "chosen_inline_handler poll_handler errors_handler pre_checkout_query_handler my_chat_member_handler",
    ),
    **_all(
        _FIRST,
        "register_message_handler register_callback_query_handler register_inline_handler register_errors_handler",
    ),
}
_DISCORD: dict[str, Way] = {
    **_all(
        _DECORATOR,
        "command group hybrid_command hybrid_group slash_command user_command message_command listen",
    ),
    **_all(_BARE, "event before_invoke after_invoke check"),
}
_SLACK: dict[str, Way] = {
    **_all(_DECORATOR, "event message command action shortcut view options function block_action"),
    **_all(_BARE, "error middleware"),
}
_TELEBOT = _all(
    _DECORATOR,
    "message_handler edited_message_handler channel_post_handler inline_handler callback_query_handler "
    "poll_handler pre_checkout_query_handler my_chat_member_handler",
)
_ON_LOOP: Way = ("decorator", "loop handler", ())
_EVENT = "loop event handler"
_SOCKETS: dict[str, Way] = {
    "on": ("decorator", _EVENT, (1, "handler")),
    "event": ("bare", _EVENT, ()),
    "start_background_task": ("direct", "background", (0, "target")),
}
_BROKER: dict[str, Way] = {"subscriber": _DECORATOR}
_SCHEDULER: dict[str, Way] = {
    "add_job": ("direct", "background", (0, "func")),
    "scheduled_job": ("decorator", "background", ()),
}

METHODS: Mapping[str, Mapping[str, Way]] = {
    "telegram.ext.Application": {"add_error_handler": ("direct", _TELEGRAM, (0, "callback"))},
    "telegram.ext.ApplicationBuilder": {
        hook: ("direct", "startup", (0, hook)) for hook in ("post_init", "post_stop", "post_shutdown")
    },
    "telegram.ext.JobQueue": _JOBS,
    "telebot.async_telebot.AsyncTeleBot": _TELEBOT,
    "aiogram.dispatcher.event.telegram.TelegramEventObserver": _OBSERVER,
    "aiogram.dispatcher.event.event.EventObserver": {
        "__call__": ("decorator", "startup", ()),
        "register": ("direct", "startup", (0, "callback")),
    },
    "aiogram.Dispatcher": _AIOGRAM_2,
    "discord.Client": _DISCORD,
    "discord.app_commands.CommandTree": {**_all(_DECORATOR, "command context_menu"), "error": _BARE},
    "pyrogram.Client": _all(
        _DECORATOR, "on_message on_edited_message on_callback_query on_inline_query on_raw_update"
    ),
    "telethon.TelegramClient": {"on": _DECORATOR, "add_event_handler": _FIRST},
    "slack_bolt.async_app.AsyncApp": _SLACK,
    # of mcp 1, which calls a plain `def` on the loop; mcp 2 and fastmcp run it in a thread
    "mcp.server.fastmcp.FastMCP": _all(_ON_LOOP, "tool resource prompt custom_route"),
    "mcp.server.mcpserver.MCPServer": _all(_DECORATOR, "tool resource prompt custom_route"),
    "fastmcp.FastMCP": _all(_DECORATOR, "tool resource prompt custom_route"),
    **{
        f"faststream.{name}Broker": _BROKER
        for name in ("rabbit.Rabbit", "kafka.Kafka", "confluent.Kafka", "nats.Nats", "redis.Redis")
    },
    "apscheduler.schedulers.asyncio.AsyncIOScheduler": _SCHEDULER,
    "socketio.AsyncServer": _SOCKETS,
    "pyee.asyncio.AsyncIOEventEmitter": _all(("decorator", _EVENT, (1, "f")), "on once add_listener"),
}

CALLS: Mapping[str, tuple[Way, ...]] = {
    **{
        f"telegram.ext.{name}Handler": (("direct", _TELEGRAM, (1, "callback")),)
        for name in ("Command", "Message", "Type", "StringCommand", "StringRegex", "Prefix")
    },
    **{
        f"telegram.ext.{name}Handler": (("direct", _TELEGRAM, (0, "callback")),)
        for name in (
            *("CallbackQuery", "InlineQuery", "ChosenInlineResult", "Poll", "PollAnswer", "ChatMember"),
            *("PreCheckoutQuery", "ShippingQuery", "ChatJoinRequest", "MessageReaction"),
        )
    },
    **{
        f"discord.{call}": (_DECORATOR,)
        for call in (
            *("ext.commands.command", "ext.commands.group", "ext.commands.hybrid_command"),
            *("ext.commands.slash_command", "ext.commands.Cog.listener", "slash_command"),
            *("app_commands.command", "app_commands.context_menu", "ui.button", "ui.select"),
        )
    },
    "discord.ext.tasks.loop": (("decorator", "async task", ()),),
    "livekit.agents.WorkerOptions": (("direct", "async task", (0, "entrypoint_fnc")),),
    "chainlit.action_callback": (("decorator", _EVENT, ()),),
    "chainlit.author_rename": (("decorator", _EVENT, ()),),
    **dict.fromkeys(("modal.fastapi_endpoint", "modal.web_endpoint"), (("decorator", "endpoint", ()),)),
    "sanic.response.ResponseStream": (("direct", "stream", (0, "streaming_fn")),),
    "sse_starlette.EventSourceResponse": (("direct", "stream", ("data_sender_callable",)),),
}

BARE: Mapping[str, str] = {
    **{
        f"chainlit.{name}": _EVENT
        for name in (
            *(
                "on_message",
                "on_chat_start",
                "on_chat_end",
                "on_chat_resume",
                "on_stop",
                "on_settings_update",
            ),
            *(
                "on_audio_start",
                "on_audio_chunk",
                "on_audio_end",
                "on_feedback",
                "on_logout",
                "on_window_message",
            ),
            *("password_auth_callback", "header_auth_callback", "oauth_callback"),
            *("set_starters", "set_chat_profiles"),
        )
    },
}
"""Outside functions that decorate a function themselves, with or without a call."""

_ON = (
    *("on_ready", "on_message", "on_message_edit", "on_message_delete", "on_reaction_add"),
    *("on_raw_reaction_add", "on_raw_reaction_remove", "on_member_join", "on_member_remove"),
    *("on_guild_join", "on_voice_state_update", "on_interaction", "on_command_error", "on_error"),
)

CLASS_METHODS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "discord.Client": (_ON, "event handler"),
    "discord.ui.View": (("interaction_check", "on_timeout"), "event handler"),
    "discord.ui.Modal": (("on_submit",), "event handler"),
    "discord.ui.Button": (("callback",), "event handler"),
    "aiogram.BaseMiddleware": (("__call__",), "middleware"),
    "aiohttp.abc.AbstractResolver": (("resolve",), "callback"),
    "httpx.AsyncBaseTransport": (("handle_async_request",), "callback"),
    "httpx.Auth": (("auth_flow", "async_auth_flow"), "callback"),
    "socketio.AsyncNamespace": (("on_*",), _EVENT),
    "botbuilder.core.ActivityHandler": (("on_*",), "event handler"),
    "aiortc.MediaStreamTrack": (("recv",), _EVENT),
}
