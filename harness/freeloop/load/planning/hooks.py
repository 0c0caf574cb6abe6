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
from contextlib import contextmanager, suppress
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from os import fspath
from pathlib import Path
from typing import TYPE_CHECKING, cast

from freeloop.errors import UserError
from freeloop.own_traceback import raised_by_user

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from os import PathLike
    from types import ModuleType

    import httpx

    from freeloop.load.planning.body import Bodies
    from freeloop.load.planning.building import RequestHook

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
            spec.loader.exec_module(module)
        except Exception as error:
            raise self._failed("import", error) from error
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
                yield lambda request: self._prepared(request, client, untouched)
            except BaseException:
                with suppress(UserError):  # what went wrong first is told; it may be why this fails
                    self._call("teardown", client)
                raise
            self._call("teardown", client)

    def _prepared(
        self, request: httpx.Request, client: httpx.Client, untouched: httpx.Headers
    ) -> httpx.Request:
        _carry_over(request, client, untouched)
        if client.auth is not None:
            # Only what can be sent without an answer first: basic, bearer and the like.
            request = next(client.auth.sync_auth_flow(request))
        changed = self._call("prepare", request)
        return request if changed is None else cast("httpx.Request", changed)

    def _call(self, name: str, argument: object) -> object:
        function = self._functions[name]
        if function is None:
            return None
        try:
            return function(argument)
        except Exception as error:
            raise self._failed(f"{name}()", error) from error

    def _failed(self, where: str, error: Exception) -> UserError:
        return raised_by_user(f"hook file {self._path} failed in {where}:", error)


def _carry_over(request: httpx.Request, client: httpx.Client, untouched: httpx.Headers) -> None:
    """Put on the request what was put on the client."""
    for name, value in client.headers.items():
        if untouched.get(name) != value:
            request.headers[name] = value
    # By hand: the cookies belong to the server's host, and the planned request does not know it yet.
    cookies = [f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar]
    if cookies:
        own = request.headers.get("cookie")
        request.headers["Cookie"] = "; ".join([own, *cookies] if own else cookies)
    if client.params:
        request.url = request.url.copy_merge_params(client.params)
