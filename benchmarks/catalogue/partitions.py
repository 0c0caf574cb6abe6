"""Tables and arrays in parts, of which a graph of tasks is made; and reports of tables."""

from __future__ import annotations

import itertools
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

Untyped = Any
"""What libraries make; they come without types."""
ROWS = "100 000 rows of five columns in four parts"
ALONE = "synchronous"
"""Tasks are run one after the other in the thread that asks, so that what is measured is the work."""


def _double(value: int) -> int:
    return value * 2


@subject("dask", "dask")
def _dask() -> Iterator[Case]:
    dask, frames = import_module("dask"), import_module("dask.dataframe")
    np, pd = import_module("numpy"), import_module("pandas")
    dask.config.set(scheduler=ALONE)
    make = np.random.default_rng(1)
    table = pd.DataFrame(make.random((100_000, 5)), columns=list("abcde"))
    table["k"] = make.integers(0, 100, 100_000)
    parts = frames.from_pandas(table, npartitions=4)
    means, at = parts.groupby("k").mean(), f"means of 100 groups of {ROWS}"
    both = "compute persist"
    yield from alike("dask.dataframe.DataFrame", means, both, at)
    yield from alike("dask.dataframe.Series", parts.a + parts.b, both, f"a sum of two columns of {ROWS}")
    yield from alike("dask", dask, both, at, means)
    few = "10 000 rows of five columns"
    yield from alike("dask.dataframe", frames, "from_pandas", few, table.head(10_000), npartitions=4)
    yield from alike("dask.dataframe.DataFrame", parts, "head", f"the first of {ROWS}")
    folder = Path(tempfile.mkdtemp())
    kind = "dask.dataframe.DataFrame"
    yield Case(f"{kind}.to_csv", ROWS, lambda: parts.to_csv(str(folder / "csv-*")))
    yield Case(f"{kind}.to_parquet", ROWS, lambda: parts.to_parquet(str(folder / "parquet")))
    parts.to_json(str(folder / "json-*"))
    files = {"csv": "csv-*", "parquet": "parquet", "json": "json-*"}
    for name, path in files.items():
        at = f"looks at four files of {ROWS}"
        yield from alike("dask.dataframe", frames, f"read_{name}", at, str(folder / path))
    yield from _dask_others()


def _dask_others() -> Iterator[Case]:
    array, bag = import_module("dask.array"), import_module("dask.bag")
    both = "compute persist"
    numbers = array.random.default_rng(1).random((2000, 2000), chunks=(500, 500))
    at = "the mean of 4 000 000 numbers in 16 chunks"
    yield from alike("dask.array.Array", numbers.mean(axis=0), both, at)
    values = bag.from_sequence(range(10_000), npartitions=4).map(_double)
    yield from alike("dask.bag.Bag", values, both, "a Python function of 10 000 numbers in four parts")
    delayed = import_module("dask").delayed
    total = delayed(sum)([delayed(_double)(number) for number in range(100)])
    yield from alike("dask.delayed.Delayed", total, both, "101 small Python functions")


@subject("xarray", "xarray")
def _xarray() -> Iterator[Case]:
    np, pd, xarray = import_module("numpy"), import_module("pandas"), import_module("xarray")
    days = pd.date_range("2024-01-01", periods=100)
    values = np.random.default_rng(1).random((100, 250, 250))
    places = {"time": days, "x": np.arange(250.0), "y": np.arange(250.0)}
    data, at = xarray.Dataset({"t": (("time", "x", "y"), values)}, places), "50 MB, 100 days of 250x250"
    where = "xarray.Dataset"
    yield from alike(where, data, "mean", at)
    yield from alike(where, data, "interp", f"one place of {at}", x=7.5, y=9.5)
    grouped = {
        "groupby": lambda: data.groupby("time.dayofweek").mean(),
        "resample": lambda: data.resample(time="7D").mean(),
    }
    yield from each(where, f"{at}, with the means", grouped)


@subject("ydata_profiling", "ydata-profiling")
def _ydata_profiling() -> Iterator[Case]:
    np, pd = import_module("numpy"), import_module("pandas")
    report = import_module("ydata_profiling").ProfileReport
    table = pd.DataFrame(np.random.default_rng(1).random((1000, 20)), columns=[f"c{i}" for i in range(20)])
    path, number = Path(tempfile.mkdtemp()) / "report.html", itertools.count()

    def fresh() -> Untyped:
        """Make a new report: one keeps what it has found."""
        return report(table.assign(c0=next(number)), progress_bar=False)

    calls = {
        "get_description": lambda: fresh().get_description(),
        "to_json": lambda: fresh().to_json(),
        "to_html": lambda: fresh().to_html(),
        "to_file": lambda: fresh().to_file(path),
    }
    yield from each("ydata_profiling.ProfileReport", "1 000 rows of 20 columns of numbers", calls)
