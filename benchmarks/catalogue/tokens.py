"""Tokenisers, trained here on English-looking text, since their own vocabularies lie in the network."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

OWN = "a vocabulary of its own words"
PROMPT = f"2 kB of text, {OWN}"
TEN = f"ten texts of 100 tokens, {OWN}"
CHAT = "{% for m in messages %}<|{{ m['role'] }}|>\n{{ m['content'] }}\n{% endfor %}"


class Tokeniser(Protocol):
    """A tokeniser of either library; neither says its types."""

    def __call__(self, *given: object, **options: object) -> Mapping[str, list[Any]]:
        """Turn text into tokens and their mask."""
        ...

    def __getattr__(self, name: str) -> Callable[..., Any]: ...


def trained() -> Tokeniser:
    """Train a byte-level BPE tokeniser on 200 kB of text."""
    tokenizers = import_module("tokenizers")
    made = tokenizers.Tokenizer(tokenizers.models.BPE(unk_token="[UNK]"))  # noqa: S106 - a token of text
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel()
    made.decoder = tokenizers.decoders.ByteLevel()
    special = ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=1000, show_progress=False, special_tokens=special)
    made.train_from_iterator([text(200_000)], trainer)
    done: Tokeniser = made
    return done


@subject("tokenizers", "tokenizers")
def _tokenizers() -> Iterator[Case]:
    tokenizers = import_module("tokenizers")
    made, short = trained(), text(2000)
    base, at = "tokenizers.Tokenizer", f"2 kB of text, {OWN}"
    tokens = made.encode(short).ids
    yield Case(f"{base}.encode", at, lambda: made.encode(short))
    yield Case(f"{base}.encode_batch", f"32 times {at}", lambda: made.encode_batch([short] * 32))
    yield Case(f"{base}.encode_batch_fast", f"32 times {at}", lambda: made.encode_batch_fast([short] * 32))
    yield Case(f"{base}.decode", at, lambda: made.decode(tokens))
    yield Case(f"{base}.decode_batch", f"32 times {at}", lambda: made.decode_batch([tokens] * 32))
    names = {f"word{i}": i for i in range(50_000)}
    large = tokenizers.Tokenizer(tokenizers.models.BPE(names, []))
    yield Case(f"{base}.get_vocab", "a vocabulary of 50 000", large.get_vocab)
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=1000, show_progress=False)
    lines = text(10_000_000).split(". ")
    other = tokenizers.Tokenizer(tokenizers.models.BPE())
    other.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel()
    at = "10 MB of text of few words"
    yield Case(f"{base}.train_from_iterator", at, lambda: other.train_from_iterator(lines, trainer))


@subject("tiktoken", "tiktoken")
def _tiktoken() -> Iterator[Case]:
    tiktoken = import_module("tiktoken")
    ranks = {bytes([i]): i for i in range(256)}
    for word in sorted({f" {word}" for word in text(50_000).split()}):
        for end in range(2, len(word) + 1):
            ranks.setdefault(word[:end].encode(), len(ranks))
    pattern = r"'(?i:[sdmt]|ll|ve|re)| ?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+"
    made = tiktoken.Encoding("bench", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    document = text(100_000)
    tokens = made.encode(document)
    base, at = "tiktoken.Encoding", f"100 kB of text, {OWN}"
    yield from each(
        base,
        at,
        encode=lambda: made.encode(document),
        decode=lambda: made.decode(tokens),
        encode_ordinary=lambda: made.encode_ordinary(document),
        encode_to_numpy=lambda: made.encode_to_numpy(document),
        encode_with_unstable=lambda: made.encode_with_unstable(document),
        decode_bytes=lambda: made.decode_bytes(tokens),
        decode_tokens_bytes=lambda: made.decode_tokens_bytes(tokens),
        decode_with_offsets=lambda: made.decode_with_offsets(tokens),
    )
    ten, many = f"ten times {at}; starts a thread pool", [document] * 10
    yield Case(f"{base}.encode_batch", ten, lambda: made.encode_batch(many))
    yield Case(f"{base}.encode_ordinary_batch", ten, lambda: made.encode_ordinary_batch(many))
    yield Case(f"{base}.decode_batch", ten, lambda: made.decode_batch([tokens] * 10))


@subject("sentencepiece", "sentencepiece")
def _sentencepiece() -> Iterator[Case]:
    library, model = import_module("sentencepiece"), io.BytesIO()
    library.SentencePieceTrainer.train(
        sentence_iterator=iter(text(200_000).split(". ")),
        model_writer=model,
        vocab_size=1000,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    made, short = library.SentencePieceProcessor(model_proto=model.getvalue()), text(2000)
    tokens = made.encode(short)
    yield from each(
        "sentencepiece.SentencePieceProcessor",
        f"2 kB of text, {OWN}",
        encode=lambda: made.encode(short),
        encode_as_ids=lambda: made.encode_as_ids(short),
        encode_as_pieces=lambda: made.encode_as_pieces(short),
        decode=lambda: made.decode(tokens),
    )


def fast_tokenizer() -> Tokeniser:
    """Make the transformers library's tokeniser over a trained one."""
    made: Tokeniser = import_module("transformers").PreTrainedTokenizerFast(
        tokenizer_object=trained(),
        unk_token="[UNK]",  # noqa: S106
        pad_token="[PAD]",  # noqa: S106
        cls_token="[CLS]",  # noqa: S106
        sep_token="[SEP]",  # noqa: S106
        mask_token="[MASK]",  # noqa: S106
        model_max_length=512,
        chat_template=CHAT,
    )
    return made


@subject("transformers.tokenization", "transformers")
def _transformers() -> Iterator[Case]:
    made, prompt = fast_tokenizer(), text(2000)[:2000]
    tokens = made.encode(prompt)
    base = "transformers.PreTrainedTokenizerBase"
    yield from each(
        base,
        PROMPT,
        __call__=lambda: made(prompt),
        encode=lambda: made.encode(prompt),
        tokenize=lambda: made.tokenize(prompt),
        decode=lambda: made.decode(tokens),
    )
    ten = made([text(500)[:500]] * 10, truncation=True, max_length=100)
    yield Case(f"{base}.batch_decode", TEN, lambda: made.batch_decode(ten["input_ids"]))
    yield Case(f"{base}.pad", f"{TEN}, to tensors", lambda: made.pad(ten, return_tensors="pt"))
    messages = [{"role": "user", "content": text(200)}] * 10
    at = "ten messages of 200 B, to tokens; a short template, compiled on the first call"
    yield Case(f"{base}.apply_chat_template", at, lambda: made.apply_chat_template(messages, tokenize=True))
    lines = text(10_000_000).split(". ")
    at = "10 MB of text of few words"
    yield Case(f"{base}.train_new_from_iterator", at, lambda: made.train_new_from_iterator(iter(lines), 1000))
