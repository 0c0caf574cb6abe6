"""Arrays, tables, classical models, graphs, and geometry."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "10 000 rows of 10 columns"
ONE_ROW = "one row of 20 columns"
THRESHOLD = 10
"""Half of the largest sum of twenty numbers below 1: two classes of equal size."""


@subject("numpy", "numpy")
def _numpy() -> Iterator[Case]:
    np = import_module("numpy")
    make = np.random.default_rng(1)
    vector, matrix, many = make.random(100_000), make.random((64, 64)), make.random((10_000, 384))
    small = vector[:10_000]
    yield Case("numpy.linalg.svd", "64x64 float64", lambda: np.linalg.svd(matrix))
    yield Case("numpy.linalg.inv", "64x64 float64", lambda: np.linalg.inv(matrix))
    yield Case("numpy.linalg.eig", "64x64 float64", lambda: np.linalg.eig(matrix))
    yield Case("numpy.linalg.norm", "100 000 float64", lambda: np.linalg.norm(vector))
    at = "a vector of 384 against 10 000"
    yield Case("numpy.dot", at, lambda: np.dot(many, many[0]))
    yield Case("numpy.matmul", at, lambda: np.matmul(many, many[0]))
    yield Case("numpy.ndarray.__matmul__", at, lambda: many @ many[0])
    yield Case("numpy.sort", "10 000 float64", lambda: np.sort(small))
    yield Case("numpy.argsort", "10 000 float64", lambda: np.argsort(small))
    yield Case("numpy.unique", "10 000 float64", lambda: np.unique(small))
    yield Case("numpy.percentile", "10 000 float64", lambda: np.percentile(small, 95))
    yield Case("numpy.fft.fft", "100 000 float64", lambda: np.fft.fft(vector))
    yield Case("numpy.ndarray.tolist", "10 000 float64", small.tolist)
    words = " ".join(map(str, small))
    yield Case("numpy.loadtxt", "10 000 numbers", lambda: np.loadtxt(io.StringIO(words)))


@subject("scipy", "scipy")
def _scipy() -> Iterator[Case]:
    np = import_module("numpy")
    make = np.random.default_rng(1)
    audio, matrix, image = make.random(160_000), make.random((64, 64)), make.random((1024, 1024))
    points = make.random((1000, 10))
    sparse, spatial = import_module("scipy.optimize"), import_module("scipy.spatial")
    signal, linalg, fft = (import_module(f"scipy.{name}") for name in ("signal", "linalg", "fft"))
    ndimage, stats = import_module("scipy.ndimage"), import_module("scipy.stats")
    ten_s = "10 s of audio at 16 kHz"
    yield Case("scipy.signal.resample", ten_s, lambda: signal.resample(audio, 80_000))
    yield Case("scipy.signal.resample_poly", ten_s, lambda: signal.resample_poly(audio, 1, 2))
    low = signal.butter(4, 0.2)
    yield Case("scipy.signal.filtfilt", ten_s, lambda: signal.filtfilt(*low, audio))
    yield Case("scipy.signal.spectrogram", ten_s, lambda: signal.spectrogram(audio))
    yield Case("scipy.signal.find_peaks", ten_s, lambda: signal.find_peaks(audio))
    yield Case("scipy.fft.fft", "160 000 numbers", lambda: fft.fft(audio))
    yield Case("scipy.linalg.svd", "64x64 float64", lambda: linalg.svd(matrix))
    yield Case("scipy.linalg.solve", "64x64 float64", lambda: linalg.solve(matrix, matrix))
    channel = "one 1-megapixel image, one channel"
    yield Case("scipy.ndimage.gaussian_filter", channel, lambda: ndimage.gaussian_filter(image, 2))
    yield Case("scipy.ndimage.zoom", channel, lambda: ndimage.zoom(image, 0.5))
    yield Case("scipy.ndimage.rotate", channel, lambda: ndimage.rotate(image, 30))
    yield Case(
        "scipy.optimize.minimize",
        "Rosenbrock in ten variables",
        lambda: sparse.minimize(sparse.rosen, [1.3] * 10),
    )
    costs = make.random((300, 300))
    at = "300x300 costs"
    yield Case("scipy.optimize.linear_sum_assignment", at, lambda: sparse.linear_sum_assignment(costs))
    distance = import_module("scipy.spatial.distance")
    name, at = "scipy.spatial.distance.cdist", "1 000 by 1 000 rows of 10 columns"
    yield Case(name, at, lambda: distance.cdist(points, points))
    cloud = make.random((10_000, 3))
    yield Case(
        "scipy.spatial.KDTree.__init__", "10 000 points of three columns", lambda: spatial.KDTree(cloud)
    )
    yield Case(
        "scipy.stats.spearmanr",
        "10 000 numbers",
        lambda: stats.spearmanr(audio[:10_000], audio[10_000:20_000]),
    )


@subject("pandas", "pandas")
def _pandas() -> Iterator[Case]:
    np, pd = import_module("numpy"), import_module("pandas")
    make = np.random.default_rng(1)
    frame = pd.DataFrame(make.random((10_000, 10)).round(4), columns=list("abcdefghij"))
    frame["a"] = make.integers(0, 100, 10_000)
    written, rows = frame.to_csv(), frame.to_dict(orient="records")
    packed = frame.to_json()
    yield Case("pandas.read_csv", TABLE, lambda: pd.read_csv(io.StringIO(written)))
    yield Case("pandas.read_json", TABLE, lambda: pd.read_json(io.StringIO(packed)))
    sheet = io.BytesIO()
    frame.head(2000).to_excel(sheet)
    yield Case(
        "pandas.read_excel", "2 000 rows of 10 columns", lambda: pd.read_excel(io.BytesIO(sheet.getvalue()))
    )
    yield Case("pandas.DataFrame.__init__", "100 records of 10 columns", lambda: pd.DataFrame(rows[:100]))
    base = "pandas.core.generic.NDFrame"
    yield Case(f"{base}.to_csv", TABLE, frame.to_csv)
    yield Case(f"{base}.to_json", TABLE, frame.to_json)
    yield Case(
        f"{base}.to_excel", "2 000 rows of 10 columns", lambda: frame.head(2000).to_excel(io.BytesIO())
    )
    yield Case(f"{base}.to_html", "1 000 rows of 10 columns", lambda: frame.head(1000).to_html())
    yield Case(f"{base}.describe", TABLE, frame.describe)
    yield Case("pandas.DataFrame.to_dict", f"{TABLE}, as records", lambda: frame.to_dict(orient="records"))
    yield Case("pandas.DataFrame.sort_values", TABLE, lambda: frame.sort_values("b"))
    yield Case("pandas.DataFrame.merge", TABLE, lambda: frame.merge(frame.head(1000), on="b"))
    yield Case(
        "pandas.DataFrame.apply", "10 000 rows, a Python function each", lambda: frame.apply(sum, axis=1)
    )
    yield Case("pandas.DataFrame.iterrows", "10 000 rows", lambda: sum(1 for _ in frame.iterrows()))
    yield Case("pandas.DataFrame.itertuples", "10 000 rows", lambda: sum(1 for _ in frame.itertuples()))
    group = "pandas.core.groupby.GroupBy"
    yield Case(f"{group}.mean", "10 000 rows in 100 groups", lambda: frame.groupby("a").mean())
    yield Case(f"{group}.apply", "10 000 rows in 100 groups", lambda: frame.groupby("a").apply(len))
    yield Case("pandas.Series.apply", "10 000 numbers", lambda: frame["b"].apply(str))
    yield Case("pandas.concat", f"ten times {TABLE}", lambda: pd.concat([frame] * 10))


@subject("polars", "polars")
def _polars() -> Iterator[Case]:
    np, pl = import_module("numpy"), import_module("polars")
    values = np.random.default_rng(1).random((10_000, 10)).round(4)
    frame = pl.DataFrame(values)
    written = frame.write_csv().encode()
    yield Case("polars.read_csv", TABLE, lambda: pl.read_csv(written))
    yield Case("polars.DataFrame.write_csv", TABLE, frame.write_csv)
    yield Case("polars.DataFrame.to_dicts", TABLE, frame.to_dicts)
    yield Case("polars.DataFrame.sort", TABLE, lambda: frame.sort("column_1"))


@subject("pyarrow", "pyarrow")
def _pyarrow() -> Iterator[Case]:
    np, pa, parquet = import_module("numpy"), import_module("pyarrow"), import_module("pyarrow.parquet")
    pa.set_cpu_count(1)
    values = np.random.default_rng(1).random((10, 10_000))
    table = pa.table({f"c{i}": column for i, column in enumerate(values)})
    path = Path(tempfile.mkdtemp()) / "t.parquet"
    parquet.write_table(table, path)
    yield Case("pyarrow.parquet.read_table", TABLE, lambda: parquet.read_table(path))
    yield Case("pyarrow.parquet.write_table", TABLE, lambda: parquet.write_table(table, path))
    yield Case("pyarrow.Table.to_pylist", TABLE, table.to_pylist)


@subject("rapidfuzz.process", "rapidfuzz")
def _rapidfuzz() -> Iterator[Case]:
    process = import_module("rapidfuzz.process")
    choices = [text(500_000)[i * 50 : i * 50 + 50] for i in range(10_000)]
    at = "one string against 10 000"
    yield Case("rapidfuzz.process.extract", at, lambda: process.extract(choices[7], choices))
    yield Case(
        "rapidfuzz.process.cdist", "300 by 300 strings", lambda: process.cdist(choices[:300], choices[:300])
    )
