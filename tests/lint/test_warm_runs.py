"""What the cache knows changes no answer: after each kind of edit, a warm run says what a cold one says."""

import json
import random
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner

from freeloop_lint import judge
from freeloop_lint.cache import file
from freeloop_lint.cli import lint

PROGRAM = {
    "pyproject.toml": "",
    "app/__init__.py": "",
    "app/main.py": """from fastapi import FastAPI

from app.models import Model
from app.work import prepare

app = FastAPI()
model = Model()


@app.get("/a")
async def a():
    prepare()
    return model.answer()


@app.get("/b")
async def b():
    return open("b").read()  # freeloop: ignore[FL204] small
""",
    "app/work/__init__.py": "from app.work.quick import prepare\n",
    "app/work/quick.py": "from app.deep import wait\n\n\ndef prepare():\n    wait()\n",
    "app/work/slow.py": "import time\n\n\ndef prepare():\n    time.sleep(2)\n",
    "app/deep.py": "def wait():\n    return 1\n",
    "app/base.py": "import time\n\n\nclass Free:\n    def answer(self):\n        return 1\n\n\n"
    "class Held:\n    def answer(self):\n        time.sleep(3)\n",
    "app/models.py": "from app.base import Free, Held\n\n\nclass Model(Free):\n    pass\n",
    "app/unused.py": "def nobody_calls_me():\n    return 1\n",
    "tests/__init__.py": "",
    "tests/test_app.py": "import asyncio\n\n\nasync def helper():\n    await asyncio.sleep(0)\n",
}
"""An application whose endpoint reaches helpers two modules away, by a re-export, and by a base class."""

CONFIGURATION = '[tool.freeloop.lint]\nignore = ["FL201"]\n'
OWN = '[tool.freeloop.catalogue.functions.ours]\ngo = { kind = "sleep", topic = "sleep", ms = 900 }\n'

Edit = Callable[[Path], object]


def write(path: str, text: str) -> Edit:
    return lambda root: (root / path).write_text(text)


def change(path: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))

    return edit


EDITS: dict[str, tuple[Edit, int]] = {
    "nothing": (lambda _: None, 0),
    "a comment": (change("app/deep.py", "return 1\n", "return 1  # one\n"), 0),
    "a line above": (change("app/main.py", "app = FastAPI()", "\n\napp = FastAPI()"), 0),
    "a helper two modules away": (change("app/deep.py", "return 1", "__import__('time').sleep(1)"), 0),
    "a helper two modules away, with its import": (
        write("app/deep.py", "import time\n\n\ndef wait():\n    time.sleep(1)\n"),
        1,
    ),
    "a base class": (change("app/models.py", "Model(Free)", "Model(Held)"), 1),
    "a base class's method": (change("app/base.py", "return 1", "time.sleep(4)"), 1),
    "a re-export": (change("app/work/__init__.py", "quick", "slow"), 1),
    "an endpoint": (change("app/main.py", "    prepare()\n", "    import time; time.sleep(1)\n"), 1),
    "an endpoint made plain": (change("app/main.py", "async def b", "def b"), 0),
    "a comment that silences, taken away": (
        change("app/main.py", "  # freeloop: ignore[FL204] small", ""),
        1,
    ),
    "a comment that silences nothing": (change("app/deep.py", "1\n", "1  # freeloop: ignore[FL101]\n"), 0),
    "characters of several bytes": (
        change("app/main.py", "    prepare()\n", "    'äöü'; import time; time.sleep(1)\n"),
        1,
    ),
    "a file that nothing imports": (change("app/unused.py", "return 1", "return 2"), 0),
    "a file that nothing imports, broken": (change("app/unused.py", "return 1", "return ("), 0),
    "a file that matters, broken": (change("app/deep.py", "return 1", "return ("), 0),
    "a file that nothing imported, now imported": (
        change("app/main.py", "from app.work import prepare", "from app.work.slow import prepare"),
        1,
    ),
    "a file more, that shadows an outside name": (write("time.py", "def sleep(s): pass\n"), 0),
    "a file more, with an endpoint": (
        write(
            "app/more.py",
            "import time\nfrom app.main import app\n\n\n@app.get('/c')\nasync def c():\n    time.sleep(1)\n",
        ),
        1,
    ),
    "a file less": (lambda root: (root / "app/deep.py").unlink(), 0),
    "a file renamed": (lambda root: (root / "app/main.py").rename(root / "app/service.py"), 0),
    "configuration": (write("pyproject.toml", CONFIGURATION), 0),
    "a catalogue entry of one's own": (write("pyproject.toml", OWN), 0),
}
"""Name → the edit, and how many findings it adds."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in PROGRAM.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> dict[str, object]:
    """Lint, and give all that was said but how many files had to be parsed."""
    result = CliRunner().invoke(lint, ["--format", "json", "--min-severity", "low", *words])
    assert isinstance(result.exception, SystemExit | None), result.exception
    said: dict[str, dict[str, object]] = json.loads(result.stdout)
    del said["statistics"]["parsed"]
    return {**said, "exit": result.exit_code}


def test_second_run_parses_nothing(root: Path) -> None:
    """Not even files of one content of which one matters and another does not: the two `__init__.py`."""
    run()
    said = CliRunner().invoke(lint, ["--format", "json"]).stdout
    assert json.loads(said)["statistics"]["parsed"] == 0
    del root


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _target: Path) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    file.write(tmp_path / "cache" / "facts", b"", {b"a": (1,)})
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [".gitignore"]


def test_one_change_writes_little(root: Path) -> None:
    """Facts of the changed file go into a file of their own, and are known from there."""
    run()
    kept = {path.name: path.read_bytes() for path in (root / ".freeloop_cache").iterdir()}
    for text in ("def wait():\n    return 2\n", "def wait():\n    return 3\n"):
        (root / "app/deep.py").write_text(text)
        run()
        assert (root / ".freeloop_cache/facts").read_bytes() == kept["facts"]
        assert 0 < (root / ".freeloop_cache/recent").stat().st_size < len(kept["facts"]) / 2
        assert run() == run("--no-cache")
    said = CliRunner().invoke(lint, ["--format", "json"]).stdout
    assert json.loads(said)["statistics"]["parsed"] == 0


def findings(said: dict[str, object]) -> int:
    found = said["findings"]
    assert isinstance(found, list)
    return len(cast("list[object]", found))


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_warm_says_what_cold_says(root: Path, name: str) -> None:
    """After an edit, and after it is taken back."""
    edit, more = EDITS[name]
    before = run()
    assert run() == before == run("--no-cache")
    texts = {path: path.read_bytes() for path in root.rglob("*.*") if ".freeloop_cache" not in path.parts}
    edit(root)
    warm = run()
    assert warm == run("--no-cache")
    assert findings(warm) == findings(before) + more
    assert run() == warm
    for path in root.rglob("*.py"):
        path.unlink()
    for path, text in texts.items():
        path.write_bytes(text)
    assert run() == before


BODIES = (
    "return 1",
    *(f"import time; time.sleep({seconds})" for seconds in range(1, 6)),
    *("open('f').read()", "import subprocess; subprocess.run('x')"),
    *(
        "prepare(); wait(); model.answer()",
        "return (",
        "import time; time.sleep(9)  # freeloop: ignore[FL201]",
    ),
)


def some_line(root: Path, choose: random.Random) -> tuple[Path, list[str], int]:
    """Choose a file, half of the time one that the endpoints reach, and a line of it."""
    reached = [path for name in ("main", "deep", "work/quick") if (path := root / f"app/{name}.py").exists()]
    path = choose.choice(reached if reached and choose.random() < 0.5 else sorted(root.rglob("*.py")))
    lines = path.read_text().split("\n")
    return path, lines, choose.randrange(len(lines))


def change_a_body(root: Path, choose: random.Random) -> None:
    path, lines, _ = some_line(root, choose)
    bodies = [number for number, line in enumerate(lines) if line.startswith("    ")]
    if bodies:
        number = choose.choice(bodies)
        indent = " " * (len(lines[number]) - len(lines[number].lstrip()))
        path.write_text("\n".join([*lines[:number], indent + choose.choice(BODIES), *lines[number + 1 :]]))


def add_a_line(root: Path, choose: random.Random) -> None:
    path, lines, number = some_line(root, choose)
    path.write_text("\n".join([*lines[:number], choose.choice(("", "# a comment")), *lines[number:]]))


def swap_words(root: Path, choose: random.Random) -> None:
    """Turn imports, base classes and colours of functions into others."""
    path, lines, _ = some_line(root, choose)
    old, new = choose.choice(
        (("quick", "slow"), ("(Free)", "(Held)"), ("async def", "def"), ("\ndef", "\nasync def"))
    )
    text = "\n".join(lines)
    path.write_text(text.replace(old, new) if old in text else text.replace(new, old))


def move_a_file(root: Path, choose: random.Random) -> None:
    path, _, number = some_line(root, choose)
    if number % 2:
        path.rename(path.with_name(f"moved_{number}.py"))
    else:
        path.with_name(f"copied_{number}.py").write_bytes(path.read_bytes())


def add_a_function(root: Path, choose: random.Random) -> None:
    """Add one in front, so that all others have another number, or at the end."""
    path, lines, number = some_line(root, choose)
    name = choose.choice(("added", "prepare", "wait", "answer"))
    text = f"{choose.choice(('', 'async '))}def {name}():\n    {choose.choice(BODIES)}\n\n\n"
    path.write_text(text + "\n".join(lines) if number % 2 else "\n".join(lines) + "\n\n" + text)


def take_a_function_away(root: Path, choose: random.Random) -> None:
    path, lines, _ = some_line(root, choose)
    starts = [number for number, line in enumerate(lines) if line.startswith(("def ", "async def "))]
    if starts:
        first = choose.choice(starts)
        end = next((n for n in range(first + 1, len(lines)) if lines[n][:1].strip()), len(lines))
        path.write_text("\n".join([*lines[:first], *lines[end:]]))


def return_something_else(root: Path, choose: random.Random) -> None:
    path, lines, _ = some_line(root, choose)
    returns = [number for number, line in enumerate(lines) if line.lstrip().startswith("return ")]
    if returns:
        number = choose.choice(returns)
        head = lines[number].partition("return ")[0]
        what = choose.choice(("Held()", "Free()", "model", "Model", "open('f')", "wait", "lambda: prepare()"))
        path.write_text("\n".join([*lines[:number], f"{head}return {what}", *lines[number + 1 :]]))


def rename_a_class(root: Path, choose: random.Random) -> None:
    """In one file, or in all of them."""
    old, new = choose.choice((("Model", "Other"), ("Held", "Late"), ("Free", "Held"), ("Other", "Model")))
    path, _, number = some_line(root, choose)
    for each in (path,) if number % 3 == 0 else sorted(root.rglob("*.py")):
        each.write_text(each.read_text().replace(old, new))


def delete_a_file(root: Path, choose: random.Random) -> None:
    path, _, _ = some_line(root, choose)
    if len(list(root.rglob("*.py"))) > 1:
        path.unlink()


def take_back(root: Path, choose: random.Random) -> None:
    """Take back all edits, or those of some files: what was known before may be known again, mixed with what is not."""
    if choose.random() < 0.5:
        for path in root.rglob("*.py"):
            path.unlink()
    for name, text in PROGRAM.items():
        if not (root / name).exists() or choose.random() < 0.5:
            (root / name).write_text(text)


def damage_the_cache(root: Path, choose: random.Random) -> None:
    path = choose.choice([path for path in sorted((root / ".freeloop_cache").iterdir()) if path.suffix == ""])
    data = bytearray(path.read_bytes())
    if data and choose.random() < 0.5:
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    path.write_bytes(data if choose.random() < 0.5 else data[: choose.randrange(len(data) + 1)])


def configure(root: Path, choose: random.Random) -> None:
    (root / "pyproject.toml").write_text(choose.choice(("", "", CONFIGURATION, OWN)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_any_row_of_edits(root: Path, seed: int) -> None:
    """Edit upon edit, with what earlier runs left in the cache, some of it damaged or of a program now gone."""
    choose = random.Random(seed)  # noqa: S311 - the same edits each time are the point
    edits = (
        *(change_a_body, change_a_body, change_a_body, change_a_body, swap_words),
        *(add_a_function, take_a_function_away, return_something_else, rename_a_class, delete_a_file),
        *(add_a_line, move_a_file, configure, damage_the_cache),
    )
    said: set[str] = set()
    run()
    for _ in range(30):
        chosen = [take_back] * (choose.random() < 0.4)
        chosen += [choose.choice(edits) for _ in range(choose.randint(1, 2))]
        for edit in chosen:
            edit(root, choose)
        warm = run()
        assert warm == run("--no-cache"), [edit.__name__ for edit in chosen]
        said.add(json.dumps(warm["findings"]))
    assert len(said) > 3, "the edits changed hardly any finding"


UNJUDGED = ("nothing", "a comment", "a file that nothing imports", "a file that nothing imports, broken")


@pytest.mark.slow
@pytest.mark.parametrize("name", UNJUDGED)
def test_what_cannot_matter_is_not_judged_anew(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run()

    def refuse(*_: object) -> None:
        raise AssertionError("judged anew")

    monkeypatch.setattr(judge, "judge", refuse)
    EDITS[name][0](root)
    assert run()["findings"] == before["findings"]


@pytest.mark.slow
def test_paths_choose_from_what_is_known(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook names other files each time; the program behind them is the same."""
    cold = {path: run("--no-cache", path) for path in ("app/main.py", "app/deep.py", "app", "tests")}
    run()
    monkeypatch.setattr(judge, "judge", None)
    assert {path: run(path) for path in cold} == cold
    del root
