"""Data frames of pandas: their methods, and those of columns, groups, and windows."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

TABLE = "10 000 rows of 10 columns"
COLUMN = "a column of 10 000 numbers"
WORDS = "10 000 strings"
EACH = "a Python function each"
TENTH, HALF = 0.1, 0.5
"""How many of numbers from 0 to 1 are below."""
BASE = "pandas.core.generic.NDFrame"


class Tables:
    """The table that all cases of pandas share, and what is made of it."""

    def __init__(self) -> None:
        np = import_module("numpy")
        self.pd: ModuleType = import_module("pandas")
        make = np.random.default_rng(1)
        self.frame = self.pd.DataFrame(make.random((10_000, 10)).round(4), columns=list("abcdefghij"))
        self.frame["a"] = make.integers(0, 100, 10_000)
        self.column = self.frame["b"]
        self.gaps = self.frame.mask(self.frame < TENTH)
        self.strings = self.pd.Series(f" Item {i % 1000}, part {i} " for i in range(10_000))
        self.times = self.pd.Series(self.pd.date_range("2026-01-01", periods=10_000, freq="min"))
        self.timed = self.pd.Series(self.column.to_numpy(), index=self.times.to_numpy())
        self.long = self.frame.head(1000).reset_index().melt(id_vars="index")


def _centred(values: object) -> object:
    return values - values.mean()  # type: ignore[attr-defined]


def _high(part: object) -> bool:
    return bool(part["b"].mean() > HALF)  # type: ignore[index]


def _double(value: float) -> float:
    return value * 2


@subject("pandas.core.frame", "pandas")
def _frame() -> Iterator[Case]:
    tables = Tables()
    frame, pd, long, where = tables.frame, tables.pd, tables.long, "pandas.DataFrame"
    records = frame.to_dict(orient="records")
    yield Case(f"{where}.__init__", "100 records of 10 columns", lambda: pd.DataFrame(records[:100]))
    yield from alike(where, pd.DataFrame, "from_records", f"{TABLE}, as records", records)
    yield from alike(where, pd.DataFrame, "from_dict", f"{TABLE}, as lists", frame.to_dict(orient="list"))
    yield from alike(where, frame, "to_dict", f"{TABLE}, as records", orient="records")
    yield from alike(where, frame, "to_records transpose", TABLE)
    yield from alike(where, frame, "apply", f"10 000 rows, {EACH}", sum, axis=1)
    yield from alike(where, frame, "map", f"{TABLE}, {EACH}", abs)
    yield from alike(where, frame, "agg aggregate", f"{TABLE}, two figures of each", ["mean", "std"])
    yield from alike(where, frame, "transform", f"{TABLE}, {EACH}", _centred)
    yield Case(f"{where}.iterrows", "10 000 rows", lambda: sum(1 for _ in frame.iterrows()))
    yield Case(f"{where}.itertuples", "10 000 rows", lambda: sum(1 for _ in frame.itertuples()))
    yield from alike(where, frame, "sort_values", TABLE, "b")
    yield from alike(where, frame.sort_values("b"), "sort_index", TABLE)
    yield from alike(where, frame, "drop_duplicates rank stack unstack", TABLE)
    yield from alike(where, frame, "merge", f"{TABLE}, with 1 000 rows", frame.head(1000), on="b")
    yield from alike(where, frame, "join", f"{TABLE}, with 1 000 rows", frame.head(1000), rsuffix="_r")
    yield from alike(where, tables.gaps, "combine_first", TABLE, frame)
    yield from alike(where, frame, "melt", TABLE, id_vars="a")
    at = "1 000 rows of 10 columns from 10 000 of three"
    yield from alike(where, long, "pivot", at, index="index", columns="variable", values="value")
    yield from alike(where, frame, "pivot_table", "10 000 rows in 100 groups", index="a")
    lists = pd.DataFrame({"a": range(2000), "b": [[1, 2, 3, 4, 5]] * 2000})
    yield from alike(where, lists, "explode", "2 000 lists of five", "b")
    yield from alike(where, frame, "query", TABLE, "b > 0.5 and a < 50")
    yield from alike(where, frame, "eval", TABLE, "b + c * d")
    yield from alike(where, frame, "select_dtypes", TABLE, "number")
    yield from alike(where, frame, "assign", TABLE, z=tables.column)

    def there_and_back() -> None:
        frame.insert(0, "z", tables.column)
        frame.pop("z")

    at = f"{TABLE}, a column put in and taken out"
    yield from (Case(f"{where}.{name}", at, there_and_back) for name in ("insert", "pop"))
    plot = import_module("matplotlib.pyplot")
    head = frame.head(1000)

    def shown(draw: object) -> None:
        draw()  # type: ignore[operator]
        plot.close("all")

    at = "one chart of 1 000 points"
    yield Case(f"{where}.boxplot", f"{at} in ten columns", lambda: shown(head.boxplot))
    yield Case(f"{BASE}.plot", at, lambda: shown(head["b"].plot))
    yield Case(f"{BASE}.hist", at, lambda: shown(head["b"].hist))


@subject("pandas.core.generic", "pandas")
def _generic() -> Iterator[Case]:
    tables = Tables()
    frame, gaps, column, timed = tables.frame, tables.gaps, tables.column, tables.timed
    whole = (
        "describe corr cov duplicated drop_duplicates rank isna isnull notna notnull copy head tail sample"
    )
    whole += " reset_index convert_dtypes infer_objects round abs to_numpy"
    yield from alike(BASE, frame, whole, TABLE)
    yield from alike(BASE, frame, "sort_values set_index", TABLE, "b")
    yield from alike(BASE, frame.sort_values("b"), "sort_index", TABLE)
    yield from alike(BASE, gaps, "dropna ffill bfill interpolate", TABLE)
    yield from alike(BASE, gaps, "fillna", TABLE, 0)
    yield from alike(BASE, frame, "replace", TABLE, 0.5, 0)
    yield from alike(BASE, frame, "astype", TABLE, "float32")
    yield from alike(BASE, frame, "drop", TABLE, columns=["a", "b"])
    yield from alike(BASE, frame, "rename", TABLE, columns={"a": "z"})
    yield from alike(BASE, frame, "filter", TABLE, ["a", "b"])
    yield from alike(BASE, frame, "reindex", TABLE, range(5000))
    yield from alike(BASE, frame, "reindex_like", TABLE, frame.head(5000))
    yield from alike(BASE, frame, "truncate", TABLE, 1000, 9000)
    yield from alike(BASE, frame, "__getitem__", f"{TABLE}, half of the rows", column > HALF)
    yield from alike(
        "pandas.core.indexing.Indexer", frame.loc, "__getitem__", f"{TABLE}, half", column > HALF
    )
    yield from alike(BASE, frame, "nlargest nsmallest", f"{TABLE}, ten of them", 10, "b")
    yield from alike(BASE, column, "squeeze shift diff pct_change", COLUMN)
    figures = (
        "sum mean median std var min max count nunique quantile cumsum cumprod cummax cummin prod skew kurt"
    )
    yield from alike(BASE, column, f"{figures} sem mode idxmax idxmin", COLUMN)
    yield from alike(BASE, column > 0, "any all", COLUMN)
    yield from alike(BASE, column, "clip", COLUMN, 0.1, 0.9)
    yield from alike(BASE, column, "where mask", COLUMN, column > HALF, 0)
    yield from alike(BASE, frame["a"], "isin", COLUMN, list(range(50)))
    operators = "add sub mul div __add__ __sub__ __mul__ __truediv__ __lt__ __gt__ __eq__"
    yield from alike(BASE, column, operators, COLUMN, frame["c"])
    yield from alike(BASE, column > HALF, "__and__ __or__", COLUMN, frame["c"] > HALF)
    at = "10 000 points in time"
    yield from alike(BASE, timed, "tz_localize", at, "UTC")
    yield from alike(BASE, timed.tz_localize("UTC"), "tz_convert", at, "Europe/Berlin")
    yield from alike(BASE, timed, "asfreq", f"{at}, each second", "min")


@subject("pandas.core.series", "pandas")
def _series() -> Iterator[Case]:
    tables = Tables()
    column, pd, where = tables.column, tables.pd, "pandas.Series"
    yield from alike(where, column, "apply map", f"{COLUMN}, {EACH}", str)
    yield from alike(where, column, "transform", f"{COLUMN}, {EACH}", _double)
    yield from alike(where, column, "agg aggregate", f"{COLUMN}, two figures", ["mean", "std"])
    names = "tolist to_list to_dict value_counts unique sort_values drop_duplicates rank idxmax"
    yield from alike(where, column, names, COLUMN)
    yield from alike(where, column.sort_values(), "sort_index", COLUMN)
    yield from alike(where, column, "between", COLUMN, 0.2, 0.8)
    yield from alike(where, pd.Series([[1, 2, 3, 4, 5]] * 2000), "explode", "2 000 lists of five")
    numbers = column.tolist()
    yield Case(f"{where}.__init__", "10 000 numbers", lambda: pd.Series(numbers))
    yield from alike("pandas.Index", pd.Index(numbers), "tolist to_list", "10 000 numbers")


@subject("pandas.core.strings", "pandas")
def _strings() -> Iterator[Case]:
    tables = Tables()
    words, where = tables.strings.str, "pandas.core.strings.StringMethods"
    names = "lower upper title capitalize strip lstrip rstrip len split isdigit isnumeric isalpha"
    yield from alike(where, words, names, WORDS)
    yield from alike(where, words, "contains startswith endswith match count find", WORDS, "Item")
    yield from alike(where, words, "findall extractall extract", WORDS, r"(\d+)")
    yield from alike(where, words, "replace", WORDS, "Item", "Thing")
    yield from alike(where, words, "slice", WORDS, 0, 5)
    yield from alike(where, words, "get", WORDS, 2)
    yield from alike(where, words, "zfill pad", WORDS, 20)
    yield from alike(where, words, "cat", WORDS, sep=", ")
    times, where = tables.times.dt, "pandas.core.indexes.Datetimes"
    at = "10 000 points in time"
    yield from alike(where, times, "strftime", at, "%Y-%m-%d %H:%M")
    yield from alike(where, times, "normalize day_name month_name isocalendar", at)
    yield from alike(where, times, "floor ceil round", at, "h")
    yield from alike(where, times, "to_period", at, "D")
    yield from alike(where, times, "tz_localize", at, "UTC")
    yield from alike(where, times.tz_localize("UTC").dt, "tz_convert", at, "Europe/Berlin")
    yield from alike(where, (tables.times - tables.times[0]).dt, "total_seconds", at)


@subject("pandas.core.groupby", "pandas")
def _groups() -> Iterator[Case]:
    tables = Tables()
    groups, where = tables.frame.groupby("a"), "pandas.core.groupby.GroupBy"
    at = "10 000 rows in 100 groups"
    names = "sum mean median count min max std var size first last nunique cumsum rank head tail"
    yield from alike(where, groups, names, at)
    yield from alike(where, groups["b"], "describe", f"{at}, one column")
    yield from alike(where, groups, "agg aggregate", f"{at}, two figures of each", ["mean", "std"])
    yield from alike(where, groups, "apply", f"{at}, {EACH}", len)
    yield from alike(where, groups, "transform", f"{at}, {EACH}", _centred)
    yield from alike(where, groups, "filter", f"{at}, {EACH}", _high)
    yield Case(f"{where}.__iter__", at, lambda: sum(1 for _ in groups))
    window, where = tables.column.rolling(20), "pandas.core.window.Window"
    at = f"{COLUMN}, in windows of 20"
    yield from alike(where, window, "mean sum std var min max median count first last", at)
    yield from alike(where, window, "corr cov", at, tables.frame["c"])
    yield from alike(where, window, "agg", f"{at}, two figures of each", ["mean", "std"])
    yield from alike(where, window, "quantile", at, 0.9)
    yield from alike(where, window, "apply", f"{at}, {EACH}", sum, raw=True)
    hours = tables.timed.resample("h")
    yield from alike(where, hours, "ohlc", "10 000 points in time, by the hour")


@subject("pandas", "pandas")
def _functions() -> Iterator[Case]:
    tables = Tables()
    frame, pd, column = tables.frame, tables.pd, tables.column
    yield from alike("pandas", pd, "concat", f"ten times {TABLE}", [frame] * 10)
    yield from alike("pandas", pd, "merge", f"{TABLE}, with 1 000 rows", frame, frame.head(1000), on="b")
    ordered = frame.sort_values("b")
    yield from alike("pandas", pd, "merge_asof", f"{TABLE}, with as many", ordered, ordered, on="b")
    yield from alike("pandas", pd, "pivot_table", "10 000 rows in 100 groups", frame, index="a")
    at = "1 000 rows of 10 columns from 10 000 of three"
    yield from alike("pandas", pd, "pivot", at, tables.long, index="index", columns="variable")
    yield from alike("pandas", pd, "melt", TABLE, frame, id_vars="a")
    yield from alike("pandas", pd, "crosstab", "10 000 rows, 100 by 10 values", frame["a"], frame["a"] % 10)
    yield from alike("pandas", pd, "get_dummies", "10 000 rows, 100 values", frame["a"].astype(str))
    wide = pd.DataFrame({f"v{i}": column for i in range(10)}).reset_index()
    yield from alike("pandas", pd, "wide_to_long", TABLE, wide, "v", i="index", j="year")
    nested = [{"id": i, "user": {"name": "Ann", "age": 30}, "tags": ["a", "b"]} for i in range(1000)]
    yield from alike("pandas", pd, "json_normalize", "1 000 nested records", nested)
    dates = tables.times.dt.strftime("%Y-%m-%d %H:%M:%S").astype(object)
    yield from alike("pandas", pd, "to_datetime", WORDS, dates)
    yield from alike("pandas", pd, "to_numeric", WORDS, column.astype(str))
    yield from alike("pandas", pd, "to_timedelta", "10 000 numbers", column, unit="s")
    yield from alike("pandas", pd, "cut qcut", COLUMN, column, 10)
    yield from alike("pandas", pd, "factorize", COLUMN, column)
    sheet = io.BytesIO()
    frame.head(2000).to_excel(sheet)
    at = "2 000 rows of 10 columns"
    yield Case("pandas.read_excel", at, lambda: pd.read_excel(io.BytesIO(sheet.getvalue())))
    book = pd.ExcelFile(io.BytesIO(sheet.getvalue()))
    yield Case("pandas.ExcelFile.__init__", at, lambda: pd.ExcelFile(io.BytesIO(sheet.getvalue())))
    yield Case("pandas.ExcelFile.parse", at, book.parse)
    few = frame.head(2000)
    yield Case(f"{BASE}.to_excel", at, lambda: few.to_excel(io.BytesIO()))

    def written() -> None:
        writer = pd.ExcelWriter(io.BytesIO())
        few.to_excel(writer)
        writer.close()

    yield Case("pandas.ExcelWriter.close", f"{at}, with the writing of them", written)


@subject("pandas.io", "pandas")
def _files() -> Iterator[Case]:
    tables = Tables()
    frame, pd, folder = tables.frame, tables.pd, Path(tempfile.mkdtemp())
    yield from alike(BASE, frame, "to_csv to_json", TABLE)
    yield from alike(
        BASE, frame.head(1000), "to_html to_latex to_markdown to_string to_xml", "1 000 rows of 10 columns"
    )
    for kind in ("parquet", "feather", "orc", "pickle", "stata"):
        yield from alike(BASE, frame, f"to_{kind}", TABLE, folder / kind)
        yield from alike("pandas", pd, f"read_{kind}", TABLE, folder / kind)
    yield from alike(BASE, frame, "to_hdf", TABLE, folder / "hdf", key="a")
    yield from alike("pandas", pd, "read_hdf", TABLE, folder / "hdf")
    spss = import_module("pyreadstat")
    spss.write_sav(frame, folder / "spss")
    yield from alike("pandas", pd, "read_spss", TABLE, folder / "spss")
    spss.write_xport(frame, folder / "sas", file_format_version=5)
    yield from alike("pandas", pd, "read_sas", TABLE, folder / "sas", format="xport")
    csv, table, packed = frame.to_csv(), frame.to_csv(sep="\t"), frame.to_json()
    fixed = frame.to_string()
    yield Case("pandas.read_csv", TABLE, lambda: pd.read_csv(io.StringIO(csv)))
    yield Case("pandas.read_table", TABLE, lambda: pd.read_table(io.StringIO(table)))
    yield Case("pandas.read_fwf", TABLE, lambda: pd.read_fwf(io.StringIO(fixed)))
    yield Case("pandas.read_json", TABLE, lambda: pd.read_json(io.StringIO(packed)))
    page, tree = frame.head(1000).to_html(), frame.head(1000).to_xml()
    at = "a page with a table of 1 000 rows of 10 columns"
    yield Case("pandas.read_html", at, lambda: pd.read_html(io.StringIO(page)))
    yield Case("pandas.read_xml", "1 000 rows of 10 columns", lambda: pd.read_xml(io.StringIO(tree)))
