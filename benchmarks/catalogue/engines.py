"""Networks in the formats of other engines, with random weights of real configurations, on the CPU."""

from __future__ import annotations

import tempfile
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import each
from benchmarks.catalogue.tensors import single_threaded
from benchmarks.catalogue.tokens import fast_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = 16
PICTURE = "MobileNetV2 with random weights, one 224x224 image, on the CPU"


def converted(kind: str, config: str, **settings: object) -> str:
    """Convert a network of a default configuration to CTranslate2's format; answer the folder."""
    hub, tools = import_module("transformers"), import_module("ctranslate2.converters")
    root = Path(tempfile.mkdtemp())
    single_threaded()
    shape, tokens = getattr(hub, config)(**settings), fast_tokenizer()
    getattr(hub, kind)(shape).save_pretrained(root / "from")
    tokens.add_special_tokens({"bos_token": "[CLS]", "eos_token": "[SEP]"})
    tokens.add_tokens([f"word{number}" for number in range(shape.vocab_size - len(tokens.get_vocab()))])
    tokens.save_pretrained(root / "from")
    tools.TransformersConverter(str(root / "from")).convert(str(root / "to"))
    return str(root / "to")


@subject("ctranslate2", "ctranslate2")
def _ctranslate2() -> Iterator[Case]:
    library = import_module("ctranslate2")
    words = fast_tokenizer().convert_ids_to_tokens(range(100, 100 + WORDS))
    alone = {"inter_threads": 1, "intra_threads": 1}
    encoder = library.Encoder(converted("BertModel", "BertConfig"), **alone)
    at = "BERT base with random weights, 16 tokens, on the CPU"
    yield Case("ctranslate2.Encoder.forward_batch", at, lambda: encoder.forward_batch(source))
    small = {"d_model": 512, "num_layers": 6, "num_heads": 8, "d_ff": 2048, "vocab_size": 32_128}
    translator = library.Translator(converted("T5ForConditionalGeneration", "T5Config", **small), **alone)
    length = {"max_decoding_length": 20, "min_decoding_length": 20, "beam_size": 4}
    at = "T5 small with random weights, a sentence of 16 tokens, on the CPU"
    source, base = [words], "ctranslate2.Translator"
    yield Case(
        f"{base}.translate_batch", f"{at}, to 20 tokens", lambda: translator.translate_batch(source, **length)
    )
    yield Case(f"{base}.score_batch", at, lambda: translator.score_batch(source, source))
    turns = (
        answer
        for _ in cycle([0])
        for answer in translator.translate_iterable(cycle(source), max_batch_size=1, **length)
    )
    yield Case(f"{base}.translate_iterable", f"{at}, to 20 tokens", lambda: next(turns))
    steps = (step for _ in cycle([0]) for step in translator.generate_tokens(words, min_decoding_length=200))
    yield Case(f"{base}.generate_tokens", f"one token, {at}", lambda: next(steps))
    writer = library.Generator(converted("GPT2LMHeadModel", "GPT2Config"), **alone)
    at, base = "GPT-2 small with random weights, 16 tokens, on the CPU", "ctranslate2.Generator"
    length = {"max_length": 50, "min_length": 50, "include_prompt_in_result": False}
    yield Case(
        f"{base}.generate_batch", f"{at}, 50 new ones", lambda: writer.generate_batch(source, **length)
    )
    yield Case(f"{base}.score_batch", at, lambda: writer.score_batch(source))
    yield Case(f"{base}.forward_batch", at, lambda: writer.forward_batch(source))
    texts = (
        answer
        for _ in cycle([0])
        for answer in writer.generate_iterable(cycle(source), max_batch_size=1, **length)
    )
    yield Case(f"{base}.generate_iterable", f"{at}, 50 new ones", lambda: next(texts))
    parts = (
        step for _ in cycle([0]) for step in writer.generate_tokens(words, min_length=200, max_length=200)
    )
    yield Case(f"{base}.generate_tokens", f"one token, {at}", lambda: next(parts))


@subject("openvino", "openvino")
def _openvino() -> Iterator[Case]:
    np, torch, library = import_module("numpy"), single_threaded(), import_module("openvino")
    network = import_module("torchvision.models").mobilenet_v2().eval()
    model = library.convert_model(network, example_input=torch.rand(1, 3, 224, 224))
    one = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}
    compiled = library.Core().compile_model(model, "CPU", one)
    given, request = (
        [np.random.default_rng(1).random((1, 3, 224, 224), "float32")],
        compiled.create_infer_request(),
    )

    def start_and_wait() -> None:
        request.start_async(given)
        request.wait()

    yield from each(
        "openvino.CompiledModel",
        PICTURE,
        __call__=lambda: compiled(given),
        infer_new_request=lambda: compiled.infer_new_request(given),
    )
    yield from each("openvino.InferRequest", PICTURE, infer=lambda: request.infer(given), wait=start_and_wait)


@subject("ai_edge_litert", "ai-edge-litert")
def _litert() -> Iterator[Case]:
    tf, np = import_module("tensorflow"), import_module("numpy")
    network = tf.keras.applications.MobileNetV2(weights=None)
    model = tf.lite.TFLiteConverter.from_keras_model(network).convert()
    made = import_module("ai_edge_litert.interpreter").Interpreter(model_content=model, num_threads=1)
    made.allocate_tensors()
    picture = np.random.default_rng(1).random((1, 224, 224, 3), "float32")
    made.set_tensor(made.get_input_details()[0]["index"], picture)
    yield Case("ai_edge_litert.interpreter.Interpreter.invoke", PICTURE, made.invoke)
