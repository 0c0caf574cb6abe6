"""Filters and measures of scikit-image."""

from __future__ import annotations

import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = "one 1-megapixel image"
GREY = f"{IMAGE}, one channel"
EDGES = "1 megapixel of edges"
SLICE = "one 512x512 slice, 180 angles"


def _grey() -> Any:  # noqa: ANN401 - a library's object
    return import_module("skimage.color").rgb2gray(pixels())


@subject("skimage", "scikit-image")
def _files_and_measures() -> Iterator[Case]:
    files, measure, metrics = (import_module(f"skimage.{name}") for name in ("io", "measure", "metrics"))
    picture, folder = pixels(), Path(tempfile.mkdtemp())
    photo = folder / "a.jpg"
    photo.write_bytes(jpeg())
    at = "one 1-megapixel JPEG"
    yield Case("skimage.io.imread", at, lambda: files.imread(photo))
    yield Case("skimage.io.imsave", at, lambda: files.imsave(folder / "b.jpg", picture))
    name = "skimage.metrics.structural_similarity"
    yield Case(name, IMAGE, lambda: metrics.structural_similarity(picture, picture, channel_axis=2))
    names, two = "mean_squared_error peak_signal_noise_ratio", import_module("numpy").roll(picture, 1)
    yield from alike("skimage.metrics", metrics, names, "two 1-megapixel images", picture, two)
    parts = import_module("skimage.data").binary_blobs(1024, 0.03, volume_fraction=0.3, rng=1)
    labels = measure.label(parts)
    at = f"1 megapixel of {labels.max()} blobs"
    yield Case("skimage.measure.label", at, lambda: measure.label(parts))
    yield Case("skimage.measure.regionprops", at, lambda: measure.regionprops(labels))


@subject("skimage.filters", "scikit-image")
def _filters() -> Iterator[Case]:
    filters, grey, picture, base = import_module("skimage.filters"), _grey(), pixels(), "skimage.filters"
    yield Case(f"{base}.gaussian", IMAGE, lambda: filters.gaussian(picture, 2, channel_axis=2))
    names = "sobel scharr prewitt laplace median unsharp_mask threshold_otsu threshold_li threshold_yen"
    yield from alike(base, filters, f"{names} frangi meijering sato", GREY, grey)
    yield Case(f"{base}.threshold_local", f"{GREY}, blocks of 35", lambda: filters.threshold_local(grey, 35))


@subject("skimage.transform", "scikit-image")
def _transforms() -> Iterator[Case]:
    transform, picture, base = import_module("skimage.transform"), pixels(), "skimage.transform"
    grey = _grey()
    half = {"scale": 0.5, "channel_axis": 2}
    turn = transform.AffineTransform(rotation=0.3)
    yield Case(f"{base}.resize", f"{IMAGE} to 256x256", lambda: transform.resize(picture, (256, 256)))
    yield Case(f"{base}.rescale", f"{IMAGE} to 512x512", lambda: transform.rescale(picture, **half))
    yield from each(
        base,
        IMAGE,
        rotate=lambda: transform.rotate(picture, 30),
        warp=lambda: transform.warp(picture, turn),
        swirl=lambda: transform.swirl(picture),
        pyramid_reduce=lambda: transform.pyramid_reduce(picture, channel_axis=2),
        pyramid_expand=lambda: transform.pyramid_expand(picture, channel_axis=2),
        downscale_local_mean=lambda: transform.downscale_local_mean(picture, (4, 4, 1)),
    )
    edges = import_module("skimage.feature").canny(grey > 0.5)  # noqa: PLR2004 - half of the brightness
    yield Case(f"{base}.hough_line", EDGES, lambda: transform.hough_line(edges))
    name = f"{base}.probabilistic_hough_line"
    yield Case(name, EDGES, lambda: transform.probabilistic_hough_line(edges))
    at, radii = f"{EDGES}, ten radii", range(20, 40, 2)
    yield Case(f"{base}.hough_circle", at, lambda: transform.hough_circle(edges, radii))
    small = grey[::2, ::2]
    rays = transform.radon(small, circle=False)
    yield Case(f"{base}.radon", SLICE, partial(transform.radon, small, circle=False))
    yield Case(f"{base}.iradon", SLICE, partial(transform.iradon, rays, circle=False))
