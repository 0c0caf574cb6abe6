"""Faces: detection, alignment, tracking, and clusters of descriptors."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = "one 640x480 image"
PHOTO = "one 1-megapixel JPEG"


@subject("dlib", "dlib-bin")
def _dlib() -> Iterator[Case]:
    dlib, np = import_module("dlib"), import_module("numpy")
    Path("a.jpg").write_bytes(jpeg())
    yield from each(
        "dlib",
        PHOTO,
        load_rgb_image=lambda: dlib.load_rgb_image("a.jpg"),
        load_grayscale_image=lambda: dlib.load_grayscale_image("a.jpg"),
    )
    image, face = np.ascontiguousarray(np.asarray(pixels())[:480, :640]), dlib.rectangle(200, 150, 400, 350)
    detector, base = dlib.get_frontal_face_detector(), "dlib.fhog_object_detector"
    yield from each(base, IMAGE, {"__call__": lambda: detector(image), "run": lambda: detector.run(image, 0)})
    tracker = dlib.correlation_tracker()
    tracker.start_track(image, face)
    yield from each(
        "dlib.correlation_tracker",
        IMAGE,
        start_track=lambda: tracker.start_track(image, face),
        update=lambda: tracker.update(image),
    )
    five = dlib.full_object_detection(face, [dlib.point(*at) for at in FIVE])
    chip = dlib.get_face_chip(image, five, size=150)
    several = dlib.full_object_detections()
    for _ in range(5):
        several.append(five)
    yield from each(
        "dlib",
        "one face to 150x150",
        get_face_chip=lambda: dlib.get_face_chip(image, five, size=150),
        jitter_image=lambda: dlib.jitter_image(chip),
    )
    yield Case(
        "dlib.get_face_chips", "five faces to 150x150", lambda: dlib.get_face_chips(image, several, size=150)
    )
    yield Case("dlib.resize_image", f"{IMAGE} to 320x240", lambda: dlib.resize_image(image, 240, 320))
    people = [dlib.vector(row) for row in np.random.default_rng(1).normal(0, 0.06, (1000, 128))]
    at = "1 000 faces"
    yield Case("dlib.chinese_whispers_clustering", at, lambda: dlib.chinese_whispers_clustering(people, 0.6))


FIVE = ((360, 210), (330, 210), (240, 210), (270, 210), (300, 290))
"""Corners of the eyes and the nose's foot, as the library's five-point model gives them."""
