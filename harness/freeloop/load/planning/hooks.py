"""The user's hook file: what a plan cannot know, such as a login, a fixture in the database, a signature.

    def setup(client):        # an httpx.Client for the running server, before anything is planned
        token = client.post("/login", json={"user": "me", "password": "…"}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"

    def prepare(request):     # each planned httpx.Request; change it, or return another
        request.headers["X-Request-ID"] = "audit"

    def teardown(client):     # when the load is over, whatever came of it
        client.delete("/fixtures")

    DATA = {
        "POST /predict": {"image": [[0, 1]]},         # a body, as for `--data`; bytes for files
        "POST /users": lambda: {"name": uuid4().hex}, # or a function that makes one for each request
    }

All four are optional. Headers, cookies, parameters and `auth` that `setup` leaves on the client go with every
planned request. They are taken once: a token that ends before the audit does will show as errors 401.
"""

from __future__ import annotations

import inspect
import sys
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from os import fspath
from pathlib import Path
from typing import TYPE_CHECKING, cast

from freeloop.bounds import check_header, check_kind, check_method
from freeloop.errors import UserError
from freeloop.load.planning.building import RequestHook
from freeloop.load.planning.cookies import cookies_in, joined
from freeloop.own_traceback import users_code

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from contextlib import AbstractContextManager
    from os import PathLike
    from types import ModuleType

    import httpx

    from freeloop.load.planning.body import Bodies

_FUNCTIONS = ("setup", "prepare", "teardown")


class Hooks:
    """The functions and the data of one hook file."""

    def __init__(self, path: str | PathLike[str]) -> None:
        """Import the file.

        Raises:
            UserError: it is not there, cannot be imported, or holds something of the wrong kind.
        """
        self._path = fspath(path)
        module = self._imported()
        self._functions = {name: self._function(module, name) for name in _FUNCTIONS}
        data = getattr(module, "DATA", {})
        if not isinstance(data, dict):
            raise UserError(
                f"DATA in hook file {path} is a {type(data).__name__}: write {{'POST /path': body}}"
            )
        self.data = cast("Mapping[str, Bodies]", data)
        """Bodies by endpoint, as `plan_from_openapi` takes them."""

    def _imported(self) -> ModuleType:
        if not Path(self._path).is_file():
            raise UserError(f"hook file {self._path} does not exist: give the path of a Python file")
        name = f"freeloop_hooks_{Path(self._path).stem}"
        spec = spec_from_loader(name, SourceFileLoader(name, self._path))
        if spec is None or spec.loader is None:
            raise UserError(f"hook file {self._path} cannot be imported: give the path of a Python file")
        module = module_from_spec(spec)
        # The file may import its neighbours, as a script may.
        folder = str(Path(self._path).resolve().parent)
        sys.path.insert(0, folder)
        try:
            with self._runs("import"):
                spec.loader.exec_module(module)
        finally:
            sys.path.remove(folder)
        return module

    def _function(self, module: ModuleType, name: str) -> Callable[[object], object] | None:
        function = getattr(module, name, None)
        if function is None:
            return None
        if not callable(function) or inspect.iscoroutinefunction(function):
            raise UserError(f"{name} in hook file {self._path} is no plain function: write `def {name}(…)`")
        return cast("Callable[[object], object]", function)

    @contextmanager
    def session(self, base_url: str, timeout_s: float = 30.0) -> Generator[RequestHook]:
        """Run `setup`, give the hook for the plan, and run `teardown` at the end of the block.

        Raises:
            UserError: one of the functions raised; its traceback is in the details.
        """
        import httpx  # noqa: PLC0415 - a tenth of a second, for those who use hooks

        with httpx.Client(base_url=base_url, timeout=timeout_s) as client:
            untouched = httpx.Headers(client.headers)
            try:
                self._call("setup", client)
                yield RequestHook(
                    lambda request: self._prepared(request, client, untouched), _given_by(client, untouched)
                )
            except BaseException as error:
                self._tear_down_after(error, client)
                raise
            self._call("teardown", client)

    def _tear_down_after(self, error: BaseException, client: httpx.Client) -> None:
        """Run `teardown` when something else went wrong: that is what its reader must hear of first."""
        try:
            self._call("teardown", client)
        except UserError as another:
            if isinstance(error, UserError):
                error.details = f"{error.details}\nand then: {another}".strip()

    def _prepared(
        self, request: httpx.Request, client: httpx.Client, untouched: httpx.Headers
    ) -> httpx.Request:
        _carry_over(request, client, untouched)
        if client.auth is not None:
            # Only what can be sent without an answer first: basic, bearer and the like.
            with self._runs("the auth of its client"):
                request = next(client.auth.sync_auth_flow(request))
        changed = self._call("prepare", request)
        return self._sendable(request if changed is None else changed)

    def _sendable(self, request: object) -> httpx.Request:
        """The request that `prepare` left, if it is one."""
        import httpx  # noqa: PLC0415 - see `session`

        said = f"what prepare() of hook file {self._path}"
        check_kind(
            f"{said} returned",
            request,
            httpx.Request,
            "return an httpx.Request, or nothing to send the one given",
        )
        sent = cast("httpx.Request", request)
        check_kind(f"{said} set as url", sent.url, httpx.URL, "write httpx.URL(…)")
        check_kind(f"{said} set as headers", sent.headers, httpx.Headers, "write httpx.Headers(…)")
        check_kind(f"the body of {said} returned", sent.stream, httpx.SyncByteStream, "give it as bytes")
        check_method(sent.method)
        for name, value in sent.headers.multi_items():
            check_header(name, value)
        with self._runs("the body of its request"):
            sent.read()
        return sent

    def _call(self, name: str, argument: object) -> object:
        function = self._functions[name]
        if function is None:
            return None
        with self._runs(f"{name}()"):
            return function(argument)

    def _runs(self, where: str) -> AbstractContextManager[None]:
        return users_code(f"hook file {self._path} failed in {where}:")


def _given_by(client: httpx.Client, untouched: httpx.Headers) -> frozenset[tuple[str, str]]:
    """Place and name of what was put on the client."""
    return frozenset(
        [
            *(("header", name.lower()) for name in _headers_of(client, untouched)),
            *(("cookie", cookie.name) for cookie in client.cookies.jar),
            *(("query", name) for name in client.params),
        ]
    )


def _headers_of(client: httpx.Client, untouched: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in client.headers.items() if untouched.get(name) != value}


def _carry_over(request: httpx.Request, client: httpx.Client, untouched: httpx.Headers) -> None:
    """Put on the request what was put on the client."""
    request.headers.update(_headers_of(client, untouched))
    cookies = [(cookie.name, cookie.value or "") for cookie in client.cookies.jar]
    if cookies:
        request.headers["Cookie"] = joined(cookies_in(request.headers.get("cookie", "")), cookies)
    if client.params:
        request.url = request.url.copy_merge_params(client.params)
