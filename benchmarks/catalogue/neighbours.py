"""Nearest neighbours, and what groups and draws vectors."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.catalogue.estimators import Untyped

MANY = "100 000 vectors of 384"
SOME = "10 000 vectors of 384"
FEW = "1 000 vectors of 384"


@subject("faiss", "faiss-cpu")
def _faiss() -> Iterator[Case]:
    np, faiss = import_module("numpy"), import_module("faiss")
    faiss.omp_set_num_threads(1)
    vectors = np.random.default_rng(1).random((100_000, 384), dtype="float32")
    one, few, some = vectors[:1], vectors[:1000], vectors[:10_000]
    index = faiss.IndexFlatL2(384)
    index.add(vectors)
    at, base = f"one query over {MANY}, flat", "faiss.Index"
    yield Case(f"{base}.search", at, lambda: index.search(one, 10))
    yield Case(f"{base}.search_and_reconstruct", at, lambda: index.search_and_reconstruct(one, 10))
    yield Case(f"{base}.assign", at, lambda: index.assign(one, 10))
    yield Case(f"{base}.range_search", at, lambda: index.range_search(one, 40))
    yield Case("faiss.knn", f"one query over {MANY}", lambda: faiss.knn(one, vectors, 10))
    yield Case(f"{base}.reconstruct", "one vector", lambda: index.reconstruct(7))
    yield Case(f"{base}.reconstruct_n", "ten vectors", lambda: index.reconstruct_n(0, 10))
    packed = faiss.serialize_index(index)
    yield Case("faiss.serialize_index", MANY, lambda: faiss.serialize_index(index))
    yield Case("faiss.deserialize_index", MANY, lambda: faiss.deserialize_index(packed))
    yield Case(f"{base}.remove_ids", f"one of {MANY}, flat", lambda: index.remove_ids(np.array([7])))
    small, numbers = faiss.IndexFlatL2(384), np.arange(1000)
    named = faiss.IndexIDMap(faiss.IndexFlatL2(384))
    at = f"{FEW} to an empty index, flat"
    yield Case(f"{base}.add", at, lambda: (small.reset(), small.add(few)))
    yield Case(f"{base}.add_with_ids", at, lambda: (named.reset(), named.add_with_ids(few, numbers)))
    yield Case(f"{base}.reset", "an empty index", small.reset)
    yield Case("faiss.normalize_L2", FEW, lambda: faiss.normalize_L2(few))
    at, inverted = f"{SOME}, 100 lists", partial(faiss.IndexIVFFlat, small, 384, 100)
    yield Case(f"{base}.train", at, lambda: (small.reset(), inverted().train(some)))
    at = f"{SOME}, 100 centres"
    yield Case("faiss.Kmeans.train", at, lambda: faiss.Kmeans(384, 100).train(some))
    centres, point = np.zeros((100, 384), dtype="float32"), faiss.swig_ptr
    call = partial(faiss.kmeans_clustering, 384, 10_000, 100, point(some), point(centres))
    yield Case("faiss.kmeans_clustering", at, call)


@subject("annoy", "annoy")
def _annoy() -> Iterator[Case]:
    np, annoy = import_module("numpy"), import_module("annoy")
    vectors = np.random.default_rng(1).random((10_000, 384)).tolist()

    def filled() -> Untyped:
        index = annoy.AnnoyIndex(384, "angular")
        for number, vector in enumerate(vectors):
            index.add_item(number, vector)
        return index

    index, base = filled(), "annoy.AnnoyIndex"
    yield Case(f"{base}.build", f"{SOME}, ten trees", lambda: (index.unbuild(), index.build(10, n_jobs=1)))
    at, asked = f"one query over {SOME}, ten trees", filled()
    asked.build(10, n_jobs=1)
    yield Case(f"{base}.get_nns_by_vector", at, lambda: asked.get_nns_by_vector(vectors[7], 10))
    yield Case(f"{base}.get_nns_by_item", at, lambda: asked.get_nns_by_item(7, 10))


@subject("hnswlib", "hnswlib")
def _hnswlib() -> Iterator[Case]:
    np, hnswlib = import_module("numpy"), import_module("hnswlib")
    vectors = np.random.default_rng(1).random((10_000, 384), dtype="float32")

    def filled(some: Untyped) -> Untyped:
        index = hnswlib.Index("cosine", 384)
        index.init_index(len(some))
        index.set_num_threads(1)
        index.add_items(some)
        return index

    at = f"{FEW} to an empty index"
    yield Case("hnswlib.Index.add_items", at, lambda: filled(vectors[:1000]))
    asked = filled(vectors)
    yield Case("hnswlib.Index.knn_query", f"one query over {SOME}", lambda: asked.knn_query(vectors[7], 10))


POINTS = "1 000 rows of 64 columns"


@subject("hdbscan", "hdbscan")
def _hdbscan() -> Iterator[Case]:
    np, hdbscan = import_module("numpy"), import_module("hdbscan")
    make = np.random.default_rng(1)
    points = make.normal(0, 0.1, (1000, 64)) + make.integers(0, 2, (10, 64))[np.arange(1000) % 10]
    cls = partial(hdbscan.HDBSCAN, core_dist_n_jobs=1)
    yield Case("hdbscan.HDBSCAN.fit", POINTS, lambda: cls().fit(points))
    yield Case("hdbscan.HDBSCAN.fit_predict", POINTS, lambda: cls().fit_predict(points))
    known, at = cls(prediction_data=True).fit(points), f"one row against {POINTS}"
    yield Case("hdbscan.approximate_predict", at, lambda: hdbscan.approximate_predict(known, points[:1]))


@subject("umap", "umap-learn")
def _umap() -> Iterator[Case]:
    np, umap = import_module("numpy"), import_module("umap")
    points = np.random.default_rng(1).random((1000, 64))
    cls = partial(umap.UMAP, random_state=1, n_jobs=1)
    yield Case("umap.UMAP.fit", POINTS, lambda: cls().fit(points))
    yield Case("umap.UMAP.fit_transform", POINTS, lambda: cls().fit_transform(points))
    known, at = cls().fit(points), f"one row after {POINTS}"
    yield Case("umap.UMAP.transform", at, lambda: known.transform(points[:1]))
    drawn = known.embedding_[:1]
    yield Case("umap.UMAP.inverse_transform", at, lambda: known.inverse_transform(drawn))
