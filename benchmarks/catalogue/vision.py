"""Pictures as tensors: transforms, codecs, drawing, and boxes."""

from __future__ import annotations

import io
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels
from benchmarks.catalogue.listing import each
from benchmarks.catalogue.tensors import single_threaded

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = "one 1-megapixel image"
TENSOR = f"{IMAGE}, a tensor"
PHOTO = "one 1-megapixel JPEG"
BOXES = "1 000 boxes"


@subject("torchvision.transforms", "torchvision")
def _transforms() -> Iterator[Case]:
    single_threaded()
    tools, pil = import_module("torchvision.transforms"), import_module("PIL.Image")
    image, base = pil.fromarray(pixels()), "torchvision.transforms"
    tensor = tools.ToTensor()(image)
    whole, half = [0.5] * 3, [tools.Resize((224, 224)), tools.ToTensor()]
    chain = tools.Compose([*half, tools.Normalize(whole, whole)])
    yield Case(f"{base}.Compose.__call__", f"{IMAGE} to 224x224", lambda: chain(image))
    of_pictures = {
        "Resize": (tools.Resize((224, 224)), f"{IMAGE} to 224x224"),
        "CenterCrop": (tools.CenterCrop(224), f"{IMAGE} to 224x224"),
        "RandomCrop": (tools.RandomCrop(224), f"{IMAGE} to 224x224"),
        "RandomResizedCrop": (tools.RandomResizedCrop(224), f"{IMAGE} to 224x224"),
        "FiveCrop": (tools.FiveCrop(224), f"{IMAGE} to 224x224"),
        "TenCrop": (tools.TenCrop(224), f"{IMAGE} to 224x224"),
        "Pad": (tools.Pad(16), IMAGE),
        "ColorJitter": (tools.ColorJitter(0.2, 0.2, 0.2), IMAGE),
        "GaussianBlur": (tools.GaussianBlur(5), IMAGE),
        "RandomRotation": (tools.RandomRotation(30), IMAGE),
        "RandomAffine": (tools.RandomAffine(30), IMAGE),
        "RandomPerspective": (tools.RandomPerspective(p=1), IMAGE),
        "RandomHorizontalFlip": (tools.RandomHorizontalFlip(p=1), IMAGE),
        "RandomVerticalFlip": (tools.RandomVerticalFlip(p=1), IMAGE),
        "Grayscale": (tools.Grayscale(), IMAGE),
    }
    for name, (tool, at) in of_pictures.items():
        for method in ("__call__", "forward"):
            yield Case(f"{base}.{name}.{method}", at, partial(getattr(tool, method), image))
    for name, tool in {
        "Normalize": tools.Normalize(whole, whole),
        "ConvertImageDtype": tools.ConvertImageDtype(import_module("torch").float64),
    }.items():
        for method in ("__call__", "forward"):
            yield Case(f"{base}.{name}.{method}", TENSOR, partial(getattr(tool, method), tensor))
    yield Case(f"{base}.PILToTensor.__call__", IMAGE, lambda: tools.PILToTensor()(image))
    yield Case(f"{base}.ToTensor.__call__", IMAGE, lambda: tools.ToTensor()(image))
    turned = tools.Lambda(_mirrored)
    yield Case(f"{base}.Lambda.__call__", f"{IMAGE}, mirrored", lambda: turned(image))
    new = import_module(f"{base}.v2")
    forwards = {
        "Compose": (f"{IMAGE} to 224x224", new.Compose([new.Resize((224, 224)), new.ToTensor()])),
        "PILToTensor": (IMAGE, new.PILToTensor()),
        "ToTensor": (IMAGE, new.ToTensor()),
        "Lambda": (f"{IMAGE}, mirrored", new.Lambda(_mirrored)),
    }
    for name, (at, tool) in forwards.items():
        yield Case(f"{base}.{name}.forward", f"{at}, of v2", partial(tool.forward, image))
    yield Case(f"{base}.ToPILImage.__call__", TENSOR, lambda: tools.ToPILImage()(tensor))
    for version in ("", ".v2"):
        functional = import_module(f"{base}{version}.functional")
        name = f"{base}{version}.functional.to_pil_image"
        yield Case(name, TENSOR, partial(functional.to_pil_image, tensor))


def _mirrored(image: Any) -> object:  # noqa: ANN401 - a library's object
    return image.transpose(0)


@subject("torchvision.io", "torchvision")
def _files() -> Iterator[Case]:
    torch, tools = single_threaded(), import_module("torchvision.io")
    picture = torch.from_numpy(pixels()).permute(2, 0, 1).contiguous()
    packed = torch.frombuffer(bytearray(jpeg()), dtype=torch.uint8)
    png, path = tools.encode_png(picture), str(Path(tempfile.mkdtemp()) / "p")
    tools.write_jpeg(picture, f"{path}.jpg")
    yield from each(
        "torchvision.io",
        PHOTO,
        read_image=lambda: tools.read_image(f"{path}.jpg"),
        decode_image=lambda: tools.decode_image(packed),
        decode_jpeg=lambda: tools.decode_jpeg(packed),
    )
    yield Case("torchvision.io.decode_png", "one 1-megapixel PNG", lambda: tools.decode_png(png))
    yield from each(
        "torchvision.io",
        IMAGE,
        encode_jpeg=lambda: tools.encode_jpeg(picture),
        encode_png=lambda: tools.encode_png(picture),
        write_jpeg=lambda: tools.write_jpeg(picture, f"{path}-2.jpg"),
        write_png=lambda: tools.write_png(picture, f"{path}-2.png"),
    )


@subject("torchvision.utils", "torchvision")
def _drawing() -> Iterator[Case]:
    torch, tools, ops = (
        single_threaded(),
        import_module("torchvision.utils"),
        import_module("torchvision.ops"),
    )
    picture = torch.from_numpy(pixels()).permute(2, 0, 1).contiguous()
    corners, sizes = torch.rand(1000, 2) * 900, torch.rand(1000, 2) * 100 + 4
    boxes, scores = torch.cat([corners, corners + sizes], 1), torch.rand(1000)
    masks = torch.zeros(10, 1024, 1024, dtype=torch.bool)
    for i in range(10):
        masks[i, i * 100 : i * 100 + 90, :300] = True
    points, small = torch.rand(10, 17, 2) * 1000, torch.rand(64, 3, 128, 128)
    base = "torchvision.utils"
    at = f"{IMAGE} and ten objects"
    yield Case(f"{base}.draw_bounding_boxes", at, lambda: tools.draw_bounding_boxes(picture, boxes[:10]))
    yield Case(f"{base}.draw_segmentation_masks", at, lambda: tools.draw_segmentation_masks(picture, masks))
    yield Case(f"{base}.draw_keypoints", at, lambda: tools.draw_keypoints(picture, points))
    yield Case(f"{base}.make_grid", "64 images of 128x128", lambda: tools.make_grid(small))
    floats = picture / 255
    at = f"{IMAGE} as PNG"
    yield Case(f"{base}.save_image", at, lambda: tools.save_image(floats, io.BytesIO(), format="png"))
    groups, features = torch.randint(0, 80, (1000,)), torch.rand(1, 64, 64, 64)
    regions = torch.cat([torch.zeros(1000, 1), boxes / 16], 1)
    yield from each(
        "torchvision.ops",
        BOXES,
        nms=lambda: ops.nms(boxes, scores, 0.5),
        batched_nms=lambda: ops.batched_nms(boxes, scores, groups, 0.5),
        box_iou=lambda: ops.box_iou(boxes, boxes),
        generalized_box_iou=lambda: ops.generalized_box_iou(boxes, boxes),
    )
    at = f"{BOXES}, 64 channels of 64x64, to 7x7"
    yield Case("torchvision.ops.roi_align", at, lambda: ops.roi_align(features, regions, 7))
    yield Case("torchvision.ops.roi_pool", at, lambda: ops.roi_pool(features, regions, 7))
