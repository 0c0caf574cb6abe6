"""What cuts documents into the pieces that a language model is given."""

from __future__ import annotations

import json
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import html, markdown, pdf, rows, text
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

Untyped = Any
"""What libraries make; they come without types."""
DOCUMENT = "100 kB of text"


@subject("langchain_text_splitters", "langchain-text-splitters")
def _splitters() -> Iterator[Case]:
    library = import_module("langchain_text_splitters")
    document = import_module("langchain_core.documents").Document
    splitter = library.RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=100)
    where, long = "langchain_text_splitters.base.TextSplitter", text(100_000)
    yield from alike(where, splitter, "split_text", DOCUMENT, long)
    yield from alike(where, splitter, "create_documents", DOCUMENT, [long])
    pages = [document(page_content=long[i : i + 10_000]) for i in range(0, 100_000, 10_000)]
    yield from alike(where, splitter, "split_documents transform_documents", DOCUMENT, pages)
    yield from _structured(library)


def _structured(library: Untyped) -> Iterator[Case]:
    where, page, at = "langchain_text_splitters", html(), "a page of 100 kB"
    levels = [("h1", "Title"), ("h2", "Item")]
    path = Path(tempfile.mkdtemp()) / "page.html"
    path.write_text(page)
    headers = library.HTMLHeaderTextSplitter(levels)
    calls = {
        "split_text": partial(headers.split_text, page),
        "split_text_from_file": partial(headers.split_text_from_file, str(path)),
    }
    yield from each(f"{where}.HTMLHeaderTextSplitter", at, calls)
    meaning = library.HTMLSemanticPreservingSplitter(levels)
    yield from alike(f"{where}.HTMLSemanticPreservingSplitter", meaning, "split_text", at, page)
    marked = library.MarkdownHeaderTextSplitter([("#", "Title"), ("##", "Part")])
    at = "100 kB of Markdown"
    yield from alike(f"{where}.MarkdownHeaderTextSplitter", marked, "split_text", at, markdown() * 5)
    records = json.loads(json.dumps({str(row["id"]): row for row in rows(1000)}))
    parts, at = library.RecursiveJsonSplitter(), "1 000 records, 100 kB"
    yield from alike(f"{where}.RecursiveJsonSplitter", parts, "split_json split_text", at, records)
    yield from alike(f"{where}.RecursiveJsonSplitter", parts, "create_documents", at, [records])


@subject("langchain_core", "langchain-community")
def _heirs() -> Iterator[Case]:
    """Yield what usual heirs of the abstract classes do."""
    community = import_module("langchain_community.document_loaders").PyPDFLoader
    path = Path(tempfile.mkdtemp()) / "in.pdf"
    path.write_bytes(pdf())
    loader, where = community(str(path)), "langchain_core.document_loaders.base.BaseLoader"
    at = "a PDF of ten pages of 4 kB of text, by PyPDFLoader"
    yield from alike(where, loader, "load load_and_split", at)
    yield Case(f"{where}.lazy_load", f"the first page of {at}", lambda: next(loader.lazy_load()))
    passages = [text(500_000)[i : i + 500] for i in range(0, 500_000, 500)]
    document = import_module("langchain_core.documents").Document
    kept = [document(page_content=passage) for passage in passages]
    ranks = import_module("langchain_community.retrievers").BM25Retriever
    at, where = "1 000 passages of 500 bytes, by BM25Retriever", "langchain_core.retrievers.BaseRetriever"
    yield from alike(where, ranks, "from_texts", at, passages)
    yield from alike(where, ranks, "from_documents", at, kept)
