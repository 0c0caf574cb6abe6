"""Arrays, tables, classical models, graphs, and geometry."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "10 000 rows of 10 columns"
ONE_ROW = "one row of 20 columns"
THRESHOLD = 10
"""Half of the largest sum of twenty numbers below 1: two classes of equal size."""


@subject("sklearn", "scikit-learn")
def _sklearn() -> Iterator[Case]:
    np = import_module("numpy")
    ensemble, linear, text_tools = (
        import_module(f"sklearn.{name}") for name in ("ensemble", "linear_model", "feature_extraction.text")
    )
    preprocessing, pairwise = (
        import_module("sklearn.preprocessing"),
        import_module("sklearn.metrics.pairwise"),
    )
    pipeline = import_module("sklearn.pipeline")
    make = np.random.default_rng(1)
    table = make.random((1000, 20))
    labels = (table.sum(axis=1) > THRESHOLD).astype(int)
    plain = linear.LogisticRegression().fit(table, labels)
    forest = ensemble.RandomForestClassifier(100).fit(table, labels)
    compose, pd = import_module("sklearn.compose"), import_module("pandas")
    frame = pd.DataFrame(table, columns=[f"c{i}" for i in range(20)])
    frame["c0"] = ["abcde"[i % 5] for i in range(1000)]
    columns = compose.make_column_transformer(
        (preprocessing.OneHotEncoder(), ["c0"]), remainder=preprocessing.StandardScaler()
    )
    chain = pipeline.make_pipeline(columns, linear.LogisticRegression()).fit(frame, labels)
    base, row, forest_name = (
        "sklearn.linear_model.LogisticRegression",
        table[:1],
        "sklearn.ensemble.RandomForestClassifier",
    )
    yield Case(f"{base}.predict", ONE_ROW, lambda: plain.predict(row))
    yield Case(f"{base}.predict_proba", ONE_ROW, lambda: plain.predict_proba(row))
    at = "one row of a data frame of 20 columns, encoded, scaled, and a linear model"
    one = frame[:1]
    yield Case("sklearn.pipeline.Pipeline.predict", at, lambda: chain.predict(one))
    yield Case("sklearn.pipeline.Pipeline.predict_proba", at, lambda: chain.predict_proba(one))
    yield Case(f"{forest_name}.predict", f"{ONE_ROW}, 100 trees", lambda: forest.predict(row))
    yield Case(f"{forest_name}.predict_proba", f"{ONE_ROW}, 100 trees", lambda: forest.predict_proba(row))
    at = "1 000 rows of 20 columns, 100 trees"
    yield Case(f"{forest_name}.fit", at, lambda: ensemble.RandomForestClassifier(100).fit(table, labels))
    documents = [text(1_000_000)[i * 1000 : i * 1000 + 1000] for i in range(1000)]
    vectors = text_tools.TfidfVectorizer().fit(documents)
    name = "sklearn.feature_extraction.text.TfidfVectorizer"
    yield Case(f"{name}.transform", "one text of 1 kB", lambda: vectors.transform(documents[:1]))
    yield Case(f"{name}.fit_transform", "1 000 texts of 1 kB", lambda: vectors.fit_transform(documents))
    many = make.random((10_000, 384))
    name, at = "sklearn.metrics.pairwise.cosine_similarity", "one vector of 384 against 10 000"
    yield Case(name, at, lambda: pairwise.cosine_similarity(many[:1], many))


@subject("xgboost", "xgboost")
def _xgboost() -> Iterator[Case]:
    np, xgb = import_module("numpy"), import_module("xgboost")
    table = np.random.default_rng(1).random((1000, 20))
    labels = (table.sum(axis=1) > THRESHOLD).astype(int)
    model = xgb.XGBClassifier(n_jobs=1).fit(table, labels)
    yield Case("xgboost.XGBModel.predict", f"{ONE_ROW}, 100 trees", lambda: model.predict(table[:1]))
    at = "1 000 rows of 20 columns, 100 rounds"
    yield Case("xgboost.XGBModel.fit", at, lambda: xgb.XGBClassifier(n_jobs=1).fit(table, labels))


@subject("lightgbm", "lightgbm")
def _lightgbm() -> Iterator[Case]:
    np, lgb = import_module("numpy"), import_module("lightgbm")
    table = np.random.default_rng(1).random((1000, 20))
    labels = (table.sum(axis=1) > THRESHOLD).astype(int)
    model = lgb.LGBMClassifier(n_jobs=1, verbose=-1).fit(table, labels)
    booster = model.booster_
    yield Case("lightgbm.Booster.predict", f"{ONE_ROW}, 100 trees", lambda: booster.predict(table[:1]))
    at = "1 000 rows of 20 columns, 100 rounds"
    fit = lgb.LGBMClassifier(n_jobs=1, verbose=-1).fit
    yield Case("lightgbm.LGBMModel.fit", at, lambda: fit(table, labels))


@subject("faiss", "faiss-cpu")
def _faiss() -> Iterator[Case]:
    np, faiss = import_module("numpy"), import_module("faiss")
    faiss.omp_set_num_threads(1)
    vectors = np.random.default_rng(1).random((100_000, 384), dtype="float32")
    index = faiss.IndexFlatL2(384)
    index.add(vectors)
    at = "one query over 100 000 vectors of 384, flat"
    yield Case("faiss.Index.search", at, lambda: index.search(vectors[:1], 10))


@subject("networkx", "networkx")
def _networkx() -> Iterator[Case]:
    nx = import_module("networkx")
    graph = nx.gnm_random_graph(1000, 5000, seed=1)
    at = "1 000 nodes and 5 000 edges"
    yield Case("networkx.pagerank", at, lambda: nx.pagerank(graph))
    yield Case("networkx.shortest_path", at, lambda: nx.shortest_path(graph, 0))
    yield Case("networkx.betweenness_centrality", at, lambda: nx.betweenness_centrality(graph))
    yield Case("networkx.spring_layout", at, lambda: nx.spring_layout(graph, seed=1))


@subject("shapely", "shapely")
def _shapely() -> Iterator[Case]:
    geometry, ops = import_module("shapely.geometry"), import_module("shapely.ops")
    disc = geometry.Point(0, 0).buffer(1, quad_segs=250)
    other = geometry.Point(0.5, 0).buffer(1, quad_segs=250)
    base, two = "shapely.geometry.base.BaseGeometry", "two polygons of 1 000 points"
    yield Case(f"{base}.buffer", "one polygon of 1 000 points", lambda: disc.buffer(0.1))
    yield Case(f"{base}.intersection", two, lambda: disc.intersection(other))
    yield Case(f"{base}.intersects", two, lambda: disc.intersects(other))
    many = [geometry.Point(i % 10, i // 10).buffer(0.8, quad_segs=25) for i in range(100)]
    yield Case("shapely.ops.unary_union", "100 polygons of 100 points", lambda: ops.unary_union(many))


@subject("rapidfuzz.process", "rapidfuzz")
def _rapidfuzz() -> Iterator[Case]:
    process = import_module("rapidfuzz.process")
    choices = [text(500_000)[i * 50 : i * 50 + 50] for i in range(10_000)]
    at = "one string against 10 000"
    yield Case("rapidfuzz.process.extract", at, lambda: process.extract(choices[7], choices))
    yield Case(
        "rapidfuzz.process.cdist", "300 by 300 strings", lambda: process.cdist(choices[:300], choices[:300])
    )
