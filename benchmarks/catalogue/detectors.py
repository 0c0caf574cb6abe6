"""Networks that look at pictures, with random weights, and what is done with their boxes."""

from __future__ import annotations

import itertools
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import pixels
from benchmarks.catalogue.listing import each
from benchmarks.catalogue.tensors import single_threaded

if TYPE_CHECKING:
    from collections.abc import Iterator

RANDOM = "with random weights, {}, on the CPU"
SHOWN = "ten boxes on a 1-megapixel image"


@subject("supervision", "supervision")
def _supervision() -> Iterator[Case]:
    np, library = import_module("numpy"), import_module("supervision")
    picture, rng, kinds = np.ascontiguousarray(pixels()), np.random.default_rng(1), {0: "a", 1: "b"}
    corners = rng.random((100, 2)) * 800
    boxes = np.concatenate([corners, corners + 150], axis=1).astype("float32")
    scores, classes = rng.random(100).astype("float32"), rng.integers(0, 2, 100)
    masks = np.zeros((10, 1024, 1024), bool)
    for mask, (left, top, right, bottom) in zip(masks, boxes[:10].astype(int), strict=True):
        mask[top:bottom, left:right] = True
    many = library.Detections(xyxy=boxes, confidence=scores, class_id=classes)
    ten = many[:10]
    ten.mask, ten.tracker_id = masks, np.arange(10)
    torch, base = single_threaded(), "supervision.Detections"
    rows = np.concatenate([boxes, scores[:, None], classes[:, None]], axis=1)[:10]
    results = import_module("ultralytics.engine.results").Results(picture, "a", kinds, torch.tensor(rows))
    answered = {
        "scores": torch.tensor(scores[:10]),
        "labels": torch.tensor(classes[:10]),
        "boxes": torch.tensor(boxes[:10]),
    }
    found = [
        {"x": 90, "y": 90, "width": 9, "height": 9, "confidence": 0.5, "class_id": 1, "class": "b"}
        for _ in range(10)
    ]
    inferred = {"predictions": found, "image": {"width": 1024, "height": 1024}}
    yield from each(
        base,
        "ten boxes",
        from_ultralytics=lambda: library.Detections.from_ultralytics(results),
        from_transformers=lambda: library.Detections.from_transformers(answered, kinds),
        from_inference=lambda: library.Detections.from_inference(inferred),
    )
    yield Case(f"{base}.with_nms", "100 boxes", lambda: many.with_nms(0.5))
    for name in ["BoxAnnotator", "LabelAnnotator", "MaskAnnotator", "TraceAnnotator"]:
        annotate = getattr(library, name)().annotate
        yield Case(f"supervision.{name}.annotate", SHOWN, partial(annotate, picture.copy(), ten))
    yield from _videos(library, picture)


def _videos(library: Any, picture: Any) -> Iterator[Case]:  # noqa: ANN401 - libraries' objects
    np, cv2, folder = import_module("numpy"), import_module("cv2"), Path(tempfile.mkdtemp())
    cv2.setNumThreads(1)
    source, target = str(folder / "a.mp4"), str(folder / "b.mp4")
    frame = np.ascontiguousarray(np.resize(picture, (1080, 1920, 3)))
    with library.VideoSink(source, library.VideoInfo(width=1920, height=1080, fps=25)) as sink:
        for number in range(25):
            sink.write_frame(np.roll(frame, 9 * number, axis=1))
    frames = itertools.chain.from_iterable(
        library.get_video_frames_generator(source) for _ in itertools.count()
    )
    name = "supervision.get_video_frames_generator"
    yield Case(name, "one 1080p frame of MPEG-4", lambda: next(frames))
    call = partial(library.process_video, source, target, _as_it_is)
    yield Case("supervision.process_video", "1 s of 1080p video, its frames left as they are", call)


def _as_it_is(frame: object, _: int) -> object:
    return frame


@subject("torchvision.models", "torchvision")
def _torchvision_models() -> Iterator[Case]:
    torch, models = single_threaded(), import_module("torchvision.models.detection")
    image, none = [torch.rand(3, 600, 800)], {"weights": None, "weights_backbone": None}
    small = models.fasterrcnn_mobilenet_v3_large_fpn(**none).eval()
    masked = models.maskrcnn_resnet50_fpn(**none).eval()
    at = RANDOM.format("one 800x600 image")
    base = "torchvision.models.detection"
    for kinds, network, name in (
        ("GeneralizedRCNN FasterRCNN", small, "Faster R-CNN on MobileNetV3"),
        ("MaskRCNN", masked, "Mask R-CNN on ResNet-50"),
    ):
        for kind in kinds.split():
            for method in ("__call__", "forward"):
                yield Case(
                    f"{base}.{kind}.{method}", f"{name} {at}", partial(getattr(network, method), image)
                )


@subject("torch.jit", "torch")
def _saved() -> Iterator[Case]:
    torch, path = single_threaded(), Path(tempfile.mkdtemp()) / "a.pt"
    torch.save(import_module("torchvision.models").resnet18().eval(), path)
    network, image = torch.load(path, weights_only=False), torch.rand(1, 3, 224, 224)
    at = f"ResNet-18 {RANDOM.format('one 224x224 image')}"
    for method in ("__call__", "forward"):
        yield Case(f"torch.Saved.{method}", at, partial(getattr(network, method), image))


@subject("facenet_pytorch", "facenet-pytorch")
def _facenet() -> Iterator[Case]:
    torch, library = single_threaded(), import_module("facenet_pytorch")
    network, face = library.InceptionResnetV1(classify=False).eval(), torch.rand(1, 3, 160, 160)
    at = RANDOM.format("one face of 160x160")
    for method in ("__call__", "forward"):
        name = f"facenet_pytorch.InceptionResnetV1.{method}"
        yield Case(name, at, partial(getattr(network, method), face))
    yield from _mtcnn(library)


def _mtcnn(library: Any) -> Iterator[Case]:  # noqa: ANN401 - a library
    """Yield the detector, whose three small networks come with the package."""
    image = import_module("PIL.Image").fromarray(import_module("skimage.data").astronaut())
    detector, base = library.MTCNN(), "facenet_pytorch.MTCNN"
    faces, _ = detector.detect(image)
    at = f"one 512x512 photo of {len(faces)} face, on the CPU"
    yield from each(
        base,
        at,
        __call__=lambda: detector(image),
        forward=lambda: detector.forward(image),
        detect=lambda: detector.detect(image),
    )
    yield Case(f"{base}.extract", "one face of a photo", lambda: detector.extract(image, faces, None))


SEGMENTERS = "Unet UnetPlusPlus FPN PSPNet DeepLabV3 DeepLabV3Plus Linknet MAnet PAN Segformer UPerNet DPT"


@subject("segmentation_models_pytorch", "segmentation-models-pytorch")
def _segmentation() -> Iterator[Case]:
    torch, library = single_threaded(), import_module("segmentation_models_pytorch")
    image, base = torch.rand(1, 3, 512, 512), "segmentation_models_pytorch"
    for name in SEGMENTERS.split():
        encoder = "resnet34" if name != "DPT" else "tu-vit_base_patch16_224.augreg_in21k"
        more = {} if name != "DPT" else {"dynamic_img_size": True}
        network = getattr(library, name)(encoder, encoder_weights=None, **more).eval()
        at = f"on {'ResNet-34' if name != 'DPT' else 'ViT base'} {RANDOM.format('one 512x512 image')}"
        calls = {"__call__": partial(network, image), "predict": partial(network.predict, image)}
        yield from each(f"{base}.{name}", at, calls)


@subject("controlnet_aux", "controlnet_aux")
def _controlnet() -> Iterator[Case]:
    library = import_module("controlnet_aux")
    image = import_module("PIL.Image").fromarray(pixels()).resize((512, 512))
    for name in ["CannyDetector", "ContentShuffleDetector"]:
        detect = partial(getattr(library, name)(), image)
        yield Case(f"controlnet_aux.{name}.__call__", "one 512x512 image", detect)
