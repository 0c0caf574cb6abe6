"""Pictures in memory, and files of them: Pillow, imageio, codecs, and hashes."""

from __future__ import annotations

import io
import itertools
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IMAGE = "one 1-megapixel image"
PHOTO = "one 1-megapixel JPEG"
TWO = "two 1-megapixel images"


def _opened(encoded: bytes) -> Any:  # noqa: ANN401 - a library's object
    return import_module("PIL.Image").open(io.BytesIO(encoded))


@subject("PIL.Image", "Pillow")
def _pil() -> Iterator[Case]:
    pil, encoded = import_module("PIL.Image"), jpeg()
    image, lazy, packed = pil.fromarray(pixels()), "PIL.ImageFile.ImageFile", io.BytesIO()
    image.save(packed, "PNG")
    yield Case("PIL.Image.open", "reads a header", lambda: _opened(encoded))
    yield Case("PIL.Image.Image.thumbnail", PHOTO, lambda: _opened(encoded).thumbnail((256, 256)))
    yield Case(f"{lazy}.load", PHOTO, lambda: _opened(encoded).load())
    name, at = "PIL.Image.Image.verify", "one 1-megapixel PNG"
    yield Case(name, at, lambda: _opened(packed.getvalue()).verify())
    yield from _pil_methods("PIL.Image.Image", IMAGE, image.copy, lambda: image)
    yield from _pil_methods(lazy, f"{PHOTO}, decoded first", lambda: _opened(encoded))
    yield from _pil_functions(pil, image)


def _pil_methods(
    kind: str, which: str, fresh: Callable[[], Any], any_: Callable[[], Any] | None = None
) -> Iterator[Case]:
    """Yield what an image can do; `fresh` gives one that may be changed, `any_` one that is not."""
    np, pil, filters = import_module("numpy"), import_module("PIL.Image"), import_module("PIL.ImageFilter")
    given, small = any_ or fresh, pil.new("RGB", (512, 512))
    shear = (1, 0.1, 0, 0.1, 1, 0)
    calls = {
        "__array__": ("", lambda: np.asarray(given())),
        "copy": ("", lambda: given().copy()),
        "tobytes": ("", lambda: given().tobytes()),
        "rotate": ("", lambda: given().rotate(30)),
        "transpose": ("turned", lambda: given().transpose(pil.Transpose.ROTATE_90)),
        "resize": ("to 224x224", lambda: given().resize((224, 224))),
        "reduce": ("to 256x256", lambda: given().reduce(4)),
        "crop": ("a quarter of it", lambda: given().crop((256, 256, 768, 768))),
        "convert": ("to grey", lambda: given().convert("L")),
        "filter": ("Gaussian of radius 2", lambda: given().filter(filters.GaussianBlur(2))),
        "quantize": ("to 256 colours", lambda: given().quantize()),
        "transform": (
            "an affine one",
            lambda: given().transform((1024, 1024), pil.Transform.AFFINE, shear),
        ),
        "getdata": ("made a list", lambda: list(given().getdata())),
        "save": ("as JPEG", lambda: given().save(io.BytesIO(), "JPEG")),
        "paste": ("512x512 pasted", lambda: fresh().paste(small, (9, 9))),
        "putalpha": ("", lambda: fresh().putalpha(128)),
    }
    for name, (how, call) in calls.items():
        yield Case(f"{kind}.{name}", f"{which}, {how}" if how else which, call)


def _pil_functions(pil: Any, image: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's objects
    raw, clear, grey, bands = image.tobytes(), image.convert("RGBA"), image.convert("L"), image.split()
    yield from each(
        "PIL.Image",
        IMAGE,
        fromarray=lambda: pil.fromarray(pixels()),
        frombytes=lambda: pil.frombytes("RGB", image.size, raw),
        frombuffer=lambda: pil.frombuffer("RGB", image.size, raw, "raw", "RGB", 0, 1),
        new=lambda: pil.new("RGB", image.size),
    )
    yield from each(
        "PIL.Image",
        TWO,
        alpha_composite=lambda: pil.alpha_composite(clear, clear),
        blend=lambda: pil.blend(image, image, 0.5),
        composite=lambda: pil.composite(image, image, grey),
    )
    yield Case("PIL.Image.merge", "three 1-megapixel channels", lambda: pil.merge("RGB", bands))
    photo, turned = image.resize((4000, 3000)), io.BytesIO()
    exif = pil.Exif()
    exif[0x0112] = 6
    photo.save(turned, "JPEG", exif=exif)
    loaded, turn = pil.open(turned), import_module("PIL.ImageOps").exif_transpose
    loaded.load()
    yield Case("PIL.ImageOps.exif_transpose", "a photo of 12 megapixels, loaded", lambda: turn(loaded))


@subject("imagehash", "ImageHash")
def _imagehash() -> Iterator[Case]:
    imagehash, image = import_module("imagehash"), import_module("PIL.Image").fromarray(pixels())
    names = "phash average_hash colorhash dhash whash crop_resistant_hash"
    yield from alike("imagehash", imagehash, names, IMAGE, image)


@subject("imageio", "imageio")
def _imageio() -> Iterator[Case]:
    np, v2, v3 = import_module("numpy"), import_module("imageio.v2"), import_module("imageio.v3")
    picture, folder = np.asarray(pixels()), Path(tempfile.mkdtemp())
    photo, film, volume, video = (folder / name for name in ("a.jpg", "a.gif", "a.tiff", "a.mp4"))
    photo.write_bytes(jpeg())
    frames = [picture[10 * i : 10 * i + 240, 10 * i : 10 * i + 320] for i in range(30)]
    v2.mimwrite(film, frames)
    v2.volwrite(volume, np.tile(picture[:512, :512, 0].astype("uint16"), (100, 1, 1)))
    photos = {
        "imread": lambda: v2.imread(photo),
        "imwrite imsave": lambda: v2.imwrite(folder / "b.jpg", picture),
        "v3.imread": lambda: v3.imread(photo),
        "v3.imwrite": lambda: v3.imwrite(folder / "b.jpg", picture),
        "v3.immeta": lambda: v3.immeta(photo),
        "v3.improps": lambda: v3.improps(photo),
        "v3.imopen": lambda: v3.imopen(photo, "r").close(),
    }
    yield from each("imageio", PHOTO, photos)
    yield Case("imageio.mimread", "a GIF of 30 frames of 320x240", lambda: v2.mimread(film))
    at, few = "a GIF of ten frames of 320x240", frames[:10]
    yield from each("imageio", at, {"mimwrite mimsave": lambda: v2.mimwrite(folder / "b.gif", few)})
    volumes = {"volread": lambda: v2.volread(volume), "mvolread": lambda: v2.mvolread(volume)}
    yield from each("imageio", "a TIFF of 100 layers of 512x512, 16 bits", volumes)
    moved = [np.roll(np.resize(picture, (720, 1280, 3)), 9 * i, axis=1) for i in range(100)]
    v3.imwrite(video, moved, plugin="pyav", codec="libx264", fps=25)
    read = itertools.chain.from_iterable(v3.imiter(video, plugin="pyav") for _ in itertools.count())
    yield Case("imageio.v3.imiter", "one frame of a 720p video, by PyAV", lambda: next(read))


@subject("turbojpeg", "PyTurboJPEG")
def _turbojpeg() -> Iterator[Case]:
    codec, encoded, picture = import_module("turbojpeg").TurboJPEG(), jpeg(), pixels()
    yield Case("turbojpeg.TurboJPEG.encode", IMAGE, lambda: codec.encode(picture))
    yield from each(
        "turbojpeg.TurboJPEG",
        PHOTO,
        decode=lambda: codec.decode(encoded),
        decode_to_yuv=lambda: codec.decode_to_yuv(encoded),
        crop=lambda: codec.crop(encoded, 256, 256, 512, 512),
        scale_with_quality=lambda: codec.scale_with_quality(encoded, (1, 4), 85),
    )


@subject("colorthief", "colorthief")
def _colorthief() -> Iterator[Case]:
    thief = import_module("colorthief").ColorThief(io.BytesIO(jpeg()))
    yield from each("colorthief.ColorThief", PHOTO, get_color=thief.get_color, get_palette=thief.get_palette)


@subject("albumentations", "albumentations")
def _albumentations() -> Iterator[Case]:
    library, picture = import_module("albumentations"), pixels()
    at = f"{IMAGE} to 512x512, flipped and normalised"
    for name in ["Compose", "ReplayCompose", "Sequential"]:
        steps = [library.Resize(512, 512), library.HorizontalFlip(p=1), library.Normalize(p=1)]
        chain = getattr(library, name)(steps, p=1)
        yield Case(f"albumentations.{name}.__call__", at, partial(chain, image=picture))
    one = library.OneOf([library.GaussianBlur(p=1), library.MotionBlur(p=1)], p=1)
    yield Case("albumentations.OneOf.__call__", f"{IMAGE}, one of two blurs", lambda: one(image=picture))


@subject("rasterio", "rasterio")
def _rasterio() -> Iterator[Case]:
    np, warp = import_module("numpy"), import_module("rasterio.warp")
    moved = import_module("rasterio.transform").from_bounds
    band, out = np.resize(pixels(), (2000, 2000)).astype("float32"), np.empty((2000, 2000), "float32")
    here, there = moved(8, 47, 9, 48, 2000, 2000), moved(890000, 5900000, 1010000, 6100000, 2000, 2000)
    call = partial(
        warp.reproject,
        band,
        out,
        src_transform=here,
        dst_transform=there,
        src_crs="EPSG:4326",
        dst_crs="EPSG:3857",
    )
    yield Case("rasterio.warp.reproject", "one band of 4 megapixels", call)
