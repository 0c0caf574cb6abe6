"""A hook file's part in the plan, against a small server that knows who is logged in."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from freeloop.errors import UserError
from freeloop.load.planning import Hooks, plan_from_openapi

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from freeloop.json_value import Json, JsonObject

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


def _needs(*parameters: tuple[str, str]) -> JsonObject:
    described: list[Json] = [
        {"name": name, "in": place, "required": True, "schema": {"type": "integer"}}
        for place, name in parameters
    ]
    return {"parameters": described}


_BODY: JsonObject = {"requestBody": {"content": {"application/json": {"schema": {"type": "integer"}}}}}
_PARAMETERS = _needs(
    ("path", "id"), ("query", "q"), ("header", "X-Key"), ("cookie", "sid"), ("cookie", "lang")
)
_EVERYTHING: JsonObject = {"paths": {"/a/{id}": {"post": _PARAMETERS | _BODY}}}
_MADE_UP = ("path id", "query q", "header X-Key", "cookie sid", "cookie lang", "body")
_GIVEN: list[tuple[str, str, str, dict[str, str], Sequence[str]]] = [
    ("setup", "pass", "/a/1?q=1", {"x-key": "1", "cookie": "sid=1; lang=1"}, []),
    ("setup", "client.cookies.set('sid', 's1')", "/a/1?q=1", {"cookie": "lang=1; sid=s1"}, ["cookie sid"]),
    ("setup", "client.headers['x-key'] = '7'", "/a/1?q=1", {"x-key": "7"}, ["header X-Key"]),
    ("setup", "client.params = {'q': 7}", "/a/1?q=7", {}, ["query q"]),
    # The very values that would have been made up, too.
    ("setup", "client.cookies.set('sid', '1')", "/a/1?q=1", {"cookie": "lang=1; sid=1"}, ["cookie sid"]),
    ("setup", "client.params = {'q': 1}", "/a/1?q=1", {}, ["query q"]),
    ("prepare", "request.headers['x-key'] = '7'", "/a/1?q=1", {"x-key": "7"}, ["header X-Key"]),
    ("prepare", "request.headers['cookie'] = 'lang=1; sid=7'", "/a/1?q=1", {}, ["cookie sid"]),
    ("prepare", "request.url = request.url.copy_set_param('q', 7)", "/a/1?q=7", {}, ["query q"]),
    ("prepare", "request.url = request.url.copy_with(path='/a/7')", "/a/7?q=1", {}, ["path id"]),
    (
        "prepare",
        "return type(request)('POST', request.url, headers=request.headers, content=b'7')",
        "/a/1?q=1",
        {"x-key": "1"},
        ["body"],
    ),
    ("prepare", "return type(request)('GET', 'http://x/b')", "/b", {}, _MADE_UP),
]


@pytest.mark.parametrize("case", _GIVEN)
def test_what_a_hook_gives_replaces_what_was_made_up(
    tmp_path: Path, base_url: str, case: tuple[str, str, str, dict[str, str], Sequence[str]]
) -> None:
    name, line, target, headers, given = case
    hooks = _hooks(tmp_path, f"def {name}({'client' if name == 'setup' else 'request'}):\n    {line}\n")
    with hooks.session(base_url) as hook:
        (endpoint,) = plan_from_openapi(_EVERYTHING, all_methods=True, hook=hook).endpoints
    sent = [(key.lower(), value) for key, value in endpoint.request.headers]
    assert endpoint.request.target == target
    for key, value in headers.items():
        assert [each for each in sent if each[0] == key] == [(key, value)]
    assert endpoint.made_up == tuple(each for each in _MADE_UP if each not in given)


def test_basic_auth_is_written_into_the_requests(tmp_path: Path, base_url: str) -> None:
    hooks = _hooks(tmp_path, "def setup(client):\n    client.auth = ('me', 'secret')\n")
    document: JsonObject = {"paths": {"/me": {"get": _needs(("header", "authorization"))}}}
    with hooks.session(base_url) as hook:
        (endpoint,) = plan_from_openapi(document, hook=hook).endpoints
    values = [value for name, value in endpoint.request.headers if name.lower() == "authorization"]
    assert (values, endpoint.made_up) == (["Basic bWU6c2VjcmV0"], ())


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
        ("import sys; sys.exit(0)", "hooks.py failed in import: SystemExit: 0: mend it"),
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


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("raise ValueError('no such user')", "ValueError: no such user"),
        ("raise SystemExit", "SystemExit"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("import sys; sys.exit('cannot log in')", "SystemExit: cannot log in"),
    ],
)
@pytest.mark.parametrize("name", ["setup", "prepare", "teardown"])
def test_a_function_that_raises_is_the_users_error_with_its_traceback(
    tmp_path: Path, base_url: str, name: str, raised: str, said: str
) -> None:
    hooks = _hooks(tmp_path, f"def {name}(_):\n    {raised}\n")
    with pytest.raises(UserError) as refusal, hooks.session(base_url) as hook:
        plan_from_openapi(_DOCUMENT, hook=hook)
    assert str(refusal.value) == f"hook file {tmp_path}/hooks.py failed in {name}(): {said}: mend it"
    frames = [line for line in refusal.value.details.splitlines() if line.startswith("  File ")]
    assert len(frames) == 1, refusal.value.details
    assert "hooks.py" in frames[0]
    assert f"line 2, in {name}" in frames[0]


_REFUSED = [
    (
        "return 5",
        "prepare() of hook file hooks.py returned is 5 (of type int): return an httpx.Request, or nothing",
    ),
    ("request.url = 5", "prepare() of hook file hooks.py set as url is 5 (of type int): write httpx.URL"),
    (
        "request.headers = {}",
        "prepare() of hook file hooks.py set as headers is {} (of type dict): write httpx.Headers",
    ),
    ("request.method = 'FOO BAR'", "the method of a request is 'FOO BAR' (of type str): write a word"),
    ("request.headers['X'] = 'a\\nb'", "header 'x' has a line break in its value 'a\\nb': give one line"),
    (
        "async def body(): yield b''\n    return type(request)('POST', request.url, content=body())",
        "the body of what prepare() of hook file hooks.py returned is <",
    ),
    (
        "def body(): yield 1 // 0\n    return type(request)('POST', request.url, content=body())",
        "hook file hooks.py failed in the body of its request: ZeroDivisionError: ",
    ),
]


@pytest.mark.parametrize(("line", "said"), _REFUSED)
def test_a_request_that_cannot_be_sent_is_refused(
    tmp_path: Path, base_url: str, line: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hooks.py").write_text(f"def prepare(request):\n    {line}\n")
    with pytest.raises(UserError) as refusal, Hooks("hooks.py").session(base_url) as hook:
        plan_from_openapi(_DOCUMENT, hook=hook)
    assert said in str(refusal.value)


@pytest.mark.parametrize("died", [False, True])
def test_a_teardown_that_fails_hides_no_other_error(tmp_path: Path, base_url: str, *, died: bool) -> None:
    """As one does for want of what setup makes, or of the server."""
    setup = "" if died else "def setup(client):\n    raise ValueError('no such user')\n"
    hooks = _hooks(tmp_path, f"{setup}def teardown(client):\n    made\n")
    with pytest.raises(UserError) as refusal, hooks.session(base_url):
        raise UserError("the server died", details="its log")
    first = (
        "the server died"
        if died
        else f"hook file {tmp_path}/hooks.py failed in setup(): ValueError: no such user"
    )
    assert str(refusal.value).startswith(first)
    second = (
        f"hook file {tmp_path}/hooks.py failed in teardown(): NameError: name 'made' is not defined: mend it"
    )
    assert refusal.value.details.endswith(f"\nand then: {second}")


def test_an_interrupt_is_none_of_teardowns_errors(tmp_path: Path, base_url: str) -> None:
    hooks = _hooks(tmp_path, "def teardown(client):\n    raise SystemExit(0)\n")
    with pytest.raises(KeyboardInterrupt), hooks.session(base_url):
        raise KeyboardInterrupt


def test_an_auth_that_raises_is_the_users_error(tmp_path: Path, base_url: str) -> None:
    text = """
import httpx

class Signed(httpx.Auth):
    def auth_flow(self, request):
        raise SystemExit(1)
        yield request

def setup(client):
    client.auth = Signed()
"""
    with (
        pytest.raises(UserError, match=r"failed in the auth of its client: SystemExit: 1: mend it"),
        _hooks(tmp_path, text).session(base_url) as hook,
    ):
        plan_from_openapi(_DOCUMENT, hook=hook)


def test_ctrl_c_ends_the_run_wherever_it_comes(tmp_path: Path, base_url: str) -> None:
    hooks = _hooks(tmp_path, "def setup(client):\n    raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        hooks.session(base_url).__enter__()
