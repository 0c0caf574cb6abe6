"""Tables in columns: polars, pyarrow, duckdb, and the data sets that build on them."""

from __future__ import annotations

import contextlib
import io
import tempfile
from functools import partial
from importlib import import_module
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TABLE = "10 000 rows of 10 columns"
EACH = "a Python function each"
HALF = 0.5
"""Half of numbers from 0 to 1 are above."""


def _sum(row: tuple[float, ...]) -> float:
    return row[1] + row[2]


def _first(part: object) -> object:
    return part.head(1)  # type: ignore[attr-defined]


@subject("polars", "polars")
def _polars() -> Iterator[Case]:
    np, pl = import_module("numpy"), import_module("polars")
    make = np.random.default_rng(1)
    columns = {f"c{i}": make.random(10_000).round(4) for i in range(10)}
    columns["c0"] = make.integers(0, 100, 10_000)
    frame, where = pl.DataFrame(columns), "polars.DataFrame"
    yield Case(f"{where}.__init__", f"{TABLE} of numpy", lambda: pl.DataFrame(columns))
    yield from alike(where, frame, "rows to_dicts to_numpy to_pandas unique drop_nulls", TABLE)
    yield from alike(where, frame, "to_dict", f"{TABLE}, as lists", as_series=False)
    yield Case(f"{where}.iter_rows", TABLE, lambda: sum(1 for _ in frame.iter_rows()))
    half, total = pl.col("c1") > HALF, pl.col("c2") + pl.col("c3")
    yield from alike(where, frame, "filter", f"{TABLE}, half of the rows", half)
    yield from alike(where, frame, "select with_columns", TABLE, total.alias("s"))
    yield from alike(where, frame, "sort", TABLE, "c1")
    yield from alike(where, frame, "join", f"{TABLE}, with 1 000 rows", frame.head(1000), on="c1")
    ordered = frame.sort("c1")
    yield from alike(where, ordered, "join_asof", f"{TABLE}, with as many", ordered, on="c1")
    yield from alike(where, frame, "drop", TABLE, "c1")
    yield from alike(where, frame, "fill_null", TABLE, 0)
    long = frame.head(1000).with_row_index("row").unpivot(index="row")
    at = "1 000 rows of 10 columns from 10 000 of three"
    yield from alike(where, long, "pivot", at, on="variable", index="row")
    yield from alike(where, frame, "unpivot", TABLE, index="c0")
    lists = pl.DataFrame({"a": range(2000), "b": [[1, 2, 3, 4, 5]] * 2000})
    yield from alike(where, lists, "explode", "2 000 lists of five", "b")
    yield from alike(where, frame, "head tail limit sample", TABLE, 1000)
    yield from alike(where, frame, "slice", TABLE, 1000, 1000)
    yield from alike(where, frame, "rename", TABLE, {"c0": "z"})
    yield from alike(where, frame, "hstack", TABLE, [frame["c0"].alias("z")])
    yield from alike(where, frame, "vstack", TABLE, frame)
    yield from alike(where, frame, "with_row_index", TABLE)
    yield from alike(where, frame, "map_rows", f"{TABLE}, {EACH}", _sum)
    groups, at = frame.group_by("c0"), "10 000 rows in 100 groups"
    yield from alike("polars.GroupBy", groups, "agg", at, pl.all().mean())
    yield from alike("polars.GroupBy", groups, "map_groups", f"{at}, {EACH}", _first)
    yield from alike("polars", pl, "concat", f"ten times {TABLE}", [frame] * 10)
    yield from alike("polars", pl, "from_dict", f"{TABLE} of numpy", columns)
    yield from alike("polars", pl, "from_dicts from_records", f"{TABLE}, as records", frame.to_dicts())
    yield from alike("polars", pl, "from_numpy", TABLE, frame.to_numpy())
    yield from alike("polars", pl, "from_pandas", TABLE, frame.to_pandas())
    yield from alike("polars", pl, "from_arrow", TABLE, frame.to_arrow())
    query = frame.lazy().filter(half).group_by("c0").agg(pl.all().mean())
    at = f"a filter and 100 groups of {TABLE}"
    yield from alike("polars", pl, "collect_all", at, [query])


@subject("polars.io", "polars")
def _polars_files() -> Iterator[Case]:
    np, pl = import_module("numpy"), import_module("polars")
    folder = Path(tempfile.mkdtemp())
    frame = pl.DataFrame(np.random.default_rng(1).random((10_000, 10)).round(4))
    for kind in ("csv", "json", "ndjson", "ipc", "parquet"):
        yield from alike("polars.DataFrame", frame, f"write_{kind}", TABLE, folder / kind)
        yield from alike("polars", pl, f"read_{kind}", TABLE, folder / kind)
    frame.write_avro(folder / "avro")
    frame.write_delta(folder / "delta")
    yield from alike("polars", pl, "read_avro", TABLE, folder / "avro")
    yield from alike("polars", pl, "read_delta", TABLE, str(folder / "delta"))
    few, at = frame.head(2000), "2 000 rows of 10 columns"
    yield Case("polars.DataFrame.write_excel", at, lambda: few.write_excel(folder / "sheet.xlsx"))
    yield from alike("polars", pl, "read_excel", at, folder / "sheet.xlsx")
    lazy, where = pl.scan_csv(folder / "csv"), "polars.LazyFrame"
    at = f"a scan of {TABLE} as CSV"
    half = lazy.filter(pl.col("column_1") > HALF)
    yield from alike(where, half, "collect", f"{at}, half of the rows")
    for kind in ("csv", "ndjson", "ipc", "parquet"):
        yield from alike(where, lazy, f"sink_{kind}", at, folder / f"out.{kind}")


@subject("pyarrow", "pyarrow")
def _pyarrow() -> Iterator[Case]:
    np, pa = import_module("numpy"), import_module("pyarrow")
    csv, dataset, feather, json, parquet = (
        import_module(f"pyarrow.{name}") for name in ("csv", "dataset", "feather", "json", "parquet")
    )
    pa.set_cpu_count(1)
    make = np.random.default_rng(1)
    columns = {f"c{i}": make.random(10_000).round(4) for i in range(10)} | {
        "k": make.integers(0, 100, 10_000)
    }
    table, where, folder = pa.table(columns), "pyarrow.Table", Path(tempfile.mkdtemp())
    yield from alike(where, table, "to_pylist to_pydict to_pandas", TABLE)
    yield from alike(where, pa.concat_tables([table] * 10), "combine_chunks", f"ten chunks of {TABLE}")
    yield from alike(where, pa.Table, "from_pandas", TABLE, table.to_pandas())
    yield from alike(where, pa.Table, "from_pydict", f"{TABLE}, as lists", table.to_pydict())
    yield from alike(where, pa.Table, "from_pylist", f"{TABLE}, as records", table.to_pylist())
    yield from alike(where, table, "filter", f"{TABLE}, half of the rows", dataset.field("c1") > HALF)
    yield from alike(where, table, "sort_by", TABLE, "c1")
    few = pa.table({"k": range(100), "name": [f"group {i}" for i in range(100)]})
    yield from alike(where, table, "join", f"{TABLE}, with 100 rows", few, "k")
    at = "10 000 rows in 100 groups, with their means"
    yield Case(f"{where}.group_by", at, lambda: table.group_by("k").aggregate([("c1", "mean")]))
    where, path = "pyarrow.parquet", folder / "parquet"
    yield from alike(where, parquet, "write_table", TABLE, table, path)
    yield from alike(where, parquet, "read_table read_pandas", TABLE, path)
    yield from alike(f"{where}.ParquetFile", parquet.ParquetFile(path), "read", TABLE)
    yield from alike(f"{where}.ParquetFile", parquet.ParquetFile(path), "read_row_group", TABLE, 0)
    writer = parquet.ParquetWriter(folder / "parts", table.schema)
    yield from alike(f"{where}.ParquetWriter", writer, "write write_table", TABLE, table)
    yield from alike(f"{where}.ParquetWriter", writer, "write_batch", TABLE, table.to_batches()[0])
    yield Case(f"{where}.write_to_dataset", TABLE, lambda: parquet.write_to_dataset(table, folder / "set"))
    yield from alike("pyarrow.csv", csv, "write_csv", TABLE, table, folder / "csv")
    yield from alike("pyarrow.csv", csv, "read_csv", TABLE, folder / "csv")
    where = "pyarrow.feather"
    yield from alike(where, feather, "write_feather", TABLE, table, folder / "feather")
    yield from alike(where, feather, "read_feather read_table", TABLE, folder / "feather")
    table.to_pandas().to_json(folder / "json", orient="records", lines=True)
    yield from alike("pyarrow.json", json, "read_json", TABLE, folder / "json")
    ten = folder / "ten"
    ten.mkdir()
    for i in range(10):
        parquet.write_table(table, ten / f"{i}.parquet")
    files, where, at = dataset.dataset(ten), "pyarrow.dataset.Dataset", f"ten files of {TABLE}"
    yield from alike(where, files, "count_rows", at)
    yield from alike(where, files, "to_table", at, use_threads=False)
    yield from alike(where, files, "head", f"{at}, 1 000 rows", 1000, use_threads=False)
    overwrite = {"format": "parquet", "existing_data_behavior": "overwrite_or_ignore"}
    yield from alike("pyarrow.dataset", dataset, "write_dataset", TABLE, table, folder / "one", **overwrite)


QUERY = "select k, avg(v) as mean, max(w) as most from t group by k"
FILLED = "create table t as select i % 100 as k, random() as v, random() as w from range(100000) r(i)"
GROUPED = "an aggregate over 100 000 rows"


@subject("duckdb", "duckdb")
def _duckdb() -> Iterator[Case]:
    duckdb, folder = import_module("duckdb"), Path(tempfile.mkdtemp())
    db = duckdb.connect(config={"threads": 1})
    duckdb.execute("set threads = 1")
    duckdb.execute(FILLED)
    db.execute(FILLED)
    for kind in ("csv", "parquet", "json"):
        db.execute(f"copy t to '{folder / kind}' (format {kind})")
    where, module = "duckdb.DuckDBPyConnection", "duckdb"
    yield from alike(where, db, "execute", GROUPED, QUERY)
    yield from alike(module, duckdb, "execute", GROUPED, QUERY)
    rows = [[i, 0.5, 0.5] for i in range(100)]
    at, insert = "100 rows put into a table", "insert into u values (?, ?, ?)"
    for owner, name in ((db, where), (duckdb, module)):
        owner.execute("create table u (k int, v double, w double)")
        yield from alike(name, owner, "executemany", at, insert, rows)
    for name in ("fetchall", "fetchone", "fetchmany", "fetchnumpy"):
        yield Case(f"{where}.{name}", "1 000 rows, with their query", _fetch(db, name, 1000))
    for name in ("df", "fetchdf", "fetch_df", "to_arrow_table"):
        yield Case(f"{where}.{name}", "10 000 rows, with their query", _fetch(db, name, 10_000))
    for name in ("fetchall", "fetchone", "fetchmany", "df"):
        yield Case(f"{module}.{name}", "1 000 rows, with their query", _fetch(duckdb, name, 1000))
    for name in ("arrow", "fetch_arrow_table", "pl"):
        if hasattr(db, name):
            yield Case(f"{where}.{name}", "10 000 rows, with their query", _fetch(db, name, 10_000))
    yield from _transactions(folder)
    at = "reads the header of a file"
    for kind in ("csv", "parquet", "json"):
        yield from alike(where, db.cursor(), f"read_{kind}", at, str(folder / kind))
        yield from alike(module, duckdb, f"read_{kind}", at, str(folder / kind))
    yield from alike(module, duckdb, "from_csv_auto", at, str(folder / "csv"))
    yield from alike(module, duckdb, "from_parquet", at, str(folder / "parquet"))
    frame = db.cursor().sql("from t").df()
    yield from alike(module, duckdb, "from_df", "100 000 rows, unread", frame)


def _transactions(folder: Path) -> Iterator[Case]:
    """Yield what ends a transaction: each begins one and writes a row to a file of its own."""
    connect, where = import_module("duckdb").connect, "duckdb.DuckDBPyConnection"
    db = connect(folder / "kept.db", config={"threads": 1})
    db.execute("create table u (k int)")

    def ended(name: str) -> None:
        db.execute("begin")
        db.execute("insert into u values (1)")
        getattr(db, name)()

    for name in ("commit", "rollback"):
        yield Case(f"{where}.{name}", "one row put into a table of a file", partial(ended, name))

    def checked() -> None:
        db.execute("insert into u values (1)")
        db.checkpoint()

    yield Case(f"{where}.checkpoint", "one row put into a table of a file", checked)
    yield Case(
        f"{where}.close", "a file of a small table, opened first", lambda: connect(folder / "own.db").close()
    )


@subject("duckdb.DuckDBPyRelation", "duckdb")
def _relations() -> Iterator[Case]:
    duckdb, folder = import_module("duckdb"), Path(tempfile.mkdtemp())
    db = duckdb.connect(config={"threads": 1})
    db.execute(FILLED)
    where, relation = "duckdb.DuckDBPyRelation", db.sql(QUERY)
    names = "fetchall df to_df fetchdf fetchnumpy arrow to_arrow_table fetch_arrow_table pl"
    for name in names.split():
        yield Case(f"{where}.{name}", GROUPED, _taken(db, name))

    def show() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            db.sql(QUERY).show()

    yield Case(f"{where}.show", GROUPED, show)
    for kind in ("csv", "parquet"):
        for name in (f"to_{kind}", f"write_{kind}"):
            yield from alike(where, relation, name, f"{GROUPED}, to a file", str(folder / kind))

    def table(name: str) -> None:
        getattr(db.sql(QUERY), name)("fresh")
        db.execute("drop table fresh")

    for name in ("create", "to_table"):
        yield Case(f"{where}.{name}", f"{GROUPED}, to a new table", partial(table, name))
    db.execute("create table means (k int, mean double, most double)")
    yield from alike(where, relation, "insert_into", f"{GROUPED}, to a table", "means")


def _taken(db: object, name: str) -> Callable[[], object]:
    """Make a call that states a query and takes its rows."""

    def call() -> object:
        taken = getattr(db.sql(QUERY), name)  # type: ignore[attr-defined]
        return taken()

    return call


def _fetch(owner: object, name: str, count: int) -> Callable[[], object]:
    """Make a call that runs a query and takes its rows."""
    execute = methodcaller("execute", "select * from t limit ?", [count])
    takes: list[int] = [count] if name == "fetchmany" else []

    def call() -> object:
        return methodcaller(name, *takes)(execute(owner))

    return call


def _size(row: dict[str, str]) -> dict[str, int]:
    return {"size": len(row["text"])}


def _odd(row: dict[str, int]) -> bool:
    return row["label"] in {1, 3, 5}


@subject("datasets", "datasets")
def _datasets() -> Iterator[Case]:
    datasets, pd = import_module("datasets"), import_module("pandas")
    datasets.disable_progress_bars()
    datasets.disable_caching()
    columns = {
        "text": [f"line {i} of some words" for i in range(10_000)],
        "label": [i % 7 for i in range(10_000)],
    }
    kind, where = datasets.Dataset, "datasets.Dataset"
    rows, at = kind.from_dict(columns), "10 000 rows"
    yield from alike(where, kind, "from_dict", at, columns)
    yield from alike(where, kind, "from_pandas", at, pd.DataFrame(columns))
    yield from alike(where, kind, "from_list", at, rows.to_list())
    yield from alike(where, rows, "map", f"{at}, {EACH}", _size)
    yield from alike(where, rows, "filter", f"{at}, {EACH}", _odd)
    yield from alike(where, rows, "to_pandas shuffle", at)
    yield from alike(where, rows, "select", at, range(1000))
    yield from alike(where, rows, "train_test_split", at, test_size=0.2)
    yield from alike(where, rows, "rename_column", at, "text", "words")
    yield from alike(where, rows, "remove_columns sort", at, "label")
    yield from alike(where, rows, "with_format", at, "numpy")
    floats = datasets.Features({"text": datasets.Value("string"), "label": datasets.Value("float32")})
    yield from alike(where, rows, "cast", at, floats)
    yield from alike(where, rows, "__getitem__", "one row", 77)


@subject("joblib", "joblib")
def _joblib() -> Iterator[Case]:
    joblib, np = import_module("joblib"), import_module("numpy")
    model, path = np.random.default_rng(1).random(6_250_000), Path(tempfile.mkdtemp()) / "model"
    yield from alike("joblib", joblib, "dump", "arrays of 50 MB", {"weights": model}, path)
    yield from alike("joblib", joblib, "hash", "10 MB", model[:1_250_000])
