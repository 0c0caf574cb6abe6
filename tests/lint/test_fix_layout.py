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
    return rewrite(text, [Edit(kind, number, begin, number, end, number - 1)]).text


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
    assert rewrite(source, [Edit(kind, number, 9, number, 22, number - 1)]).text == expected


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


def test_what_would_not_compile_afterwards_is_left_out_with_the_reason() -> None:
    source = (
        "import asyncio\n\n\nasync def f():\n    {}\n    class C:\n        x = time.sleep(1)\n    await g()\n"
    )
    sleep, within = Edit("async-sleep", 5, 4, 5, 17, 4), Edit("to-thread", 7, 12, 7, 25, 4)
    made = rewrite(source.format("time.sleep(1)"), [within, sleep, Edit("drop-async", 5, 4, 5, 17, 4)])
    assert made.text == source.format("await asyncio.sleep(1)")
    assert [(edit.kind, reason) for edit, reason in made.refused] == [
        ("to-thread", "Python then says: 'await' outside function"),
        ("drop-async", "Python then says: 'await' outside async function"),
    ]


CALLS = {
    "time.sleep(1)": "await asyncio.to_thread(time.sleep, 1)",
    "time.sleep()": "await asyncio.to_thread(time.sleep)",
    "time.sleep (1, )": "await asyncio.to_thread(time.sleep, 1, )",
    "f(time.sleep(1))": "f(await asyncio.to_thread(time.sleep, 1))",
    "f(x=time.sleep(1), *y)": "f(x=await asyncio.to_thread(time.sleep, 1), *y)",
    "yield time.sleep(1)": "yield await asyncio.to_thread(time.sleep, 1)",
    "time.sleep(1)[0]": "(await asyncio.to_thread(time.sleep, 1))[0]",
    "(time.sleep(1)).x": "(await asyncio.to_thread(time.sleep, 1)).x",
    "-time.sleep(1)": "-(await asyncio.to_thread(time.sleep, 1))",
    "ä = 'ä', time.sleep(1)": "ä = 'ä', await asyncio.to_thread(time.sleep, 1)",
    "time.sleep(x for x in y)": "await asyncio.to_thread(time.sleep, (x for x in y))",
    "time.sleep(  # a\n        1,  # b\n    )": "await asyncio.to_thread(  # a\n        time.sleep, 1,  # b\n    )",
    "time.sleep(\n        # a\n    )": "await asyncio.to_thread(\n        # a\n    time.sleep)",
    "time.sleep(f'{x[0]}', *a, b=1)": "await asyncio.to_thread(time.sleep, f'{x[0]}', *a, b=1)",
    "async with f(time.sleep(1)): pass": "async with f(await asyncio.to_thread(time.sleep, 1)): pass",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("before", "after"), CALLS.items())
def test_a_call_is_handed_to_a_thread(before: str, after: str, end: str) -> None:
    head = "import asyncio\n\n\nasync def f():\n    "
    source = f"{head}{before}\n"
    at = before.index("time.")
    depth, stop = 0, at
    for stop in range(before.index("(", at), len(before)):
        depth += {"(": 1, ")": -1}.get(before[stop], 0)
        if not depth:
            break
    lines = before[: stop + 1].split("\n")
    column = len(lines[-1]) + (4 if len(lines) == 1 else 0)
    edit = Edit("to-thread", 5, at + 4, 4 + len(lines), column, 4)
    assert rewrite(source.replace("\n", end), [edit]).text == f"{head}{after}\n".replace("\n", end)


def test_of_calls_within_each_other_both_are_handed_over() -> None:
    source = "import asyncio\n\n\nasync def f():\n    a(b(1)).c(d(2))\n"
    edits = [Edit("to-thread", 5, *place, 4) for place in ((4, 5, 19), (6, 5, 10), (14, 5, 18))]
    assert rewrite(source, edits).text == (
        "import asyncio\n\n\nasync def f():\n    await asyncio.to_thread("
        "a(await asyncio.to_thread(b, 1)).c, await asyncio.to_thread(d, 2))\n"
    )


def test_async_goes_with_what_parts_it_from_def() -> None:
    source = "@x\nasync \\\n  def f(): pass  # end"
    assert rewrite(source, [Edit("drop-async", 3, 11, 3, 15, 2)]).text == "@x\ndef f(): pass  # end"
