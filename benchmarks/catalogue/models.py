"""Neural networks and text processing."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

NETWORK = "eight convolutions of 64 channels, one 112x112 image, on the CPU"


def _network(torch: ModuleType) -> Callable[[object], object]:
    layers: list[object] = [torch.nn.Conv2d(3, 64, 3, padding=1)]
    for _ in range(7):
        layers += [torch.nn.ReLU(), torch.nn.Conv2d(64, 64, 3, padding=1)]
    made: Callable[[object], object] = torch.nn.Sequential(*layers).eval()
    return made


@subject("torch", "torch")
def _torch() -> Iterator[Case]:
    torch = import_module("torch")
    torch.set_num_threads(1)
    torch.set_grad_enabled(mode=False)
    network, image = _network(torch), torch.rand(1, 3, 112, 112)
    square, vector = torch.rand(512, 512), torch.rand(100_000)
    small = square[:64, :64].contiguous()
    yield Case("torch.nn.Module.__call__", NETWORK, lambda: network(image))
    linear, batch = torch.nn.Linear(512, 512), torch.rand(512, 512)
    yield Case("torch.nn.Linear.__call__", "512 rows of 512 to 512", lambda: linear(batch))
    yield Case("torch.matmul", "512x512 by 512x512 float32", lambda: torch.matmul(square, square))
    yield Case("torch.svd", "64x64 float32", lambda: torch.svd(small))
    yield Case("torch.sort", "100 000 float32", lambda: torch.sort(vector))
    yield Case("torch.cat", "two times 100 000 float32", lambda: torch.cat([vector, vector]))
    yield Case("torch.Tensor.tolist", "10 000 float32", vector[:10_000].tolist)
    folder = Path(tempfile.mkdtemp())
    state, at = {f"layer{i}": torch.rand(125_000) for i in range(10)}, "5 MB in ten tensors"
    torch.save(state, folder / "m.pt")
    yield Case("torch.load", at, lambda: torch.load(folder / "m.pt"))
    yield Case("torch.save", at, lambda: torch.save(state, folder / "n.pt"))


@subject("onnxruntime", "onnxruntime")
def _onnxruntime() -> Iterator[Case]:
    np, onnx, ort = import_module("numpy"), import_module("onnx"), import_module("onnxruntime")
    make, kinds = onnx.helper, onnx.TensorProto
    weights = np.random.default_rng(1).random((1024, 1024), dtype="float32")
    nodes = [make.make_node("MatMul", [f"x{i}", "w"], [f"x{i + 1}"]) for i in range(8)]
    graph = make.make_graph(
        nodes,
        "chain",
        [make.make_tensor_value_info("x0", kinds.FLOAT, [64, 1024])],
        [make.make_tensor_value_info("x8", kinds.FLOAT, [64, 1024])],
        [onnx.numpy_helper.from_array(weights, "w")],
    )
    model = make.make_model(
        graph, opset_imports=[make.make_opsetid("", 17)], ir_version=9
    ).SerializeToString()
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session, value = ort.InferenceSession(model, options), weights[:64]
    at = "eight products of 64x1024 by 1024x1024, on the CPU"
    yield Case("onnxruntime.InferenceSession.run", at, lambda: session.run(None, {"x0": value}))
    name, at = "onnxruntime.InferenceSession.__init__", "a model of 4 MB"
    yield Case(name, at, lambda: ort.InferenceSession(model, options))


@subject("keras", "keras")
def _keras() -> Iterator[Case]:
    import_module("tensorflow").config.threading.set_intra_op_parallelism_threads(1)
    keras, np = import_module("keras"), import_module("numpy")
    model = keras.Sequential([keras.layers.Input((224, 224, 3))])
    for _ in range(4):
        model.add(keras.layers.Conv2D(32, 3, strides=2))
    image = np.zeros((1, 224, 224, 3), "float32")
    at = "four convolutions of 32 channels, one 224x224 image, on the CPU"
    yield Case("keras.Model.predict", at, lambda: model.predict(image, verbose=0))
    yield Case("keras.Model.__call__", at, lambda: model(image))


@subject("transformers", "transformers")
def _transformers() -> Iterator[Case]:
    torch, hub = import_module("torch"), import_module("transformers")
    torch.set_num_threads(1)
    torch.set_grad_enabled(mode=False)
    model = hub.BertModel(hub.BertConfig()).eval()
    tokens = torch.randint(0, 30_000, (1, 32))
    at = "BERT base with random weights, 32 tokens, on the CPU"
    yield Case("transformers.PreTrainedModel.__call__", at, lambda: model(tokens))


@subject("tokenizers", "tokenizers")
def _tokenizers() -> Iterator[Case]:
    tokenizers = import_module("tokenizers")
    made = tokenizers.Tokenizer(tokenizers.models.BPE())
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel()
    made.train_from_iterator(
        [text(200_000)], tokenizers.trainers.BpeTrainer(vocab_size=1000, show_progress=False)
    )
    short = text(2000)
    name, at = "tokenizers.Tokenizer", "2 kB of text, a vocabulary of its own words"
    yield Case(f"{name}.encode", at, lambda: made.encode(short))
    yield Case(f"{name}.encode_batch", f"32 times {at}", lambda: made.encode_batch([short] * 32))


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
    at = "100 kB of text, a vocabulary of its own words"
    yield Case("tiktoken.Encoding.encode", at, lambda: made.encode(document))
    yield Case("tiktoken.Encoding.decode", at, lambda: made.decode(tokens))


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
