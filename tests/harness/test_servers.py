"""Any server, any number of workers, any ASGI application: the stall is found at its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from freeloop.audit import AuditSettings, run_audit
from freeloop.serve import ServerSettings

if TYPE_CHECKING:
    from freeloop.session.result import AuditResult

APPS = Path(__file__).parent / "apps"

pytestmark = pytest.mark.slow


def _audit(server: ServerSettings, *endpoints: str) -> AuditResult:
    return run_audit(AuditSettings(server, select=endpoints, concurrency=4, duration_s=1.0, warmup_s=0.2))


@pytest.mark.parametrize("server", ["uvicorn", "hypercorn"])
@pytest.mark.parametrize("workers", [1, 2])
def test_every_server_and_number_of_workers(server: str, workers: int) -> None:
    result = _audit(ServerSettings("bare:app", app_dir=str(APPS), server=server, workers=workers), "/held")
    endpoint = result.endpoints[0]
    assert endpoint.figures.loops == workers
    assert not result.passed, endpoint.verdict.why  # on a busy machine it may be inconclusive
    culprit = endpoint.stalls[0].culprit
    assert culprit is not None
    assert (Path(culprit.path).name, culprit.callee) == ("bare.py", "hashlib.pbkdf2_hmac")


@pytest.mark.parametrize("lifespan", ["auto", "off"])
def test_an_application_without_lifespan_and_openapi(lifespan: str) -> None:
    result = _audit(ServerSettings("bare:app", app_dir=str(APPS), lifespan=lifespan))
    assert [endpoint.path for endpoint in result.endpoints] == ["/"]
    (skipped,) = result.skipped
    assert skipped.reason == (
        "no OpenAPI document was found at /openapi.json or /schema/openapi.json: only GET / was loaded; "
        "name its endpoints to load them"
    )
    assert not result.failed


@pytest.mark.parametrize("server", ["uvicorn", "hypercorn"])
def test_the_error_behind_a_500_is_shown_with_the_users_lines_alone(server: str) -> None:
    result = _audit(ServerSettings("failing:answers_badly", app_dir=str(APPS), server=server))
    asks, raises = result.endpoints
    assert asks.answers_nothing
    assert raises.answers_nothing
    assert (set(asks.traffic.errors), set(raises.traffic.errors)) == ({"http_401"}, {"http_500"})
    assert asks.server_error == ""
    frames = [line for line in raises.server_error.splitlines() if line.startswith("  File ")]
    assert len(frames) == 1, raises.server_error
    assert "failing.py" in frames[0]
    assert raises.server_error.endswith("ValueError: no weights")


@pytest.mark.parametrize("server", ["uvicorn", "hypercorn"])
def test_an_environment_file_reaches_the_application(server: str, tmp_path: Path) -> None:
    environment = tmp_path / "service.env"
    environment.write_text("GREETING=hello\n")
    settings = ServerSettings("greeting:app", app_dir=str(tmp_path), server=server, env_file=str(environment))
    (tmp_path / "greeting.py").write_text("import os\nassert os.environ['GREETING'] == 'hello'\n" + _bare())
    assert _audit(settings).endpoints[0].traffic.requests > 0


def _bare() -> str:
    return (APPS / "bare.py").read_text().replace("from __future__ import annotations\n", "")
