"""What start-up has set for its own thread keeps an endpoint there, unless a `with` has taken it back."""

from pathlib import Path

import pytest
from casefiles import indented, offered

APP = """import decimal
import time
import numpy as np
import torch
from contextlib import asynccontextmanager
from fastapi import FastAPI

{top}


def prepare():
{prepared}


@asynccontextmanager
async def lifespan(app):
    prepare()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def score(x: int):
    time.sleep(1)
{body}


@app.get("/other")
def other():
{other}
"""

SET = {
    "torch.set_grad_enabled(False)": "torch.set_grad_enabled",
    "torch.set_default_device('cuda')": "torch.set_default_device",
    "np.seterr(all='raise')": "np.seterr",
    "decimal.getcontext().prec = 9": "decimal.getcontext",
    "from numpy import seterr; seterr(all='raise')": "seterr",
}
KEPT = [
    "torch.set_num_threads(1)",
    "with torch.set_grad_enabled(False): pass",
    "print(decimal.getcontext().prec)",
    "torch.manual_seed(1)",
]


def _fix(folder: Path, **parts: str) -> tuple[bool, str]:
    texts = {"prepared": "pass", "body": "return x", "other": "return 1"} | parts
    filled = {name: indented(text) for name, text in texts.items()}
    return offered(APP.format_map(filled | {"top": parts.get("top", "")}), folder)


@pytest.mark.parametrize(("call", "named"), SET.items())
def test_what_import_sets_for_its_thread_does_not_hold_in_another(
    call: str, named: str, tmp_path: Path
) -> None:
    note = f"make it `def`, in a thread: what `{named}` has set at start-up does not hold there"
    assert _fix(tmp_path, top=call) == (False, note)


def test_nor_what_start_up_sets(tmp_path: Path) -> None:
    note = "make it `def`, in a thread: what `torch.set_grad_enabled` has set at start-up does not hold there"
    assert _fix(tmp_path, prepared="torch.set_grad_enabled(False)") == (False, note)


@pytest.mark.parametrize("call", KEPT)
def test_what_the_process_has_or_a_with_takes_back_does(call: str, tmp_path: Path) -> None:
    assert _fix(tmp_path, top=call) == (True, "make it `def`")


def test_what_an_endpoint_sets_is_its_own(tmp_path: Path) -> None:
    assert _fix(tmp_path, other="torch.set_grad_enabled(False)") == (True, "make it `def`")
    note = "make it `def`, in a thread: what `np.seterr` does is then seen there alone"
    assert _fix(tmp_path, body="np.seterr(all='raise')") == (False, note)
