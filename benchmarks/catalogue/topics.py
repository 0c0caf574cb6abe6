"""Vectors of words, topics of documents, and ranks of documents by their words."""

from __future__ import annotations

import functools
import random
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

Untyped = Any
"""What libraries make; they come without types."""
CORPUS = "1 MB of text, 10 000 different words"
DOCUMENT = "one document of 150 words"


@functools.cache
def documents() -> list[list[str]]:
    """Make 1 000 documents of 150 words each, of 10 000 words that are used as in languages: few of them often."""
    choose = random.Random(4)  # noqa: S311 - an input, not a secret
    words = [f"word{number}" for number in range(10_000)]
    shares = [1 / (number + 1) for number in range(10_000)]
    return [choose.choices(words, shares, k=150) for _ in range(1000)]


@subject("gensim", "gensim")
def _gensim() -> Iterator[Case]:
    models = import_module("gensim.models")
    tagged = import_module("gensim.models.doc2vec").TaggedDocument
    told = [tagged(words, [number]) for number, words in enumerate(documents())]
    learners = {
        "Word2Vec": (
            partial(models.Word2Vec, vector_size=100, min_count=1, epochs=1, workers=1),
            documents(),
        ),
        "FastText": (
            partial(models.FastText, vector_size=100, min_count=1, epochs=1, workers=1),
            documents(),
        ),
        "Doc2Vec": (partial(models.Doc2Vec, vector_size=100, min_count=1, epochs=1, workers=1), told),
    }
    for name, (make, corpus) in learners.items():
        where = f"gensim.models.{name}"
        yield Case(f"{where}.build_vocab", CORPUS, _vocabulary(make, corpus))
        learned = make(corpus)
        passed = {"total_examples": len(corpus), "epochs": 1}
        yield from alike(where, learned, "train", f"{CORPUS}, one pass", corpus, **passed)
        if name == "Doc2Vec":
            yield from alike(where, learned, "infer_vector", DOCUMENT, documents()[7])
    dictionary = import_module("gensim.corpora").Dictionary(documents())
    bags = [dictionary.doc2bow(words) for words in documents()]
    where = "gensim.models.LdaModel"
    topics = models.LdaModel(bags, num_topics=20, id2word=dictionary, random_state=1)
    yield from alike(where, topics, "get_document_topics __getitem__", f"{DOCUMENT}, 20 topics", bags[7])
    yield from alike(where, topics, "update", f"{CORPUS}, one pass, 20 topics", bags)
    latent, weights = models.LsiModel(bags, num_topics=100, id2word=dictionary), models.TfidfModel(bags)
    yield from alike("gensim.models.LsiModel", latent, "__getitem__", f"{DOCUMENT}, 100 topics", bags[7])
    yield from alike("gensim.models.TfidfModel", weights, "__getitem__", DOCUMENT, bags[7])
    yield from _vectors()


def _vocabulary(make: Untyped, corpus: object) -> Untyped:
    return lambda: make().build_vocab(corpus)


def _vectors() -> Iterator[Case]:
    np, where = import_module("numpy"), "gensim.models.KeyedVectors"
    words = [f"word{number}" for number in range(100_000)]
    known = import_module("gensim.models").KeyedVectors(300)
    known.add_vectors(words, np.random.default_rng(1).random((100_000, 300), dtype="float32") - 0.5)
    known.fill_norms()
    at = "one word against 100 000 vectors of 300"
    yield from alike(where, known, "most_similar similar_by_word", at, "word7")
    yield from alike(where, known, "similar_by_vector", at, known["word7"])
    yield from alike(where, known, "doesnt_match", "five words", words[:5])
    if import_module("importlib.util").find_spec("ot"):  # codespell:ignore ot
        yield from alike(where, known, "wmdistance", "two texts of ten words", words[:10], words[10:20])
    yield from alike(where, known, "similarity distance", "two words", "word7", "word8")
    yield from alike(where, known, "n_similarity", "two texts of ten words", words[:10], words[10:20])
    yield from alike(where, known, "get_vector __getitem__", "one word", "word7")


@subject("rank_bm25", "rank-bm25")
def _rank_bm25() -> Iterator[Case]:
    module, words = import_module("rank_bm25"), [word for words in documents() for word in words]
    passages = [(words * 4)[i * 50 : i * 50 + 50] for i in range(10_000)]
    query, numbers = passages[7][:5], list(range(100))
    at = "a query of five words, 10 000 passages of 50"
    for name in ("BM25Okapi", "BM25L", "BM25Plus"):
        make, where = getattr(module, name), f"rank_bm25.{name}"
        yield Case(f"{where}.__init__", "10 000 passages of 50 words", partial(make, passages))
        index = make(passages)
        yield from alike(where, index, "get_scores", at, query)
        yield from alike(where, index, "get_top_n", at, query, passages)
        at_few = "a query of five words, 100 of 10 000 passages"
        yield from alike(where, index, "get_batch_scores", at_few, query, numbers)
