"""How fixed text reads: imports in order, no parentheses that nobody would write; and remedies that fit."""

from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.fix.apply import Edit, rewrite

BODY = "\n\nasync def f():\n"


def _rewritten(head: str, line: str, kind: str = "async-sleep") -> str:
    text = head + BODY + line + "\n"
    number = text.count("\n")
    return rewrite(text, [Edit(kind, number, line.index("time."), number - 1)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    time.sleep(0.1)", "    await asyncio.sleep(0.1)"),
        ("    x = time.sleep(0.1)", "    x = await asyncio.sleep(0.1)"),
        ("    return time.sleep(0.1)", "    return await asyncio.sleep(0.1)"),
        ("    (time.sleep(0.1))", "    (await asyncio.sleep(0.1))"),
        ("    x = time.sleep(0.1).real", "    x = (await asyncio.sleep(0.1)).real"),
    ],
)
def test_parentheses_only_where_they_mean_something(before: str, after: str) -> None:
    assert _rewritten("import asyncio\n", before) == f"import asyncio\n{BODY}{after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import fastapi\n", "import asyncio\n\nimport fastapi\n"),
        (
            "import abc\nimport time\n\nimport fastapi\n",
            "import abc\nimport asyncio\nimport time\n\nimport fastapi\n",
        ),
        ("import time\n\nimport fastapi\n", "import asyncio\nimport time\n\nimport fastapi\n"),
        ('"""Text."""\n\nfrom . import x\n', '"""Text."""\n\nimport asyncio\n\nfrom . import x\n'),
        (
            "from __future__ import annotations\n\nimport time\n",
            "from __future__ import annotations\n\nimport asyncio\nimport time\n",
        ),
        ("import time\nimport asyncio\n", "import time\nimport asyncio\n"),
    ],
)
def test_the_import_stands_where_it_belongs(before: str, after: str) -> None:
    assert _rewritten(before, "    time.sleep(1)") == f"{after}{BODY}    await asyncio.sleep(1)\n"


FED = (
    '\fimport json\nimport time\n\f\n  \f\nTEXT = """\n\fone\n  \f  two\n"""\n\f\n\f'
    "{}def f():\n    \f    {}\n\f# end\n"
)


@pytest.mark.parametrize(
    ("kind", "prefix", "line"),
    [
        ("drop-async", "", "time.sleep(1)"),
        ("to-thread", "async ", "await asyncio.to_thread(time.sleep, 1)"),
    ],
)
def test_form_feeds_stay(kind: str, prefix: str, line: str) -> None:
    source = FED.format("async ", "time.sleep(1)")
    head = source.replace("\fimport json", "import asyncio\n\fimport json") if "asyncio" in line else source
    expected = head.replace("async def", f"{prefix}def").replace("time.sleep(1)", line)
    number = source[: source.index("time.sleep")].count("\n") + 1
    assert rewrite(source, [Edit(kind, number, 9, number - 1)]) == expected


@pytest.mark.parametrize(
    ("loop", "remedy"),
    [
        ("for job in as_completed([pool.submit(len, 'a')]): job", "`asyncio.as_completed`"),
        ("for length in pool.map(len, ['a']): length", "`asyncio.gather`"),
    ],
)
def test_waiting_for_jobs_is_no_generator_to_hand_on(loop: str, remedy: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from concurrent.futures import ProcessPoolExecutor, as_completed\nfrom fastapi import FastAPI\n"
        "app = FastAPI()\npool = ProcessPoolExecutor()\n@app.get('/')\nasync def a():\n    " + loop + "\n"
    )
    (finding,) = run(tmp_path).findings
    assert remedy in finding.help
    assert "StreamingResponse" not in finding.help
    assert finding.cost is not None
    assert finding.cost.at == "a batch of jobs"
