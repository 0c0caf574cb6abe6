"""Pictures as OpenCV has them: files, arithmetic, filters, shapes drawn on them."""

from __future__ import annotations

import functools
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

IMAGE = "one 1-megapixel image"
GREY = f"{IMAGE}, one channel"
PHOTO = "one 1-megapixel JPEG"
PAGES = "five 1-megapixel pages of TIFF"
SHAPE = "one shape of some 200 pixels"
MIDDLE = (512, 512)
OPENCV = "opencv-contrib-python-headless"
"""The distribution with most names; its versions are those of the others."""


def opencv() -> ModuleType:
    """Import OpenCV for one thread, with the same random numbers at each run."""
    cv2 = import_module("cv2")
    cv2.setNumThreads(1)
    cv2.setRNGSeed(1)
    return cv2


@functools.cache
def scene(width: int = 1024) -> Any:  # noqa: ANN401 - an array
    """Make a picture with what detectors look for: 300 shapes with corners and edges, words, and some noise."""
    cv2, np = opencv(), import_module("numpy")
    choose, picture = np.random.default_rng(3), np.full((1024, width, 3), 200, "uint8")
    for _ in range(300 * width // 1024):
        x, y, size = (int(number) for number in choose.integers((0, 0, 10), (width, 1024, 80)))
        colour = tuple(int(part) for part in choose.integers(0, 255, 3))
        if size % 3:
            cv2.rectangle(picture, (x, y), (x + size, y + size // 2), colour, -1)
        else:
            cv2.circle(picture, (x, y), size // 2, colour, -1)
        cv2.putText(picture, "loop", (x, y), 0, size / 60, colour, 2)
    noise = choose.normal(0, 4, picture.shape)
    return cv2.GaussianBlur(np.clip(picture + noise, 0, 255).astype("uint8"), (3, 3), 0)


@functools.cache
def shown() -> SimpleNamespace:
    """Make the pictures that calls share: one in colours, in grey, as edges, as a mask of blobs."""
    cv2, np = opencv(), import_module("numpy")
    image = np.ascontiguousarray(pixels())
    grey, busy = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.cvtColor(scene(), cv2.COLOR_BGR2GRAY)
    return SimpleNamespace(
        image=image,
        other=np.ascontiguousarray(image[::-1]),
        grey=grey,
        busy=busy,
        edges=cv2.Canny(busy, 60, 120),
        mask=cv2.threshold(busy, 150, 255, cv2.THRESH_BINARY_INV)[1],
        floats=grey.astype("float32"),
        kernel=np.ones((5, 5), "uint8"),
    )


@subject("cv2", OPENCV)
def _files() -> Iterator[Case]:
    cv2, np, image = opencv(), import_module("numpy"), shown().image
    encoded, folder = np.frombuffer(jpeg(), "uint8"), Path(tempfile.mkdtemp())
    photo, pages, out = str(folder / "p.jpg"), str(folder / "p.tiff"), str(folder / "out.jpg")
    Path(photo).write_bytes(jpeg())
    cv2.imwritemulti(pages, [image] * 5)
    several = np.fromfile(pages, "uint8")
    reads = {
        "imdecode": lambda: cv2.imdecode(encoded, cv2.IMREAD_COLOR),
        "imread": lambda: cv2.imread(photo),
    }
    yield from each("cv2", PHOTO, reads)
    writes = {"imencode": lambda: cv2.imencode(".jpg", image), "imwrite": lambda: cv2.imwrite(out, image)}
    yield from each("cv2", f"{IMAGE} as JPEG", writes)
    many = {
        "imreadmulti": lambda: cv2.imreadmulti(pages),
        "imdecodemulti": lambda: cv2.imdecodemulti(several, cv2.IMREAD_COLOR),
        "imwritemulti": lambda: cv2.imwritemulti(str(folder / "out.tiff"), [image] * 5),
    }
    yield from each("cv2", PAGES, many)


@subject("cv2.pixels", OPENCV)
def _pixels() -> Iterator[Case]:
    cv2, np, given = opencv(), import_module("numpy"), shown()
    image, other, grey = given.image, given.other, given.grey
    two = "add subtract multiply divide absdiff bitwise_and bitwise_or bitwise_xor"
    yield from alike("cv2", cv2, two, "two 1-megapixel images", image, other)
    yield from alike("cv2", cv2, "hconcat vconcat", "two 1-megapixel images", [image, other])
    yield from alike("cv2", cv2, "bitwise_not transpose mean meanStdDev split integral norm", IMAGE, image)
    yield from alike("cv2", cv2, "equalizeHist minMaxLoc countNonZero", GREY, grey)
    planes, table = cv2.split(image), np.arange(255, -1, -1).astype("uint8")
    counts = cv2.calcHist([grey], [0], None, [256], [0, 256])
    calls = {
        "addWeighted": lambda: cv2.addWeighted(image, 0.5, other, 0.5, 0),
        "inRange": lambda: cv2.inRange(image, (60, 60, 60), (200, 200, 200)),
        "convertScaleAbs": lambda: cv2.convertScaleAbs(image, alpha=1.2, beta=10),
        "normalize": lambda: cv2.normalize(image, None, 0, 255, cv2.NORM_MINMAX),
        "LUT": lambda: cv2.LUT(image, table),
        "merge": lambda: cv2.merge(planes),
        "flip": lambda: cv2.flip(image, 1),
        "rotate": lambda: cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE),
        "copyMakeBorder": lambda: cv2.copyMakeBorder(image, 32, 32, 32, 32, cv2.BORDER_CONSTANT),
    }
    yield from each("cv2", IMAGE, calls)
    of_grey = {
        "applyColorMap": lambda: cv2.applyColorMap(grey, cv2.COLORMAP_JET),
        "threshold": lambda: cv2.threshold(grey, 100, 255, cv2.THRESH_BINARY),
        "calcHist": lambda: cv2.calcHist([grey], [0], None, [256], [0, 256]),
    }
    yield from each("cv2", GREY, of_grey)
    yield Case("cv2.cvtColor", f"{IMAGE} to grey", lambda: cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    yield Case("cv2.compareHist", "256 bins", lambda: cv2.compareHist(counts, counts, cv2.HISTCMP_CORREL))
    phase = partial(cv2.phaseCorrelate, given.floats, given.floats)
    yield Case("cv2.phaseCorrelate", "two 1-megapixel images, one channel", phase)
    yield from _warps(cv2, np, image)


def _warps(cv2: ModuleType, np: ModuleType, image: object) -> Iterator[Case]:
    turn, size = cv2.getRotationMatrix2D(MIDDLE, 30, 1), (1024, 1024)
    lift = np.array([[1, 0.1, 5], [0.05, 1, 9], [1e-4, 1e-4, 1]])
    across, down = np.meshgrid(np.linspace(0, 1000, 1024), np.linspace(9, 1023, 1024))
    maps = across.astype("float32"), down.astype("float32")
    lens, bend = np.array([[900, 0, 512], [0, 900, 512], [0, 0, 1.0]]), np.array([0.1, -0.05, 0, 0])
    calls = {
        "warpAffine": lambda: cv2.warpAffine(image, turn, size),
        "warpPerspective": lambda: cv2.warpPerspective(image, lift, size),
        "remap": lambda: cv2.remap(image, *maps, cv2.INTER_LINEAR),
        "undistort": lambda: cv2.undistort(image, lens, bend),
        "pyrDown": lambda: cv2.pyrDown(image),
        "pyrUp": lambda: cv2.pyrUp(image),
    }
    yield from each("cv2", IMAGE, calls)
    yield Case("cv2.resize", f"{IMAGE} to 640x640", lambda: cv2.resize(image, (640, 640)))
    at = "256x256 of a 1-megapixel image"
    yield Case("cv2.getRectSubPix", at, lambda: cv2.getRectSubPix(image, (256, 256), (300.5, 300.5)))


@subject("cv2.filters", OPENCV)
def _filters() -> Iterator[Case]:
    cv2, np, given = opencv(), import_module("numpy"), shown()
    image, grey, kernel, floats = given.image, given.grey, given.kernel, given.floats
    line = cv2.getGaussianKernel(5, 1)
    of_five = {
        "blur": lambda: cv2.blur(image, (5, 5)),
        "boxFilter": lambda: cv2.boxFilter(image, -1, (5, 5)),
        "GaussianBlur": lambda: cv2.GaussianBlur(image, (5, 5), 0),
        "medianBlur": lambda: cv2.medianBlur(image, 5),
        "filter2D": lambda: cv2.filter2D(image, -1, kernel / 25),
        "sepFilter2D": lambda: cv2.sepFilter2D(image, -1, line, line),
        "erode": lambda: cv2.erode(image, kernel),
        "dilate": lambda: cv2.dilate(image, kernel),
        "morphologyEx": lambda: cv2.morphologyEx(image, cv2.MORPH_OPEN, kernel),
    }
    yield from each("cv2", f"{IMAGE}, kernel of 5", of_five)
    method = (255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY)
    of_grey = {
        "Sobel": lambda: cv2.Sobel(grey, cv2.CV_64F, 1, 0, ksize=3),
        "Scharr": lambda: cv2.Scharr(grey, cv2.CV_64F, 1, 0),
        "Laplacian": lambda: cv2.Laplacian(grey, cv2.CV_64F),
        "Canny": lambda: cv2.Canny(given.busy, 60, 120),
        "adaptiveThreshold": lambda: cv2.adaptiveThreshold(grey, *method, 11, 2),
        "distanceTransform": lambda: cv2.distanceTransform(given.mask, cv2.DIST_L2, 5),
        "cornerHarris": lambda: cv2.cornerHarris(floats, 2, 3, 0.04),
        "fastNlMeansDenoising": lambda: cv2.fastNlMeansDenoising(grey),
    }
    yield from each("cv2", GREY, of_grey)
    waves = cv2.dft(floats, flags=cv2.DFT_COMPLEX_OUTPUT)
    both = {
        "dft": lambda: cv2.dft(floats, flags=cv2.DFT_COMPLEX_OUTPUT),
        "idft": lambda: cv2.idft(waves, flags=cv2.DFT_SCALE),
    }
    yield from each("cv2", f"{GREY} of float32", both)
    at = f"{IMAGE}, diameter 9"
    yield Case("cv2.bilateralFilter", at, lambda: cv2.bilateralFilter(image, 9, 75, 75))
    yield from alike("cv2", cv2, "detailEnhance stylization pencilSketch edgePreservingFilter", IMAGE, image)
    name = "cv2.fastNlMeansDenoisingColored"
    yield Case(name, IMAGE, lambda: cv2.fastNlMeansDenoisingColored(image))
    at = f"{IMAGE}, windows of 10"
    yield Case("cv2.pyrMeanShiftFiltering", at, lambda: cv2.pyrMeanShiftFiltering(image, 10, 20))
    yield from _equalizers(cv2, np, grey, image)


def _equalizers(cv2: ModuleType, np: ModuleType, grey: object, image: Any) -> Iterator[Case]:  # noqa: ANN401 - an array
    yield Case("cv2.CLAHE.apply", GREY, partial(cv2.createCLAHE(2.0, (8, 8)).apply, grey))
    for name in ("MOG2", "KNN"):
        subtractor = getattr(cv2, f"createBackgroundSubtractor{name}")()
        choose = np.random.default_rng(5)
        frames = [np.clip(image + choose.normal(0, 3, image.shape), 0, 255).astype("uint8") for _ in "123"]
        for frame in frames * 10:
            subtractor.apply(frame)
        name_of = f"cv2.BackgroundSubtractor{name}.apply"
        yield Case(name_of, IMAGE, lambda s=subtractor, f=frames[0]: s.apply(f))  # type: ignore[misc] # mypy 1.x


@subject("cv2.drawing", OPENCV)
def _drawing() -> Iterator[Case]:
    cv2, np = opencv(), import_module("numpy")
    image, white = shown().image.copy(), (255, 255, 255)
    corners = np.array([[300, 300], [500, 320], [520, 480], [310, 500]], "int32")
    first, last = (300, 300), (500, 450)
    calls = {
        "line": lambda: cv2.line(image, first, last, white, 2),
        "arrowedLine": lambda: cv2.arrowedLine(image, first, last, white, 2),
        "rectangle": lambda: cv2.rectangle(image, first, last, white, 2),
        "circle": lambda: cv2.circle(image, MIDDLE, 100, white, 2),
        "ellipse": lambda: cv2.ellipse(image, MIDDLE, (120, 80), 30, 0, 360, white, 2),
        "polylines": lambda: cv2.polylines(image, [corners], True, white, 2),  # noqa: FBT003 - closed
        "fillPoly": lambda: cv2.fillPoly(image, [corners], white),
        "fillConvexPoly": lambda: cv2.fillConvexPoly(image, corners, white),
        "drawContours": lambda: cv2.drawContours(image, [corners], -1, white, 2),
    }
    yield from each("cv2", SHAPE, calls)
    yield Case("cv2.drawMarker", "one marker", lambda: cv2.drawMarker(image, MIDDLE, white))
    font = (cv2.FONT_HERSHEY_SIMPLEX, 1, white, 2)
    yield Case("cv2.putText", "20 letters", lambda: cv2.putText(image, "person 0.97, car 0.8", first, *font))
    points = [cv2.KeyPoint(float(i * 2), float(i * 2 % 999), 31) for i in range(500)]
    pairs = [cv2.DMatch(i, i, 1.0) for i in range(100)]
    at = f"500 points of {IMAGE}"
    yield Case("cv2.drawKeypoints", at, lambda: cv2.drawKeypoints(image, points, None))
    drawn = partial(cv2.drawMatches, image, points, image, points, pairs, None)
    yield Case("cv2.drawMatches", "100 pairs of two 1-megapixel images", drawn)
