"""A hook file's part in the plan, against a small server that knows who is logged in."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from freeloop.errors import UserError
from freeloop.load.planning import Hooks, plan_from_openapi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from freeloop.json_value import JsonObject

_DOCUMENT: JsonObject = {"paths": {"/me": {"get": {}}, "/predict": {"post": {}}}}


class _Handler(BaseHTTPRequestHandler):
    seen: list[str]

    def do_POST(self) -> None:
        self.server_log()
        self.send_response(200)
        self.send_header("Set-Cookie", "session=abc; Path=/")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"token")

    def do_DELETE(self) -> None:
        self.server_log()
        self.send_response(204)
        self.end_headers()

    def server_log(self) -> None:
        type(self).seen.append(f"{self.command} {self.path}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        del format, args


@pytest.fixture
def base_url() -> Iterator[str]:
    _Handler.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def _hooks(folder: Path, text: str) -> Hooks:
    path = folder / "hooks.py"
    path.write_text(text)
    return Hooks(str(path))


def test_what_setup_leaves_on_the_client_goes_with_every_request(tmp_path: Path, base_url: str) -> None:
    hooks = _hooks(
        tmp_path,
        """
def setup(client):
    token = client.post("/login").text
    client.headers["Authorization"] = f"Bearer {token}"
    client.params = {"tenant": "7"}

def prepare(request):
    request.headers["X-Path"] = request.url.path

def teardown(client):
    client.delete("/session")

DATA = {"POST /predict": {"image": [1]}}
""",
    )
    with hooks.session(base_url) as hook:
        plan = plan_from_openapi(_DOCUMENT, data=hooks.data, hook=hook)
        assert _Handler.seen == ["POST /login"]
    assert _Handler.seen == ["POST /login", "DELETE /session?tenant=7"]
    assert [endpoint.request.target for endpoint in plan.endpoints] == ["/me?tenant=7", "/predict?tenant=7"]
    assert plan.endpoints[1].request.content == b'{"image":[1]}'
    for endpoint in plan.endpoints:
        headers = {name.lower(): value for name, value in endpoint.request.headers}
        assert headers["authorization"] == "Bearer token"
        assert headers["cookie"] == "session=abc"
        assert headers["x-path"] == endpoint.path_template
        # The client's own defaults stay with the client, and the real host with the run.
        assert headers["user-agent"] == "freeloop"
        assert "host" not in headers


def test_basic_auth_is_written_into_the_requests(tmp_path: Path, base_url: str) -> None:
    hooks = _hooks(tmp_path, "def setup(client):\n    client.auth = ('me', 'secret')\n")
    with hooks.session(base_url) as hook:
        plan = plan_from_openapi(_DOCUMENT, hook=hook)
    assert dict(plan.endpoints[0].request.headers)["Authorization"] == "Basic bWU6c2VjcmV0"


def test_a_hook_may_return_another_request(tmp_path: Path, base_url: str) -> None:
    text = (
        "import httpx\ndef prepare(request):\n    return httpx.Request('GET', 'http://shop.example/other')\n"
    )
    with _hooks(tmp_path, text).session(base_url) as hook:
        plan = plan_from_openapi(_DOCUMENT, hook=hook)
    request = plan.endpoints[0].request
    assert (request.target, dict(request.headers)["Host"]) == ("/other", "shop.example")


def test_teardown_runs_when_the_load_fails(tmp_path: Path, base_url: str) -> None:
    hooks = _hooks(tmp_path, "def teardown(client):\n    client.delete('/session')\n")
    with pytest.raises(RuntimeError), hooks.session(base_url):
        raise RuntimeError
    assert _Handler.seen == ["DELETE /session"]


def test_what_went_wrong_before_teardown_is_told_rather_than_its_own_failure(
    tmp_path: Path, base_url: str
) -> None:
    hooks = _hooks(tmp_path, "def teardown(client):\n    raise ValueError('nobody answers')\n")
    with pytest.raises(RuntimeError), hooks.session(base_url):
        raise RuntimeError


def test_a_neighbour_can_be_imported(tmp_path: Path) -> None:
    (tmp_path / "neighbour_of_hooks.py").write_text("BODY = {'a': 1}\n")
    hooks = _hooks(tmp_path, "from neighbour_of_hooks import BODY\nDATA = {'POST /predict': BODY}\n")
    assert hooks.data == {"POST /predict": {"a": 1}}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import no_such_module", "failed in import: ModuleNotFoundError: No module named 'no_such_module'"),
        ("def setup(:", "failed in import: SyntaxError"),
        ("setup = 3", "setup in hook file .* is no plain function: write `def setup"),
        ("async def prepare(request): ...", "prepare in hook file .* is no plain function"),
        ("DATA = []", "DATA in hook file .* is a list: write {'POST /path': body}"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        _hooks(tmp_path, text)


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"hook file .*gone\.py does not exist"):
        Hooks(str(tmp_path / "gone.py"))


def test_a_function_that_raises_is_the_users_error_with_its_traceback(tmp_path: Path, base_url: str) -> None:
    hooks = _hooks(tmp_path, "def setup(client):\n    raise ValueError('no such user')\n")
    with pytest.raises(UserError, match=r"failed in setup\(\): ValueError: no such user") as refusal:
        hooks.session(base_url).__enter__()
    frames = [line for line in refusal.value.details.splitlines() if line.startswith("  File ")]
    assert len(frames) == 1, refusal.value.details
    assert "hooks.py" in frames[0]
    assert "line 2, in setup" in frames[0]
