"""The twins are caught by the linter and by the audit, at the same line; mended by --fix, neither says anything."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.pytest_plugin import Audit

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
LIMIT = "50ms"
"""Eight users hold a twin's loop for some 180 ms, where a product takes 20: three times as fast, it fails too."""
SERVICE = ROOT / "reference_service" / "src"
MODEL = SERVICE / "reference_service" / "model.py"


def _lint(*folders: Path, fix: bool = False, cwd: Path = ROOT) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and findings of `freeloop lint` over folders: a twin, and the service that it uses."""
    command = [sys.executable, "-m", "freeloop", "lint", "--isolated", "--no-cache", "--format", "json"]
    command += ["--fix"] if fix else []
    done = subprocess.run(
        [*command, *map(str, folders)], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)["findings"]


def _line_of(path: Path, text: str) -> int:
    return 1 + next(number for number, line in enumerate(path.read_text().splitlines()) if text in line)


def _at(findings: Sequence[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(finding for finding in findings if finding["code"] == code)


def test_the_linter_names_entry_chain_and_sink() -> None:
    code, findings = _lint(EXAMPLES / "blocking_twin", SERVICE)
    app = EXAMPLES / "blocking_twin" / "app.py"
    assert code == 1
    matmul = _at(findings, "FL101")
    assert matmul["line"] == _line_of(app, "return classify(")
    assert (Path(matmul["sink"]["path"]).name, matmul["sink"]["line"]) == (
        "model.py",
        _line_of(MODEL, "np.matmul(signal, layer"),
    )
    assert [frame["function"].rpartition(".")[2] for frame in matmul["chain"]] == [
        "predict",
        "classify",
        "probabilities",
    ]
    assert _at(findings, "FL202")["line"] == _line_of(app, "requests.get(")
    assert _at(findings, "FL201")["line"] == _line_of(app, "time.sleep(")


def test_the_linter_finds_a_model_loaded_in_the_handler() -> None:
    code, findings = _lint(EXAMPLES / "loading_twin", SERVICE)
    assert code == 1
    assert _at(findings, "FL103")["line"] == _line_of(EXAMPLES / "loading_twin" / "app.py", ".load(")


def test_the_linter_says_nothing_on_the_reference_service() -> None:
    assert _lint(SERVICE) == (0, [])


@pytest.mark.slow
def test_the_audit_names_the_line_that_the_linter_named(freeloop_audit: Audit) -> None:
    result = freeloop_audit(
        "blocking_twin.app:app", "POST /predict", app_dir=str(EXAMPLES), max_stall=LIMIT, check=False
    )
    heaviest = result.endpoints[0].stalls[0]
    assert result.failed
    assert heaviest.cause == "cpu"
    assert heaviest.culprit is not None
    assert Path(heaviest.culprit.path).name == "model.py"
    assert heaviest.culprit.function == "probabilities"


@pytest.mark.slow
def test_the_audit_finds_the_model_loaded_in_the_handler(freeloop_audit: Audit) -> None:
    result = freeloop_audit(
        "loading_twin.app:app", "POST /predict", app_dir=str(EXAMPLES), max_stall=LIMIT, check=False
    )
    assert result.failed


@pytest.mark.slow
def test_fixed_the_twin_is_clean_and_its_loop_is_free(freeloop_audit: Audit, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "blocking_twin", tmp_path / "blocking_twin")
    shutil.copytree(SERVICE / "reference_service", tmp_path / "reference_service")
    _lint(tmp_path, fix=True, cwd=tmp_path)
    app = (tmp_path / "blocking_twin" / "app.py").read_text()
    assert "\ndef predict(" in app
    assert "\ndef model_card(" in app
    assert "# WRONG: 30 ms of matrix products" in app, "comments are kept"
    assert _lint(tmp_path, cwd=tmp_path) == (0, [])
    result = freeloop_audit(
        "blocking_twin.app:app",
        "POST /predict",
        "GET /model-card",
        app_dir=str(tmp_path),
        max_stall=LIMIT,
        check=False,
    )
    assert not result.failed, [(endpoint.path, endpoint.verdict.why) for endpoint in result.endpoints]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "verdict"),
    [(("", ""), "not failed"), (("@in_inference_thread\ndef predict(", "async def predict("), "failed")],
)
def test_the_service_s_own_budget_turns_red_when_its_endpoint_is_made_async(
    freeloop_audit: Audit, tmp_path: Path, edit: tuple[str, str], verdict: str
) -> None:
    """The reference service's endpoint, as it is and moved to the loop."""
    package = tmp_path / "edited_service"
    shutil.copytree(SERVICE / "reference_service", package, ignore=shutil.ignore_patterns("__pycache__"))
    changed = 0
    for path in package.rglob("*.py"):
        text = path.read_text().replace("reference_service", "edited_service")
        changed += bool(edit[0]) and edit[0] in text
        path.write_text(text.replace(*edit) if edit[0] else text)
    assert changed == bool(edit[0])
    result = freeloop_audit(
        "edited_service.main:app", "POST /predict", app_dir=str(tmp_path), max_stall=LIMIT, check=False
    )
    assert result.failed is (verdict == "failed"), result.endpoints[0].verdict.why
