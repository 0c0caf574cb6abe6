"""Clients of web services, as they are made: each reads the certificates that the machine trusts."""

from __future__ import annotations

import ssl
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

CERTIFICATES = "the certificates of a new TLS context"
KEY = "none"
"""No request is made, so any key will do."""
TOKEN = "eyJhbGciOiJIUzI1NiJ9.e30.bm9uZQ"  # noqa: S105 - it has the form of one, and signs nothing


def _made(library: str, names: str, *values: object, **options: object) -> Iterator[Case]:
    """Make a case of each of a library's classes, which all are made with the same values."""
    module = import_module(library)
    for name in names.split():
        make = partial(getattr(module, name), *values, **options)
        yield Case(f"{library}.{name}.__init__", f"a client of its own: {CERTIFICATES}", make)


@subject("ssl")
def _ssl() -> Iterator[Case]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    yield Case("ssl.create_default_context", CERTIFICATES, ssl.create_default_context)
    yield Case("ssl.SSLContext.load_default_certs", CERTIFICATES, context.load_default_certs)


_KEYED = {"api_key": KEY}
_NEAR = {"url": "http://127.0.0.1:6333", "check_compatibility": False}
for _module, _distribution, _names, _values, _named in (
    ("httpx", "httpx", "Client AsyncClient", (), {}),
    ("openai", "openai", "OpenAI AsyncOpenAI", (), _KEYED),
    ("anthropic", "anthropic", "Anthropic AsyncAnthropic", (), _KEYED),
    ("groq", "groq", "Groq AsyncGroq", (), _KEYED),
    ("cohere", "cohere", "Client AsyncClient", (KEY,), {}),
    ("ollama", "ollama", "Client AsyncClient", (), {}),
    ("google.genai", "google-genai", "Client", (), _KEYED),
    ("elevenlabs.client", "elevenlabs", "ElevenLabs AsyncElevenLabs", (), _KEYED),
    ("elasticsearch", "elasticsearch", "Elasticsearch AsyncElasticsearch", ("https://127.0.0.1:9200",), {}),
    ("qdrant_client", "qdrant-client", "QdrantClient AsyncQdrantClient", (), _NEAR),
):
    subject(_module, _distribution)(partial(_made, _module, _names, *_values, **_named))


@subject("supabase", "supabase")
def _supabase() -> Iterator[Case]:
    make = partial(import_module("supabase").create_client, "https://example.supabase.co", TOKEN)
    yield Case("supabase.create_client", f"a client of its own: {CERTIFICATES}", make)
