import time
from collections.abc import AsyncGenerator

from litestar import Litestar, get
from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.handlers import websocket_stream
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.plugins import InitPluginProtocol
from litestar.security.jwt import JWTAuth
from litestar.security.session_auth import SessionAuth


async def user_of_token(token, connection):
    time.sleep(1)  # expect: FL201:5


def user_of_session(session, connection):
    time.sleep(1)


jwt = JWTAuth[dict](retrieve_user_handler=user_of_token, token_secret="")
sessions = SessionAuth[dict, dict](retrieve_user_handler=user_of_session)


class Keys(AbstractAuthenticationMiddleware):
    async def authenticate_request(self, connection):
        time.sleep(1)  # expect: FL201:9
        return AuthenticationResult(user=None, auth=None)


class Plugin(InitPluginProtocol):
    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        time.sleep(1)

        async def provide() -> int:
            time.sleep(1)  # expect: FL201:13
            return 1

        app_config.dependencies["number"] = Provide(provide)
        return app_config


@websocket_stream("/ping")
async def ping() -> AsyncGenerator[str, None]:
    while True:
        time.sleep(1)  # expect: FL201:9
        yield ""


@get("/")
async def index(number: int) -> str:
    return ""


app = Litestar([index, ping], middleware=[Keys], plugins=[Plugin()], on_app_init=[jwt.on_app_init])
