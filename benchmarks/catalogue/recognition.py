"""What networks find in a picture: OpenCV's with random weights, MediaPipe's with their own."""

from __future__ import annotations

import itertools
import tempfile
import zipfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue import backbones
from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike, each
from benchmarks.catalogue.pictures import IMAGE, OPENCV, opencv, shown
from benchmarks.catalogue.videos import PERSON, photograph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

YOLO = "one 640x480 image to 416x416, YOLOv3-tiny with random weights"
BOXES = "1 000 boxes of 25 things"
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
RANDOM = "with random weights"


@subject("cv2.dnn", OPENCV)
def _networks() -> Iterator[Case]:
    cv2, picture, folder = opencv(), photograph(), Path(tempfile.mkdtemp())
    image = shown().image
    yield from _boxes(cv2)
    name, at = "cv2.dnn.blobFromImage", f"{IMAGE} to 416x416"
    yield Case(name, at, lambda: cv2.dnn.blobFromImage(image, 1 / 255, (416, 416)))
    four, at = [image] * 4, "four 1-megapixel images to 416x416"
    yield Case(f"{name}s", at, lambda: cv2.dnn.blobFromImages(four, 1 / 255, (416, 416)))
    files = backbones.tiny_yolo(folder)
    net = cv2.dnn.readNetFromDarknet(*files)
    net.setInput(cv2.dnn.blobFromImage(picture, 1 / 255, (416, 416)))
    outs = net.getUnconnectedOutLayersNames()
    at = YOLO.removeprefix("one 640x480 image to 416x416, ") + ", of 416x416"
    calls = {"forward": lambda: net.forward(outs), "forwardAndRetrieve": lambda: net.forwardAndRetrieve(outs)}
    yield from each("cv2.dnn.Net", at, calls)
    for kind in ("Model", "DetectionModel"):
        model = getattr(cv2.dnn, kind)(*files)
        model.setInputParams(1 / 255, (416, 416))
        yield Case(f"cv2.dnn.{kind}.predict", YOLO, partial(model.predict, picture))
    yield Case("cv2.dnn.DetectionModel.detect", YOLO, partial(model.detect, picture))
    path = backbones.exported(backbones.classifier(), (1, 3, 224, 224), folder / "classes.onnx")
    classes = cv2.dnn.ClassificationModel(path)
    classes.setInputParams(1 / 255, (224, 224))
    at = f"one 640x480 image to 224x224, MobileNet v2 {RANDOM}"
    yield from alike("cv2.dnn.ClassificationModel", classes, "predict classify", at, picture)
    path = backbones.exported(backbones.segmenter(), (1, 3, 512, 512), folder / "parts.onnx")
    parts = cv2.dnn.SegmentationModel(path)
    parts.setInputParams(1 / 255, (512, 512))
    at = f"one 640x480 image to 512x512, DeepLab v3 on MobileNet v3 {RANDOM}"
    yield from alike("cv2.dnn.SegmentationModel", parts, "predict segment", at, picture)
    yield from _text(cv2, folder, picture)


def _boxes(cv2: ModuleType) -> Iterator[Case]:
    np = import_module("numpy")
    choose = np.random.default_rng(9)
    things = np.concatenate([choose.uniform(0, 560, (25, 2)), choose.uniform(30, 80, (25, 2))], 1)
    boxes = np.repeat(things, 40, 0) + choose.normal(0, 3, (1000, 4))
    scores, groups = choose.uniform(0.3, 1, 1000).astype("float32"), np.repeat(choose.integers(0, 80, 25), 40)
    whole = boxes.astype("int32")
    yield from each(
        "cv2.dnn",
        BOXES,
        NMSBoxes=lambda: cv2.dnn.NMSBoxes(boxes, scores, 0.4, 0.5),
        NMSBoxesBatched=lambda: cv2.dnn.NMSBoxesBatched(boxes, scores, groups, 0.4, 0.5),
        softNMSBoxes=lambda: cv2.dnn.softNMSBoxes(whole, scores, 0.4, 0.5),
    )


def _text(cv2: ModuleType, folder: Path, picture: Any) -> Iterator[Case]:  # noqa: ANN401 - an array
    path = backbones.exported(backbones.text_finder(), (1, 3, 736, 736), folder / "text.onnx")
    finder = cv2.dnn.TextDetectionModel_DB(path)
    finder.setInputParams(1 / 255, (736, 736))
    at = f"one 640x480 image to 736x736, DB on ResNet-18 {RANDOM}"
    yield Case("cv2.dnn.TextDetectionModel_DB.detect", at, partial(finder.detect, picture))
    path = backbones.exported(backbones.text_reader(), (1, 1, 32, 100), folder / "letters.onnx")
    reader = cv2.dnn.TextRecognitionModel(path)
    reader.setDecodeType("CTC-greedy")
    reader.setVocabulary(list(LETTERS))
    reader.setInputParams(1 / 127.5, (100, 32), 127.5)
    word = cv2.cvtColor(picture[200:232, 200:300], cv2.COLOR_BGR2GRAY)
    at = f"one word of 100x32, CRNN {RANDOM}"
    yield Case("cv2.dnn.TextRecognitionModel.recognize", at, partial(reader.recognize, word))


@subject("cv2.faces", OPENCV)
def _faces() -> Iterator[Case]:
    cv2, np, picture, folder = opencv(), import_module("numpy"), photograph(), Path(tempfile.mkdtemp())
    kinds = [f"{kind}_{step}" for kind in ("cls", "obj", "bbox", "kps") for step in (8, 16, 32)]
    shape = (1, 3, 640, 640)
    path = backbones.exported(backbones.face_finder(), shape, folder / "faces.onnx", kinds)
    finder = cv2.FaceDetectorYN.create(path, "", (640, 480))
    at = f"one 640x480 image, YuNet {RANDOM}"
    yield Case("cv2.FaceDetectorYN.detect", at, partial(finder.detect, picture))
    path = backbones.exported(backbones.face_encoder(), (1, 3, 112, 112), folder / "face.onnx")
    encoder = cv2.FaceRecognizerSF.create(path, "")
    marks = [260, 90, 110, 130, 290, 140, 340, 140, 315, 170, 295, 190, 335, 190, 0.9]
    face = np.array([marks], "float32")
    aligned = encoder.alignCrop(picture, face)
    cut = partial(encoder.alignCrop, picture, face)
    yield Case("cv2.FaceRecognizerSF.alignCrop", "a face of a 640x480 image", cut)
    at = f"a face of 112x112, SFace {RANDOM}"
    yield Case("cv2.FaceRecognizerSF.feature", at, partial(encoder.feature, aligned))


@subject("mediapipe", "mediapipe")
def _mediapipe() -> Iterator[Case]:
    solutions, picture = import_module("mediapipe").solutions, photograph()
    at = PERSON
    still: dict[str, object] = {"static_image_mode": True}
    kinds: dict[str, tuple[dict[str, object], str]] = {
        "face_detection.FaceDetection": ({}, at),
        "face_mesh.FaceMesh": (still, at),
        "hands.Hands": (still, f"{at}, no hand in sight"),
        "pose.Pose": (still, at),
        "holistic.Holistic": (still, at),
        "selfie_segmentation.SelfieSegmentation": ({}, at),
    }
    for name, (options, words) in kinds.items():
        module, _, kind = name.partition(".")
        made = getattr(getattr(solutions, module), kind)(**options)
        yield Case(f"mediapipe.solutions.{name}.process", words, partial(made.process, picture))


@subject("mediapipe.tasks", "mediapipe")
def _tasks() -> Iterator[Case]:
    """Make cases of the tasks that can do with the models which come with the library."""
    library: Any = import_module("mediapipe")
    tasks = import_module("mediapipe.tasks.python")
    models, bundle = Path(library.__file__).parent / "modules", Path(tempfile.mkdtemp()) / "hands.task"
    with zipfile.ZipFile(bundle, "w") as parts:
        parts.write(models / "palm_detection/palm_detection_full.tflite", "hand_detector.tflite")
        parts.write(models / "hand_landmark/hand_landmark_full.tflite", "hand_landmarks_detector.tflite")
    picture = library.Image(image_format=library.ImageFormat.SRGB, data=photograph())
    kinds = {
        "FaceDetector.detect": (models / "face_detection/face_detection_short_range.tflite", PERSON),
        "ImageSegmenter.segment": (models / "selfie_segmentation/selfie_segmentation.tflite", PERSON),
        "HandLandmarker.detect": (bundle, f"{PERSON}, no hand in sight"),
    }
    modes = tasks.vision.RunningMode
    for name, (path, at) in kinds.items():
        kind, _, method = name.partition(".")
        base = tasks.BaseOptions(model_asset_path=str(path))
        where = f"mediapipe.tasks.python.vision.{kind}"
        for mode, ending in ((modes.IMAGE, ""), (modes.VIDEO, "_for_video")):
            options = getattr(tasks.vision, f"{kind}Options")(base_options=base, running_mode=mode)
            call = getattr(getattr(tasks.vision, kind).create_from_options(options), f"{method}{ending}")
            timed = partial(_next, call, picture, itertools.count())
            yield Case(f"{where}.{method}{ending}", at, timed if ending else partial(call, picture))


def _next(call: Callable[[Any, int], object], picture: object, numbers: Iterator[int]) -> object:
    return call(picture, 33 * next(numbers))
