"""What knows a language: words and their kinds, sentiments, spelling, summaries."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import html, text
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Untyped = Any
"""What libraries make; they come without types."""
LONG = "10 kB of text"
PARAGRAPH = "a paragraph of 1 kB"
SENTENCE = "one sentence of 12 words"
WORDS = "2 000 words"


def _sentence() -> str:
    return text(200).partition(".")[0]


def _listed(call: Callable[..., Any], *values: object, **options: object) -> Callable[[], object]:
    """Make a call that takes all that a generator gives."""
    return lambda: list(call(*values, **options))


@subject("nltk", "nltk")
def _nltk() -> Iterator[Case]:
    """Yield what needs no data, then what is asked of the data that are there."""
    nltk, tokenize = import_module("nltk"), import_module("nltk.tokenize")
    long, words = text(10_000), text(20_000).split()[:2000]
    yield from alike("nltk", nltk, "wordpunct_tokenize", LONG, long)
    yield from alike("nltk.tokenize", tokenize, "wordpunct_tokenize", LONG, long)
    yield from alike("nltk.tokenize", tokenize, "regexp_tokenize", LONG, long, r"\w+|[^\w\s]")
    made = {
        "RegexpTokenizer": tokenize.RegexpTokenizer(r"\w+|[^\w\s]"),
        "TreebankWordTokenizer": tokenize.TreebankWordTokenizer(),
        "TweetTokenizer": tokenize.TweetTokenizer(),
        "PunktSentenceTokenizer": tokenize.PunktSentenceTokenizer(),
    }
    for name, tokenizer in made.items():
        yield from alike(f"nltk.tokenize.{name}", tokenizer, "tokenize", LONG, long)
    stem = import_module("nltk.stem")
    stemmers = {
        "PorterStemmer": stem.PorterStemmer(),
        "LancasterStemmer": stem.LancasterStemmer(),
        "SnowballStemmer": stem.SnowballStemmer("english"),
    }
    for name, stemmer in stemmers.items():
        yield from alike(f"nltk.stem.{name}", stemmer, "stem", "one word", "relational")
    counts: dict[str, Callable[[], object]] = {
        "FreqDist": partial(nltk.FreqDist, words),
        "ngrams": _listed(nltk.ngrams, words, 3),
        "bigrams": _listed(nltk.bigrams, words),
        "trigrams": _listed(nltk.trigrams, words),
    }
    yield from each("nltk", WORDS, counts)
    first, second = _sentence(), text(400)[300:372]
    yield from alike("nltk", nltk, "edit_distance", "two sentences of 70 characters", first, second)
    bleu, said = import_module("nltk.translate.bleu_score"), first.split()
    smooth = bleu.SmoothingFunction().method1
    scores = {
        "sentence_bleu": partial(bleu.sentence_bleu, [said], said[1:], smoothing_function=smooth),
        "corpus_bleu": partial(bleu.corpus_bleu, [[said]], [said[1:]], smoothing_function=smooth),
    }
    yield from each("nltk.translate.bleu_score", SENTENCE, scores)
    yield from _nltk_data(nltk, words)


def _nltk_data(nltk: Untyped, words: list[str]) -> Iterator[Case]:
    long = text(10_000)
    if _found("tokenizers/punkt_tab"):
        yield from alike("nltk", nltk, "word_tokenize sent_tokenize", LONG, long)
        tokenize = import_module("nltk.tokenize")
        yield from alike("nltk.tokenize", tokenize, "word_tokenize sent_tokenize", LONG, long)
    if _found("taggers/averaged_perceptron_tagger_eng"):
        yield from alike("nltk", nltk, "pos_tag", WORDS, words)
        sentences = [words[i : i + 20] for i in range(0, len(words), 20)]
        yield from alike("nltk", nltk, "pos_tag_sents", WORDS, sentences)
        if _found("chunkers/maxent_ne_chunker_tab"):
            yield from alike("nltk", nltk, "ne_chunk", WORDS, nltk.pos_tag(words))
    if _found("corpora/wordnet"):
        lemmas = import_module("nltk.stem").WordNetLemmatizer()
        yield from alike("nltk.stem.WordNetLemmatizer", lemmas, "lemmatize", "one word", "answers")
    if _found("sentiment/vader_lexicon"):
        judge = import_module("nltk.sentiment").SentimentIntensityAnalyzer()
        where = "nltk.sentiment.SentimentIntensityAnalyzer"
        yield from alike(where, judge, "polarity_scores", SENTENCE, _sentence())


def _found(name: str) -> bool:
    """Claim that NLTK's data of this name lie where it looks for them."""
    find = import_module("nltk.data").find
    for path in (name, f"{name}.zip"):
        try:
            find(path)
        except LookupError:
            continue
        return True
    return False


@subject("textblob", "textblob")
def _textblob() -> Iterator[Case]:
    blob = import_module("textblob").TextBlob(text(1000))
    where = "textblob.TextBlob"
    yield from alike(where, blob, "parse", PARAGRAPH)
    if _found("tokenizers/punkt_tab"):
        yield from alike(where, blob, "tokenize", PARAGRAPH)
        misspelt = import_module("textblob").TextBlob(text(1000).replace("queue", "queeu"))
        yield from alike(where, misspelt, "correct", f"{PARAGRAPH}, one word in 20 misspelt")
        words = import_module("textblob").TextBlob
        yield Case(f"{where}.ngrams", PARAGRAPH, lambda: words(text(1000)).ngrams(3))


@subject("langdetect", "langdetect")
def _langdetect() -> Iterator[Case]:
    library = import_module("langdetect")
    yield from alike("langdetect", library, "detect detect_langs", PARAGRAPH, text(1000))


@subject("langid", "langid")
def _langid() -> Iterator[Case]:
    yield from alike("langid", import_module("langid"), "classify rank", PARAGRAPH, text(1000))


@subject("spellchecker", "pyspellchecker")
def _spellchecker() -> Iterator[Case]:
    checker, where = import_module("spellchecker").SpellChecker(), "spellchecker.SpellChecker"
    at = "one misspelt word of ten letters, distance 2"
    yield from alike(where, checker, "candidates correction", at, "anwserring")


@subject("vaderSentiment", "vaderSentiment")
def _vader() -> Iterator[Case]:
    module = "vaderSentiment.vaderSentiment"
    judge, where = import_module(module).SentimentIntensityAnalyzer(), f"{module}.SentimentIntensityAnalyzer"
    yield from alike(where, judge, "polarity_scores", SENTENCE, _sentence())


@subject("newspaper", "newspaper3k")
def _newspaper() -> Iterator[Case]:
    article, page = import_module("newspaper").Article, html()

    def parsed() -> Untyped:
        made = article("https://example.org/a", fetch_images=False)
        made.download(input_html=page)
        made.parse()
        return made

    yield Case("newspaper.Article.parse", "a page of 100 kB", parsed)
    if _found("tokenizers/punkt_tab"):
        known = parsed()
        known.text = text(10_000)
        yield from alike("newspaper.Article", known, "nlp", LONG)


CHINESE = "循环在没有调用占用它的时候是空闲的,每个回答都在任务队列里等待轮到自己。我们测量每次调用的时间和它的输入。"
"""The sentence of the English text, and one more."""


@subject("jieba", "jieba")
def _jieba() -> Iterator[Case]:
    jieba = import_module("jieba")
    jieba.initialize()
    page, at = (CHINESE * 40)[:2000], "one page of 2 000 characters"
    yield from alike("jieba", jieba, "lcut lcut_for_search", at, page)
    lazy = {name: _listed(getattr(jieba, name), page) for name in ("cut", "cut_for_search", "tokenize")}
    yield from each("jieba", at, lazy)
    yield from alike("jieba.analyse", import_module("jieba.analyse"), "extract_tags textrank", at, page)
    kinds = import_module("jieba.posseg")
    yield from alike("jieba.posseg", kinds, "lcut", at, page)
    yield Case("jieba.posseg.cut", at, _listed(kinds.cut, page))


@subject("sumy", "sumy")
def _sumy() -> Iterator[Case]:
    if not _found("tokenizers/punkt_tab"):
        return
    parser = import_module("sumy.parsers.plaintext").PlaintextParser
    tokenizer = import_module("sumy.nlp.tokenizers").Tokenizer("english")
    document = parser.from_string(text(10_000), tokenizer).document
    names = {"edmundson": "Edmundson", "kl": "KL", "lex_rank": "LexRank", "lsa": "Lsa", "luhn": "Luhn"}
    names |= {"sum_basic": "SumBasic", "text_rank": "TextRank"}
    for module, name in names.items():
        where = f"sumy.summarizers.{module}"
        made = getattr(import_module(where), f"{name}Summarizer")()
        if name == "Edmundson":
            made.bonus_words, made.stigma_words, made.null_words = ["loop"], ["queue"], ["the", "of"]
        at = "an article of 10 kB to three sentences"
        yield Case(f"{where}.{name}Summarizer.__call__", at, partial(made, document, 3))
