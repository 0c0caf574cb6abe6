"""Moving a load into the lifespan: what comes out, and when it is refused."""

import ast
from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.fix.run import fix

FOLDER = Path(__file__).parent / "fixes" / "load_into_lifespan"
APP = """import joblib
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()


@app.get("/score")
async def score(x: float):
    model = joblib.load("model.joblib")
    return model.predict([[x]])
"""


def test_load_moves_into_the_lifespan(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text((FOLDER / "before.py").read_text())
    first = fix(lambda: run(tmp_path), tmp_path, unsafe=True, write=True)
    assert path.read_text() == (FOLDER / "after.py").read_text()
    assert [finding for finding in first.outcome.findings if finding.code == "FL103"] == []
    assert fix(lambda: run(tmp_path), tmp_path, unsafe=True, write=True).after == {}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("FastAPI()", "FastAPI(lifespan=None)", "`app` has a lifespan: load it there"),
        ("@app.get", "@router.get", "the endpoint is not a route of `app` itself"),
        ('"model.joblib")', "str(x))", "its arguments are not literals"),
        ("async def score(x", "async def score(app", "the name `lifespan` or `app` is taken"),
        ("    return", "    model = model\n    return", "`model` is bound more than once"),
        (
            '    model = joblib.load("',
            '    import joblib\n    model = joblib.load("',
            "bound in the function",
        ),
        ("    return", "    joblib.load('b')\n    return", ""),
        ("router = APIRouter()", "app.mount('/x', router)", "the file uses `mount`"),
        (
            "app = FastAPI()",
            "app = FastAPI()\nother = FastAPI()",
            "its file makes no application, or several",
        ),
        (
            "    return",
            "    model.seen.append(x)\n    return",
            "share it, and `model.seen.append` changes it",
        ),
        (
            "    return",
            "    same = model\n    same['x'] = x\n    return",
            "share it, and `same[...]` changes it",
        ),
        ("    return", "    app.state.model = 1\n    return", "`app.state.model` is in use"),
        ("    return", "    getattr(app.state, 'model')\n    return", "`app.state.model` is in use"),
        ("model = joblib", "model = [joblib", "the load is no statement `name = load(...)` of its own"),
    ],
)
def test_refused_with_the_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = APP.replace(old, new, 1)
    if new.endswith("[joblib"):
        text = text.replace('model.joblib")', 'model.joblib")][0]')
    ast.parse(text)
    (tmp_path / "app.py").write_text(text)
    loads = [finding for finding in run(tmp_path).findings if finding.code == "FL103"]
    kinds = {f.fix.kind for f in loads if f.fix}
    if reason:
        assert reason in loads[0].help
        assert "lifespan" not in kinds
    else:
        assert "lifespan" in kinds
        assert "no statement" in loads[1].help


USES = {
    "def put(app): app.state.model = None\n": "`app.state.model` is in use",
    "from app import app\nroot.mount('/v1', app)\n": "an application that is mounted has no start-up",
    "root.mount('/static', StaticFiles('x'))\n": "",
}


@pytest.mark.parametrize(("text", "reason"), USES.items())
def test_refused_for_what_another_file_does(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "app.py").write_text(APP + "\nimport other\n")
    (tmp_path / "other.py").write_text(text)
    (load,) = [finding for finding in run(tmp_path).findings if finding.code == "FL103"]
    assert reason in load.help
    assert bool(reason) == (load.fix is None)


def test_a_load_is_not_hidden_by_making_its_endpoint_def(tmp_path: Path) -> None:
    """Another finding of the endpoint makes it `def`; the load is found there all the same."""
    path = tmp_path / "app.py"
    path.write_text(
        APP.replace("import joblib", "import joblib, time").replace(
            "    return", "    time.sleep(1)\n    return"
        )
    )
    fixed = fix(lambda: run(tmp_path), tmp_path, unsafe=False, write=True)
    assert "\ndef score" in path.read_text()
    (left,) = [finding for finding in fixed.outcome.findings if finding.code == "FL103"]
    assert (left.context, left.severity) == ("pool", "medium")
    assert left.fix is not None
    assert (left.fix.kind, left.fix.safe) == ("lifespan", False)
