"""Comments that silence, those that only look like it, and what is said of them."""

from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.findings import Diagnostic
from freeloop_lint.settings import Settings
from freeloop_lint.suppressions import find_suppressions

HEAD = "import time\nfrom fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/')\nasync def a():\n"
CALL = "    time.sleep(1)"
WRONG = "is no suppression and silences nothing; write"


def linted(folder: Path, text: str, settings: Settings | None = None) -> tuple[list[int], list[Diagnostic]]:
    """Give the lines of findings, counted from that after the head, and the notes."""
    (folder / "app.py").write_text(HEAD + text)
    outcome = run(folder, settings)
    head = HEAD.count("\n")
    return [finding.line - head for finding in outcome.findings], list(outcome.unused_suppressions)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{CALL}; x = '# noqa: FL201'", [1]),
        (f'{CALL}; x = """# freeloop: ignore"""', [1]),
        (f'    """Write `# freeloop: ignore[FL201]`."""\n{CALL}', [2]),
        (f"{CALL}  # noqa: E501, FL201", []),
        (f"{CALL}  # noqa: E501", [1]),
        (f"{CALL}  # NOQA : fl201 - why", []),
        (f"{CALL}  # why # noqa: FL201", []),
        (f"{CALL}  # noqa FL201", []),
        (f"{CALL}  # noqa", []),
        (f"{CALL}  # freeloop: ignore the reason", []),
        (f"{CALL}  # freeloop:ignore [FL201]# why", []),
        (f"{CALL}  # freeloop: ignore[ FL101 ,FL201 ]", []),
        ("    time.sleep(  # noqa: FL201\n        1\n    )", []),
        ("    time.sleep(\n        1  # noqa: FL201\n    )", []),
        ("    time.sleep(\n        1\n    )  # noqa: FL201", []),
        (f"{CALL} or \\\n        2  # noqa: FL201", []),
        (f'{CALL}; x = """\n    """  # noqa: FL201', []),
        (f"{CALL}\n    pass  # noqa: FL201", [1]),
        ("    f(\n        time.sleep(1),\n    )  # noqa: FL201", [2]),
    ],
)
def test_what_silences(text: str, lines: list[int], tmp_path: Path) -> None:
    assert linted(tmp_path, text)[0] == lines


@pytest.mark.parametrize(
    ("comment", "note"),
    [
        ("freeloop: ignore[]", "`freeloop: ignore[]` names no code and silences nothing; name one, or write"),
        (
            "freeloop: ignore[FL2]",
            "`FL2` in `freeloop: ignore[FL2]` is no rule and silences nothing; codes are",
        ),
        ("freeloop: ignore[FL999]", "is no rule and silences nothing; no code is like it"),
        ("freeloop: ignore[FL20]", "codes are written whole here, as `FL201`"),
        ("freeloop: ignore[blocking-sleep]", "silences nothing; that is the name of `FL201`"),
        ("freeloop: ignore(FL201) why", f"`freeloop: ignore(FL201)` {WRONG} `freeloop: ignore[FL201]`"),
        ("freeloop: ignore FL201 why", f"`freeloop: ignore FL201` {WRONG} `freeloop: ignore[FL201]`"),
        ("freeloop: ignore[FL201", f"`freeloop: ignore[FL201` {WRONG} `freeloop: ignore[FL201]`"),
        ("freeloop: ignored[FL201]", f"`freeloop: ignored[FL201]` {WRONG} `freeloop: ignore[FL201]`"),
        ("freeloop ignore[FL201]", f"`freeloop ignore[FL201]` {WRONG} `freeloop: ignore[FL201]`"),
        ("freeloop: noqa", f"`freeloop: noqa` {WRONG} `freeloop: ignore[CODE]`"),
        ("noqa: FL2", "`FL2` in `noqa: FL2` is no rule and silences nothing; codes are written whole here"),
        ("noqa: FL20l", "did you mean `FL207`?"),
        ("noqa: E501, FL101", "`FL101` in this `noqa: E501, FL101` suppresses nothing"),
        ("freeloop: ignore[FL101]", "`FL101` in this `freeloop: ignore[FL101]` suppresses nothing"),
    ],
)
def test_what_silences_nothing_is_named_at_its_column(comment: str, note: str, tmp_path: Path) -> None:
    lines, (said,) = linted(tmp_path, f"    'é'; {CALL.strip()}  # {comment}")
    assert lines == [1]
    assert note in said.problem
    assert (said.path, said.line, said.column) == ("app.py", HEAD.count("\n") + 1, 25)


@pytest.mark.parametrize(
    "comment",
    [
        "freeloop ignores this",
        "see freeloop",
        "noqa: E501, ZZZ123",
        "noqa: []",
        "noqa:",
        "freeloop: see docs",
    ],
)
def test_what_is_no_concern_of_ours_is_left_alone(comment: str, tmp_path: Path) -> None:
    assert linted(tmp_path, f"{CALL}  # {comment}") == ([1], [])


def test_one_code_of_several_is_idle(tmp_path: Path) -> None:
    lines, (said,) = linted(tmp_path, f"{CALL}  # freeloop: ignore[FL101, FL201]")
    assert lines == []
    assert said.problem == "`FL101` in this `freeloop: ignore[FL101, FL201]` suppresses nothing"


def test_idle_comments_are_named_where_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("async def f() -> None: ...  # noqa: FL201\n")
    _, notes = linted(tmp_path, "    pass  # freeloop: ignore\n")
    assert [(note.path, note.column) for note in notes] == [("app.py", 11), ("helper.py", 29)]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (f"{CALL}  # freeloop: ignore[FL201]", Settings(select=("FL1",))),
        (f"{CALL}  # freeloop: ignore", Settings(ignore=("FL2",))),
        ("    open('a')  # freeloop: ignore[FL204]", Settings(min_severity="high")),
    ],
)
def test_comments_for_what_was_not_asked_are_not_idle(text: str, settings: Settings, tmp_path: Path) -> None:
    assert linted(tmp_path, text, settings._replace(cache=False)) == ([], [])


def test_text_that_has_no_tokens_is_read_as_far_as_it_goes() -> None:
    (comment,) = find_suppressions("x = 1  # noqa\n'''\n# noqa\n")
    assert (comment.line, comment.column) == (1, 8)
