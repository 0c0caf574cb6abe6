"""Applications that close files, take signals, fork, change threads: their stalls are found all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from freeloop.audit import AuditSettings, run_audit
from freeloop.errors import UserError
from freeloop.serve import ServerSettings

APPS = Path(__file__).parent / "apps"
HELD = {
    number
    for number, line in enumerate((APPS / "odd.py").read_text().splitlines(), start=1)
    if line.endswith("# held")
}
APPLICATIONS = ("closes_files", "puts_signals_back", "has_other_threads", "does_all_sorts")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_stalls_of_an_odd_application_are_found(name: str) -> None:
    # Some wait for their children's end, or do not hear of their own.
    server = ServerSettings(f"odd:{name}", app_dir=str(APPS), shutdown_timeout_s=0)
    result = run_audit(AuditSettings(server, concurrency=1, duration_s=0.5, warmup_s=0.0))
    assert [endpoint.path for endpoint in result.endpoints] == ["/sleep", "/compute", "/fork"]
    for endpoint in result.endpoints:
        assert endpoint.verdict.status != "passed", endpoint  # on a busy machine it may be inconclusive
        assert "proof of life" not in endpoint.verdict.why
        culprits = [stall.culprit for stall in endpoint.stalls if stall.culprit is not None]
        assert culprits, endpoint
        assert (Path(culprits[0].path).name, culprits[0].line in HELD) == ("odd.py", True), endpoint


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_application_that_becomes_another_user_is_told_at_once() -> None:
    server = ServerSettings("odd:becomes_nobody", app_dir=str(APPS))
    with pytest.raises(UserError, match=r"it became user 65534, .* run freeloop as user 65534"):
        run_audit(AuditSettings(server))


@pytest.mark.parametrize("limit_bytes", [0, 20_000])
def test_an_application_that_limits_its_files_is_told_at_once(
    limit_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LARGEST_FILE_BYTES", str(limit_bytes))
    server = ServerSettings("odd:limits_files", app_dir=str(APPS))
    with pytest.raises(UserError, match=rf"no file beyond {limit_bytes} bytes .* stacks.* cannot be written"):
        run_audit(AuditSettings(server))
