"""spaCy with a network of the usual size: what it has learned does not change its time."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import WORDS, text
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

Untyped = Any
"""What libraries make; they come without types."""
PARAGRAPH = "a paragraph of 1 kB"
SMALL = "tagger, parser and names of en_core_web_sm's sizes with random weights"
TAGS, ARCS, NAMES = 50, 45, 18
"""How many tags, arcs and kinds of names `en_core_web_sm` knows."""
SHARED = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}


def _examples(nlp: Untyped) -> list[Any]:
    """Make 100 sentences whose words have tags, arcs and names by turns."""
    training, tokens = import_module("spacy.training"), import_module("spacy.tokens")
    out: list[Any] = []
    for number in range(100):
        words = text(20_000).split()[number * 12 : number * 12 + 12]
        places = range(number, number + len(words))
        told = tokens.Doc(
            nlp.vocab,
            words=words,
            tags=[f"T{place % TAGS}" for place in places],
            heads=[max(0, index - 1) for index in range(len(words))],
            deps=["ROOT", *(f"d{place % ARCS}" for place in places[1:])],
            ents=[f"B-N{place % NAMES}" if place % 3 == 0 else "O" for place in places],
        )
        out.append(training.Example(nlp.make_doc(" ".join(words)), told))
    return out


def _small() -> Untyped:
    nlp = import_module("spacy").blank("en")
    nlp.add_pipe("tok2vec")
    tagger = {"@architectures": "spacy.Tagger.v2", "tok2vec": SHARED}
    nlp.add_pipe("tagger", config={"model": tagger})
    states = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "parser", "tok2vec": SHARED}
    sizes = {"extra_state_tokens": False, "hidden_width": 64, "maxout_pieces": 2, "use_upper": True}
    nlp.add_pipe("parser", config={"model": states | sizes, "min_action_freq": 1})
    nlp.add_pipe("ner")
    return nlp


@subject("spacy", "spacy")
def _spacy() -> Iterator[Case]:
    spacy, paragraph = import_module("spacy"), text(1000)
    blank, where = spacy.blank("en"), "spacy.language.Language"
    yield from alike(where, blank, "make_doc", PARAGRAPH, paragraph)
    yield from alike("spacy", spacy, "blank", "the rules of English", "en")
    nlp = _small()
    examples = _examples(nlp)
    yield Case(f"{where}.initialize", f"100 sentences, {SMALL}", partial(nlp.initialize, lambda: examples))
    nlp.initialize(lambda: examples)
    at = f"{PARAGRAPH}, {SMALL}"
    yield from alike(where, nlp, "__call__", at, paragraph)
    yield Case(f"{where}.pipe", f"{at}, of a batch of one", lambda: list(nlp.pipe([paragraph])))
    learner = nlp.resume_training()
    batch = f"20 sentences, {SMALL}"
    yield from alike(where, nlp, "update", batch, examples[:20], sgd=learner)
    yield from _parts(nlp(paragraph))


def _parts(read: Untyped) -> Iterator[Case]:
    yield from alike("spacy.tokens.Doc", read, "to_json to_bytes", PARAGRAPH)
    draw = import_module("spacy.displacy").render
    yield Case(
        "spacy.displacy.render", f"{PARAGRAPH}, its names", partial(draw, read, style="ent", jupyter=False)
    )
    matcher = import_module("spacy.matcher")
    words = sorted(set(WORDS))[:10]
    rules, phrases = matcher.Matcher(read.vocab), matcher.PhraseMatcher(read.vocab)
    rules.add("pairs", [[{"LOWER": word}, {"IS_ALPHA": True}] for word in words])
    phrases.add("words", [_doc(read.vocab, word) for word in words])
    for name, made in (("Matcher", rules), ("PhraseMatcher", phrases)):
        yield from alike(f"spacy.matcher.{name}", made, "__call__", f"{PARAGRAPH}, ten patterns", read)
    np = import_module("numpy")
    for word in {token.text for token in read}:
        read.vocab.set_vector(word, np.random.default_rng(1).random(300, dtype="float32"))
    other = _doc(read.vocab, *text(900).split())
    yield from alike("spacy.tokens.Doc", read, "similarity", "two paragraphs, their vectors known", other)


def _doc(vocab: Untyped, *words: str) -> Untyped:
    return import_module("spacy.tokens").Doc(vocab, words=list(words))
