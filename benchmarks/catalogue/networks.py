"""Networks of real configurations with random weights, on the CPU: the time does not depend on the weights."""

from __future__ import annotations

import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import pixels, text
from benchmarks.catalogue.layers import converted
from benchmarks.catalogue.listing import each
from benchmarks.catalogue.tensors import single_threaded
from benchmarks.catalogue.tokens import fast_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator

BERT = "BERT base with random weights, 32 tokens, on the CPU"
CLIP = "CLIP ViT-B/32 with random weights, one {}, on the CPU"
IMAGE = "one 1-megapixel image"


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
    base, at = "onnxruntime.InferenceSession", "eight products of 64x1024 by 1024x1024, on the CPU"
    given = {"x0": ort.OrtValue.ortvalue_from_numpy(value)}
    bound = session.io_binding()
    bound.bind_cpu_input("x0", value)
    bound.bind_output("x8")
    yield Case(f"{base}.run", at, lambda: session.run(None, {"x0": value}))
    yield Case(f"{base}.run_with_iobinding", at, lambda: session.run_with_iobinding(bound))
    yield Case(f"{base}.run_with_ort_values", at, lambda: session.run_with_ort_values(None, given))
    name, at = f"{base}.__init__", "a model of 4 MB"
    yield Case(name, at, lambda: ort.InferenceSession(model, options))


@subject("transformers", "transformers")
def _transformers() -> Iterator[Case]:
    torch, hub = single_threaded(), import_module("transformers")
    model, base = hub.BertModel(hub.BertConfig()).eval(), "transformers.PreTrainedModel"
    tokens = torch.randint(0, 30_000, (1, 32))
    yield Case(f"{base}.__call__", BERT, lambda: model(tokens))
    yield Case(f"{base}.forward", BERT, lambda: model.forward(tokens))
    yield Case(f"{base}.half", "440 MB of weights", converted(model, "half"))
    short = hub.BertModel(hub.BertConfig()).half()
    yield Case(f"{base}.float", "440 MB of weights, from half", converted(short, "float"))
    pair = hub.CLIPModel(hub.CLIPConfig()).eval()
    image, words = torch.rand(1, 3, 224, 224), torch.randint(0, 40_000, (1, 16))
    yield Case(f"{base}.get_image_features", CLIP.format("image"), lambda: pair.get_image_features(image))
    at = CLIP.format("text of 16 tokens")
    yield Case(f"{base}.get_text_features", at, lambda: pair.get_text_features(words))


@subject("transformers.generation", "transformers")
def _generation() -> Iterator[Case]:
    torch, hub = single_threaded(), import_module("transformers")
    writer = hub.GPT2LMHeadModel(hub.GPT2Config()).eval()
    tokens = torch.randint(0, 50_000, (1, 16))
    write = partial(writer.generate, tokens, min_new_tokens=100, max_new_tokens=100, pad_token_id=0)
    at = "GPT-2 small with random weights, 100 new tokens, on the CPU"
    yield Case("transformers.PreTrainedModel.generate", at, write)


@subject("transformers.pipelines", "transformers")
def _pipelines() -> Iterator[Case]:
    single_threaded()
    hub, base = import_module("transformers"), "transformers.Pipeline"
    model = hub.BertForSequenceClassification(hub.BertConfig()).eval()
    line = hub.pipeline("text-classification", model=model, tokenizer=fast_tokenizer(), device="cpu")
    sentence, paragraph = text(100)[:100], text(1000)[:1000]
    at = "BERT base with random weights, a sentence of 100 B, on the CPU"
    given = line.preprocess(sentence)
    answered = line.forward(given)
    yield from each(
        base,
        at,
        __call__=lambda: line(sentence),
        predict=lambda: line.predict(sentence),
        transform=lambda: line.transform(sentence),
        forward=lambda: line.forward(given),
        postprocess=lambda: line.postprocess(answered),
    )
    yield Case(f"{base}.preprocess", "a paragraph of 1 kB", lambda: line.preprocess(paragraph))


@subject("transformers.image_processing", "transformers")
def _processors() -> Iterator[Case]:
    torch, hub = single_threaded(), import_module("transformers")
    image, words = import_module("PIL.Image").fromarray(pixels()), text(50)
    clip, base = hub.CLIPImageProcessorPil(), "transformers.ProcessorMixin"
    both = hub.CLIPProcessor(clip, fast_tokenizer())
    at = f"{IMAGE} to 224x224, by CLIP's processor on PIL"
    yield Case(f"{base}.preprocess", at, lambda: clip.preprocess(image, return_tensors="pt"))
    at = f"{at}, and a sentence"
    yield Case(f"{base}.__call__", at, lambda: both(text=words, images=image, return_tensors="pt"))
    tokens = fast_tokenizer()(text(1000)[:1000])["input_ids"]
    yield Case(f"{base}.decode", "one paragraph of 1 kB", lambda: both.decode(tokens))
    ten = [tokens[:100]] * 10
    yield Case(f"{base}.batch_decode", "ten texts of 100 tokens", lambda: both.batch_decode(ten))
    size = [(1024, 1024)]
    boxes = SimpleNamespace(logits=torch.rand(1, 100, 92) * 4, pred_boxes=torch.rand(1, 100, 4))
    detr = hub.DetrImageProcessorPil()
    name, at = f"{base}.post_process_object_detection", "100 boxes of 91 kinds"
    yield Case(name, at, lambda: detr.post_process_object_detection(boxes, 0.1, size))
    areas, segformer = SimpleNamespace(logits=torch.rand(1, 150, 128, 128)), hub.SegformerImageProcessorPil()
    name, at = f"{base}.post_process_semantic_segmentation", f"{IMAGE}, 150 kinds"
    yield Case(name, at, lambda: segformer.post_process_semantic_segmentation(areas, size))
    depth, dpt = SimpleNamespace(predicted_depth=torch.rand(1, 384, 384)), hub.DPTImageProcessorPil()
    name = f"{base}.post_process_depth_estimation"
    yield Case(name, IMAGE, lambda: dpt.post_process_depth_estimation(depth, size))
    shapes = SimpleNamespace(
        logits=torch.rand(1, 100, 251) * 8,
        class_queries_logits=torch.rand(1, 100, 134) * 8,
        pred_boxes=torch.rand(1, 100, 4),
        masks_queries_logits=torch.randn(1, 100, 96, 96),
    )
    mask2, at = hub.Mask2FormerImageProcessorPil(), f"{IMAGE}, 100 queries of 133 kinds"
    yield from each(
        base,
        at,
        post_process_instance_segmentation=lambda: mask2.post_process_instance_segmentation(
            shapes, 0.1, target_sizes=size
        ),
        post_process_panoptic_segmentation=lambda: mask2.post_process_panoptic_segmentation(
            shapes, 0.1, target_sizes=size
        ),
    )
    sam, masks, at = (
        hub.SamImageProcessorPil(),
        [torch.randn(1, 3, 256, 256)],
        "three masks of a 1-megapixel image",
    )
    cut = partial(sam.post_process_masks, masks, size, [(1024, 1024)])
    yield Case(f"{base}.post_process_masks", at, cut)
    found = SimpleNamespace(logits=torch.randn(1, 900, 256) - 2, pred_boxes=torch.rand(1, 900, 4))
    dino = hub.GroundingDinoProcessor(hub.GroundingDinoImageProcessorPil(), fast_tokenizer())
    ids = torch.tensor([fast_tokenizer()("a loop. a call.")["input_ids"]])
    name, at = f"{base}.post_process_grounded_object_detection", "900 boxes, a prompt of two kinds"
    found.logits[..., ids.shape[1] :] = -9
    look = partial(dino.post_process_grounded_object_detection, found, ids, 0.9, 0.9, size)
    yield Case(name, at, look)


def _small_bert(folder: Path, kind: str, **settings: object) -> str:
    """Save a network of all-MiniLM-L6's shape, and a tokeniser, where the loaders expect them."""
    hub = import_module("transformers")
    shape = hub.BertConfig(
        hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, **settings
    )
    getattr(hub, kind)(shape).save_pretrained(folder)
    tokenizer = fast_tokenizer()
    tokenizer.save_pretrained(folder)
    return str(folder)


@subject("sentence_transformers", "sentence-transformers")
def _sentences() -> Iterator[Case]:
    torch, library, root = (
        single_threaded(),
        import_module("sentence_transformers"),
        Path(tempfile.mkdtemp()),
    )
    parts = import_module("sentence_transformers.models")
    words = parts.Transformer(_small_bert(root / "bi", "BertModel"))
    pooled = parts.Pooling(384)
    model = library.SentenceTransformer(modules=[words, pooled], device="cpu")
    sentence, base = text(100)[:100], "sentence_transformers.SentenceTransformer"
    at = "the shape of all-MiniLM-L6-v2 with random weights, a sentence of 100 B, on the CPU"
    vectors, many = torch.rand(1000, 384), torch.rand(100_000, 384)
    yield from each(
        base,
        at,
        encode=lambda: model.encode(sentence),
        encode_query=lambda: model.encode_query(sentence),
        encode_document=lambda: model.encode_document(sentence),
        tokenize=lambda: model.tokenize([sentence]),
    )
    square, pairs = "1 000 by 1 000 vectors of 384", "1 000 pairs of vectors of 384"
    yield Case(f"{base}.similarity", square, lambda: model.similarity(vectors, vectors))
    yield Case(f"{base}.similarity_pairwise", pairs, lambda: model.similarity_pairwise(vectors, vectors))
    util, base = import_module("sentence_transformers.util"), "sentence_transformers.util"
    for name in ["cos_sim", "dot_score", "pytorch_cos_sim"]:
        yield Case(f"{base}.{name}", square, partial(getattr(util, name), vectors, vectors))
    yield Case(f"{base}.pairwise_cos_sim", pairs, lambda: util.pairwise_cos_sim(vectors, vectors))
    yield Case(
        f"{base}.normalize_embeddings", "1 000 vectors of 384", lambda: util.normalize_embeddings(vectors)
    )
    at = "one query over 100 000 vectors of 384"
    yield Case(f"{base}.semantic_search", at, lambda: util.semantic_search(vectors[:1], many))
    near = torch.randn(10_000, 384)
    name, at = f"{base}.community_detection", "10 000 vectors of 384, none alike"
    yield Case(name, at, lambda: util.community_detection(near))
    ranker = library.CrossEncoder(
        _small_bert(root / "cross", "BertForSequenceClassification", num_labels=1), device="cpu"
    )
    base, at = "sentence_transformers.CrossEncoder", "the shape of ms-marco-MiniLM-L6 with random weights"
    documents = [text(1000)[i * 60 : i * 60 + 200] for i in range(10)]
    asked = [(sentence, document) for document in documents]
    yield Case(f"{base}.predict", f"{at}, ten pairs of 300 B, on the CPU", lambda: ranker.predict(asked))
    name, at = f"{base}.rank", f"{at}, ten documents of 200 B, on the CPU"
    yield Case(name, at, lambda: ranker.rank(sentence, documents))


@subject("timm", "timm")
def _timm() -> Iterator[Case]:
    timm = import_module("timm")
    yield Case("timm.list_models", "all names", timm.list_models)
    yield Case("timm.list_pretrained", "all names", timm.list_pretrained)


@subject("ultralytics", "ultralytics")
def _ultralytics() -> Iterator[Case]:
    torch, np, folder = single_threaded(), import_module("numpy"), Path(tempfile.mkdtemp())
    yolo = import_module("ultralytics").YOLO("yolov8n.yaml", task="detect")
    image = np.ascontiguousarray(np.asarray(pixels())[:640, :640])
    at = "yolov8n with random weights, one 640x640 image, on the CPU"
    quiet = {"verbose": False, "save": False, "device": "cpu"}
    yield from each(
        "ultralytics.engine.model.Model",
        at,
        __call__=lambda: yolo(image, **quiet),
        predict=lambda: yolo.predict(image, **quiet),
        embed=lambda: yolo.embed(image, **quiet),
    )
    corners = torch.rand(10, 2) * 800
    boxes = torch.cat([corners, corners + 150, torch.rand(10, 1), torch.arange(10)[:, None]], 1)
    large = np.ascontiguousarray(pixels())
    kinds = {i: f"kind {i}" for i in range(10)}
    result = import_module("ultralytics.engine.results").Results(large, "a.jpg", kinds, boxes=boxes)
    base, at = "ultralytics.engine.results.Results", "ten boxes"
    yield from each(
        base,
        at,
        summary=result.summary,
        to_df=result.to_df,
        to_csv=result.to_csv,
        to_json=result.to_json,
        verbose=result.verbose,
        save_txt=lambda: result.save_txt(folder / "a.txt"),
    )
    yield from each(
        base,
        f"{IMAGE} with ten boxes",
        plot=result.plot,
        save=lambda: result.save(str(folder / "a.jpg")),
        save_crop=lambda: result.save_crop(folder / "crops", "a"),
    )
