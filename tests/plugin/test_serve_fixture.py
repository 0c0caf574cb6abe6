"""The fixture `freeloop_serve`: servers that live as long as the user's own fixture, audited from tests."""

from __future__ import annotations

import pytest
from noise import skip_if_noisy

pytestmark = pytest.mark.slow

TESTS = """
import httpx
import pytest

STARTED = []

@pytest.fixture(scope="module")
def server(freeloop_serve):
    STARTED.append("service")
    with freeloop_serve("service:app") as server:
        yield server

@pytest.fixture(scope="session")
def other(freeloop_serve):
    with freeloop_serve("service:make", factory=True) as server:
        yield server

QUICK = dict(concurrency=2, duration="0.5s", warmup="0.1s")

def test_held(server):
    server.audit("/held", **QUICK)

def test_free(server):
    result = server.audit("/free", max_stall=None, **QUICK)
    assert [each.path for each in result.endpoints] == ["/free"]

def test_two_at_once_and_one_start_each(server, other):
    assert httpx.get(f"{server.url}/free").status_code == 200
    assert httpx.get(f"{other.url}/other").status_code == 200
    assert STARTED == ["service"]

def test_unchecked(server):
    result = server.audit("/held", rate_rps=4, check=False, **QUICK)
    assert result.load["rate_rps"] == 4
    assert result.endpoints[0].traffic.requests <= 4

def test_what_says_how_to_serve_is_no_argument_of_an_audit(server):
    server.audit("/held", workers=2)

def test_an_unknown_endpoint(server):
    server.audit("/nowhere")

def test_outside_of_its_block(freeloop_serve):
    freeloop_serve("service:app").audit("/free")
"""
MAKE = """
def make():
    other = FastAPI()
    @other.get("/other")
    async def it() -> None: ...
    return other
"""


def test_servers_are_kept_and_audited(project: pytest.Pytester) -> None:
    service = project.path / "service.py"
    service.write_text(service.read_text() + MAKE)
    project.makepyfile(TESTS)
    result = project.runpytest_subprocess("-p", "no:randomly", "--junitxml=report.xml")
    skip_if_noisy(result.stdout.str())
    result.assert_outcomes(failed=4, passed=3)
    result.stdout.fnmatch_lines(
        [
            "GET /held: longest stall * ms, 100 ms allowed",
            "freeloop: there is no argument 'workers': choose from again, *",
            "freeloop: */nowhere*",
            "freeloop: the server is not running: use it inside of *",
        ]
    )
    assert "freeloop GET /held verdict" in (project.path / "report.xml").read_text()


def test_an_application_that_does_not_start_is_an_error_of_its_fixture(project: pytest.Pytester) -> None:
    project.makepyfile(service="raise RuntimeError('no configuration')")
    project.makepyfile(TESTS)
    result = project.runpytest_subprocess("-p", "no:randomly", "-k", "test_free")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["freeloop: service:app: importing it raised RuntimeError: no configuration*"]
    )
