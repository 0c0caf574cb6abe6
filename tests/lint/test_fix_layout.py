"""How fixed text reads: imports in order, no parentheses that nobody would write; and remedies that fit."""

from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.fix.apply import Edit, rewrite
from freeloop_lint.fix.run import fix

BODY = "\n\nasync def f():\n"


def _rewritten(head: str, line: str, kind: str = "async-sleep") -> str:
    text = head + BODY + line + "\n"
    number = text.count("\n")
    begin, end = line.index("time."), line.index(")") + 1
    return rewrite(text, [Edit(kind, number, begin, number, end, number - 1)])


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


def test_what_is_younger_than_the_running_python_stays(tmp_path: Path) -> None:
    head = "import asyncio\nimport time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\ntype X[T] = list[T]\n\n\n"
    body = "@app.get('/')\nasync def a(x: X[int]):\n    print(f'{x['a']}'); {}\n    await asyncio.sleep(1)\n"
    (tmp_path / "app.py").write_text(head + body.replace("{}", "time.sleep(1)"))
    fixed = fix(lambda: run(tmp_path), tmp_path, unsafe=True, write=True)
    assert (tmp_path / "app.py").read_text() == head + body.replace("{}", "await asyncio.sleep(1)")
    assert fixed.outcome.findings == ()


def test_of_calls_that_begin_together_the_one_that_blocks_is_handed_over(tmp_path: Path) -> None:
    head = "import asyncio\n\nimport numpy as np\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
    body = "@app.get('/')\nasync def a():\n    await asyncio.sleep(0)\n    W = np.ones((1000, 1000))\n"
    call = "    return np.asarray(W).copy().dot(W).sum()\n"
    (tmp_path / "app.py").write_text(head + body + call)
    fix(lambda: run(tmp_path), tmp_path, unsafe=True, write=True)
    wanted = "    return (await asyncio.to_thread(np.asarray(W).copy().dot, W)).sum()\n"
    assert (tmp_path / "app.py").read_text() == head + body + wanted


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
    assert rewrite(source, [Edit(kind, number, 9, number, 22, number - 1)]) == expected


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


def test_what_would_not_compile_afterwards_stays_as_it_was() -> None:
    source = "async def f():\n    time.sleep(1)\n    await g()\n"
    assert rewrite(source, [Edit("drop-async", 2, 4, 2, 17, 1)]) == source
