"""Text processing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text

if TYPE_CHECKING:
    from collections.abc import Iterator


@subject("spacy", "spacy")
def _spacy() -> Iterator[Case]:
    spacy = import_module("spacy")
    blank = spacy.blank("en")
    paragraph = text(1000)
    yield Case("spacy.language.Language.make_doc", "a paragraph of 1 kB", lambda: blank.make_doc(paragraph))
    yield Case("spacy.blank", "the rules of English", lambda: spacy.blank("en"))


@subject("nltk.tokenize", "nltk")
def _nltk() -> Iterator[Case]:
    tokenize, stem = import_module("nltk.tokenize"), import_module("nltk.stem")
    long = text(10_000)
    yield Case("nltk.tokenize.wordpunct_tokenize", "10 kB of text", lambda: tokenize.wordpunct_tokenize(long))
    treebank = tokenize.TreebankWordTokenizer()
    yield Case(
        "nltk.tokenize.TreebankWordTokenizer.tokenize", "10 kB of text", lambda: treebank.tokenize(long)
    )
    porter = stem.PorterStemmer()
    yield Case("nltk.stem.PorterStemmer.stem", "one word", lambda: porter.stem("relational"))


@subject("langdetect", "langdetect")
def _langdetect() -> Iterator[Case]:
    langdetect, paragraph = import_module("langdetect"), text(1000)
    yield Case("langdetect.detect", "a paragraph of 1 kB", lambda: langdetect.detect(paragraph))


@subject("rank_bm25", "rank-bm25")
def _rank_bm25() -> Iterator[Case]:
    module, words = import_module("rank_bm25"), text(2_000_000).split()
    passages = [words[i * 50 : i * 50 + 50] for i in range(5000)]
    index = module.BM25Okapi(passages)
    query, at = passages[7][:5], "a query of five words, 5 000 passages"
    yield Case(
        "rank_bm25.BM25Okapi.__init__", "5 000 passages of 50 words", lambda: module.BM25Okapi(passages)
    )
    yield Case("rank_bm25.BM25Okapi.get_scores", at, lambda: index.get_scores(query))
    yield Case("rank_bm25.BM25Okapi.get_top_n", at, lambda: index.get_top_n(query, passages))


@subject("langchain_text_splitters", "langchain-text-splitters")
def _splitters() -> Iterator[Case]:
    splitter = import_module("langchain_text_splitters").RecursiveCharacterTextSplitter(chunk_size=1000)
    document = text(100_000)
    name = "langchain_text_splitters.base.TextSplitter.split_text"
    yield Case(name, "100 kB of text", lambda: splitter.split_text(document))
