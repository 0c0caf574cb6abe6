"""What OpenCV finds in a picture: regions, features and their matches, geometry, and printed codes."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike, each
from benchmarks.catalogue.pictures import GREY, IMAGE, OPENCV, opencv, scene, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

MATCHES = "500 pairs of points, a third of them wrong"
BOOK = "one 1-megapixel image with a code"
EAN = "10100010110100111011001100100110111101001110101010110011011011001000010101110010011101000100101"
"""The bars of 5901234123457, the number that EAN-13 is explained with."""


@subject("cv2.regions", OPENCV)
def _regions() -> Iterator[Case]:
    cv2, np, given = opencv(), import_module("numpy"), shown()
    image, busy, edges, mask = given.image, given.busy, given.edges, given.mask
    mode, method = cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    yield Case("cv2.findContours", "1 megapixel of edges", lambda: cv2.findContours(edges, mode, method))
    at = "a mask of 1 megapixel"
    yield from alike("cv2", cv2, "connectedComponents connectedComponentsWithStats", at, mask)
    at, degree = "1 megapixel of edges", np.pi / 180
    lines = {
        "HoughLines": lambda: cv2.HoughLines(edges, 1, degree, 150),
        "HoughLinesP": lambda: cv2.HoughLinesP(edges, 1, degree, 80, minLineLength=30, maxLineGap=5),
    }
    yield from each("cv2", at, lines)
    circles = {"param1": 120, "param2": 40, "minRadius": 5, "maxRadius": 60}
    calls = {
        "HoughCircles": lambda: cv2.HoughCircles(busy, cv2.HOUGH_GRADIENT, 1, 20, **circles),
        "goodFeaturesToTrack": lambda: cv2.goodFeaturesToTrack(busy, 500, 0.01, 10),
    }
    yield from each("cv2", GREY, calls)
    name, patch = "cv2.matchTemplate", busy[:64, :64]
    at = "64x64 in 1 megapixel"
    yield Case(name, at, lambda: cv2.matchTemplate(busy, patch, cv2.TM_CCOEFF_NORMED))
    yield from _segments(cv2, np, image, mask)


def _segments(cv2: ModuleType, np: ModuleType, image: Any, mask: Any) -> Iterator[Case]:  # noqa: ANN401 - arrays
    hole, small = np.zeros((1024, 1024), "uint8"), scene()[:480, :640].copy()
    hole[500:600, 300:500] = 255
    marks = cv2.connectedComponents(cv2.erode(mask, np.ones((5, 5))))[1]
    patch, cover = image[:256, :256], np.full((256, 256), 255, "uint8")
    colours = image.reshape(-1, 3).astype("float32")
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)

    def cut() -> None:
        inside, box = np.zeros((480, 640), "uint8"), (120, 60, 400, 360)
        cv2.grabCut(small, inside, box, None, None, 5, cv2.GC_INIT_WITH_RECT)

    yield Case("cv2.inpaint", f"200x100 in {IMAGE}", lambda: cv2.inpaint(image, hole, 3, cv2.INPAINT_TELEA))
    yield Case("cv2.watershed", IMAGE, lambda: cv2.watershed(image, marks.copy()))
    yield Case("cv2.grabCut", "one 640x480 image, five rounds", cut)
    clone = partial(cv2.seamlessClone, patch, image, cover, (500, 500), cv2.NORMAL_CLONE)
    yield Case("cv2.seamlessClone", f"256x256 into {IMAGE}", clone)
    means = partial(cv2.kmeans, colours, 8, None, stop, 1, cv2.KMEANS_PP_CENTERS)
    yield Case("cv2.kmeans", f"the colours of {IMAGE}, eight groups", means)


@subject("cv2.features", OPENCV)
def _features() -> Iterator[Case]:
    cv2, busy = opencv(), shown().busy
    found: dict[str, Any] = {}
    for name in ("ORB", "SIFT", "AKAZE", "KAZE", "BRISK"):
        tool = getattr(cv2, f"{name}_create")()
        points, found[name] = tool.detectAndCompute(busy, None)
        at = f"{GREY}, {len(points)} points"
        yield from each(f"cv2.{name}", at, _uses(tool, busy, points))
        if name == "ORB":
            yield from each("cv2.Feature2D", f"{at}, an ORB", _uses(tool, busy, points))
    for name in ("MSER", "SimpleBlobDetector", "FastFeatureDetector"):
        yield Case(f"cv2.{name}.detect", GREY, partial(getattr(cv2, f"{name}_create")().detect, busy))
    yield Case("cv2.MSER.detectRegions", GREY, partial(cv2.MSER_create().detectRegions, busy))
    bits, floats = found["ORB"][:500], found["SIFT"][:500]
    matchers = {
        "BFMatcher": (cv2.BFMatcher(cv2.NORM_HAMMING), bits, 60, "of an ORB"),
        "DescriptorMatcher": (cv2.DescriptorMatcher_create("BruteForce-Hamming"), bits, 60, "of an ORB"),
        "FlannBasedMatcher": (cv2.FlannBasedMatcher(), floats, 200, "of a SIFT"),
    }
    for name, (matcher, known, far, whose) in matchers.items():
        yield from each(f"cv2.{name}", f"500 by 500 descriptors {whose}", _pairs(matcher, known, far))


def _uses(tool: Any, grey: object, points: object) -> dict[str, Callable[[], object]]:  # noqa: ANN401 - a detector
    return {
        "detect": lambda: tool.detect(grey, None),
        "compute": lambda: tool.compute(grey, points),
        "detectAndCompute": lambda: tool.detectAndCompute(grey, None),
    }


def _pairs(matcher: Any, known: object, far: float) -> dict[str, Callable[[], object]]:  # noqa: ANN401 - a matcher
    return {
        "match": lambda: matcher.match(known, known),
        "knnMatch": lambda: matcher.knnMatch(known, known, k=2),
        "radiusMatch": lambda: matcher.radiusMatch(known, known, maxDistance=far),
    }


@subject("cv2.geometry", OPENCV)
def _geometry() -> Iterator[Case]:
    cv2, np = opencv(), import_module("numpy")
    choose = np.random.default_rng(7)
    lens, bend = np.array([[900, 0, 512], [0, 900, 512], [0, 0, 1.0]]), np.zeros(5)
    solid = choose.uniform((-1, -1, 5), (1, 1, 7), (500, 3))

    def seen(points: Any, turn: tuple[float, ...], move: tuple[float, ...]) -> Any:  # noqa: ANN401 - arrays
        exact = cv2.projectPoints(points, np.array(turn), np.array(move), lens, bend)[0]
        return (exact + choose.normal(0, 0.3, exact.shape)).astype("float32").reshape(-1, 2)

    one, two = seen(solid, (0, 0, 0.0), (0, 0, 0.0)), seen(solid, (0.05, 0.1, 0), (0.3, 0.1, 0))
    flat = solid * (1, 1, 0) + (0, 0, 6)
    plane = seen(flat, (0, 0, 0.0), (0, 0, 0.0)), seen(flat, (0.05, 0.1, 0), (0.3, 0.1, 0))
    turned = one @ np.array([[0.9, 0.2], [-0.2, 0.9]], "float32").T + 8
    for wrong in (two, plane[1], turned):
        wrong[:160] = choose.uniform(0, 1024, (160, 2))
    yield from each(
        "cv2",
        MATCHES,
        findHomography=lambda: cv2.findHomography(*plane, cv2.RANSAC, 3.0),
        findFundamentalMat=lambda: cv2.findFundamentalMat(one, two, cv2.FM_RANSAC, 1.0),
        findEssentialMat=lambda: cv2.findEssentialMat(one, two, lens, cv2.RANSAC, 0.999, 1.0),
        estimateAffine2D=lambda: cv2.estimateAffine2D(one, turned),
        estimateAffinePartial2D=lambda: cv2.estimateAffinePartial2D(one, turned),
        solvePnPRansac=lambda: cv2.solvePnPRansac(solid, two, lens, bend),
    )
    yield Case("cv2.solvePnP", "six points", lambda: cv2.solvePnP(solid[:6], one[:6], lens, bend))
    board = np.array([[x, y, 0] for y in range(6) for x in range(9)], "float32")
    views = [seen(board, (0.05 * i, 0.4 - 0.08 * i, 0.1), (-4, -2.5, 12.0 + i)) for i in range(10)]
    solve = partial(cv2.calibrateCamera, [board] * 10, views, (1024, 1024), None, None)
    yield Case("cv2.calibrateCamera", "ten views of 54 corners", solve)
    squares = np.kron(np.indices((7, 10)).sum(0) % 2, np.ones((60, 60))) * 200 + 30
    shot = np.full((1024, 1024), 230, "uint8")
    shot[200:620, 200:800] = squares
    found = partial(cv2.findChessboardCorners, cv2.GaussianBlur(shot, (5, 5), 0), (9, 6))
    yield Case("cv2.findChessboardCorners", f"{IMAGE} with a board", found)


@subject("cv2.codes", OPENCV)
def _codes() -> Iterator[Case]:
    cv2, np = opencv(), import_module("numpy")
    paper = shown().grey.copy()
    code = cv2.QRCodeEncoder.create().encode("https://example.org/tickets/0123456789")
    bars = np.tile(np.pad((1 - np.array(list(EAN), "uint8")) * 255, 10, constant_values=255), (60, 1))
    marker = cv2.aruco.generateImageMarker(dictionary(cv2), 7, 200)
    shots: dict[str, Any] = {}
    for kind, print_, scale in (
        ("code", code, 8),
        ("bars", bars, 4),
        ("marker", np.pad(marker, 20, constant_values=255), 1),
    ):
        shot, large = (
            paper.copy(),
            cv2.resize(print_, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST),
        )
        shot[200 : 200 + large.shape[0], 200 : 200 + large.shape[1]] = large
        shots[kind] = cv2.GaussianBlur(shot, (3, 3), 0)
    for name in ("QRCodeDetector", "QRCodeDetectorAruco"):
        yield from each(f"cv2.{name}", BOOK, _readings(getattr(cv2, name)(), shots["code"]))
    reader = cv2.barcode.BarcodeDetector()
    calls = _readings(reader, shots["bars"])
    calls["detectAndDecodeWithType"] = lambda: reader.detectAndDecodeWithType(shots["bars"])
    yield from each("cv2.barcode.BarcodeDetector", BOOK, calls)
    markers = cv2.aruco.ArucoDetector(dictionary(cv2))
    find = partial(markers.detectMarkers, shots["marker"])
    yield Case("cv2.aruco.ArucoDetector.detectMarkers", f"{IMAGE} with a marker", find)


def dictionary(cv2: ModuleType) -> object:
    """Choose the markers that examples use."""
    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def _readings(reader: Any, shot: object) -> dict[str, Callable[[], object]]:  # noqa: ANN401 - a detector
    (_, corners), (_, several) = reader.detect(shot), reader.detectMulti(shot)
    return {
        "detect": lambda: reader.detect(shot),
        "decode": lambda: reader.decode(shot, corners),
        "detectAndDecode": lambda: reader.detectAndDecode(shot),
        "detectMulti": lambda: reader.detectMulti(shot),
        "decodeMulti": lambda: reader.decodeMulti(shot, several),
        "detectAndDecodeMulti": lambda: reader.detectAndDecodeMulti(shot),
    }


@subject("cv2.stitching", OPENCV)
def _stitching() -> Iterator[Case]:
    cv2, wide = opencv(), scene(1600)
    parts, stitcher = [wide[:, :1024].copy(), wide[:, 576:].copy()], cv2.Stitcher.create()
    yield Case("cv2.Stitcher.stitch", "two 1-megapixel images", lambda: stitcher.stitch(parts))
