"""Networks for pictures, laid out as published, with random weights: how long they take does not depend on those.

OpenCV reads them from files: Darknet's are written here, ONNX's by torch (with torchvision and onnx installed).
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.tensors import single_threaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

DOUBT = -9.0
"""The bias of what finds things: nothing is found, and nothing but the network takes time."""
ANCHORS = "10,14, 23,27, 37,58, 81,82, 135,169, 344,319"
TINY_YOLO = """16 pool 32 pool 64 pool 128 pool 256 pool 512 still 1024 256/1 512 255/1 yolo:3,4,5
route:-4 128/1 upsample route:-1,8 256 255/1 yolo:0,1,2"""
"""YOLOv3-tiny: `16` are filters of 3x3, `256/1` of 1x1, `route:-4` goes on from the layer four above."""


def tiny_yolo(folder: Path) -> tuple[str, str]:
    """Write the configuration and the weights of YOLOv3-tiny; return their paths."""
    np = import_module("numpy")
    choose, lines = np.random.default_rng(1), ["[net]\nwidth=416\nheight=416\nchannels=3"]
    parts: list[Any] = []
    depths: list[int] = []
    for word in TINY_YOLO.split():
        kind, _, where = word.partition(":")
        depth = depths[-1] if depths else 3
        if kind in {"pool", "still"}:
            lines.append(f"[maxpool]\nsize=2\nstride={2 if kind == 'pool' else 1}")
        elif kind == "upsample":
            lines.append("[upsample]\nstride=2")
        elif kind == "route":
            lines.append(f"[route]\nlayers={where}")
            depth = sum(depths[int(layer)] for layer in where.split(","))
        elif kind == "yolo":
            lines.append(f"[yolo]\nmask={where}\nanchors={ANCHORS}\nclasses=80\nnum=6")
        else:
            filters, size = (int(part) for part in f"{kind}/3".split("/")[:2])
            lines.append(_convolution(filters, size))
            parts.append(_weights(np, choose, depth, filters, size))
            depth = filters
        depths.append(depth)
    layout, weights = folder / "yolo.cfg", folder / "yolo.weights"
    layout.write_text("\n".join(lines) + "\n")
    head = np.array([0, 2, 0, 0, 0], "int32").tobytes()
    weights.write_bytes(head + b"".join(part.astype("float32").tobytes() for part in parts))
    return str(layout), str(weights)


def _convolution(filters: int, size: int) -> str:
    last = filters == 255  # noqa: PLR2004 - three boxes of 80 classes and five numbers
    how = "activation=linear" if last else "batch_normalize=1\nactivation=leaky"
    return f"[convolutional]\nfilters={filters}\nsize={size}\nstride=1\npad=1\n{how}"


def _weights(np: Any, choose: Any, depth: int, filters: int, size: int) -> Any:  # noqa: ANN401 - arrays
    kernels = choose.normal(0, (2 / (depth * size * size)) ** 0.5, filters * depth * size * size)
    if filters == 255:  # noqa: PLR2004 - the last
        return np.concatenate([np.full(filters, DOUBT), kernels / 10])
    zeros, ones = np.zeros(filters), np.ones(filters)
    return np.concatenate([zeros, ones, zeros, ones, kernels])


def exported(network: Any, shape: tuple[int, ...], path: Path, names: Iterable[str] = ()) -> str:  # noqa: ANN401
    """Write a torch network as ONNX; return the path."""
    torch = single_threaded()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {"input_names": ["input"], "output_names": list(names) or None, "dynamo": False}
        torch.onnx.export(network.eval(), (torch.zeros(shape),), str(path), **options)
    return str(path)


def classifier() -> object:
    """Make MobileNet v2."""
    return import_module("torchvision.models").mobilenet_v2(weights=None)


def segmenter() -> object:
    """Make DeepLab v3 on MobileNet v3."""
    models = import_module("torchvision.models.segmentation")
    whole = models.deeplabv3_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=21)
    return _network(lambda x: whole(x)["out"], whole)


def text_finder() -> object:
    """Make DB on ResNet-18: a pyramid of features and a map of where text is."""
    torch, nn = single_threaded(), import_module("torch.nn")
    ops, models = import_module("torchvision.ops"), import_module("torchvision.models")
    trunk = models.resnet18(weights=None)
    layers = [nn.Sequential(trunk.conv1, trunk.bn1, trunk.relu, trunk.maxpool, trunk.layer1)]
    layers += [trunk.layer2, trunk.layer3, trunk.layer4]
    sides = [nn.Conv2d(depth, 256, 1) for depth in (64, 128, 256, 512)]
    ends = [ops.Conv2dNormActivation(256, 64) for _ in sides]
    up = [nn.ConvTranspose2d(64, 64, 2, 2), nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 1, 2, 2)]
    head = nn.Sequential(ops.Conv2dNormActivation(256, 64), *up, nn.Sigmoid())
    nn.init.constant_(up[-1].bias, DOUBT)

    def forward(x: Any) -> object:  # noqa: ANN401 - a tensor
        steps: list[Any] = []
        for layer in layers:
            x = layer(x)
            steps.append(x)
        steps = [side(step) for side, step in zip(sides, steps, strict=True)]
        for i in (2, 1, 0):
            steps[i] = steps[i] + nn.functional.interpolate(steps[i + 1], scale_factor=2)
        wide = [
            nn.functional.interpolate(end(step), scale_factor=2**i) if i else end(step)
            for i, (end, step) in enumerate(zip(ends, steps, strict=True))
        ]
        return head(torch.cat(wide, 1))

    return _network(forward, *layers, *sides, *ends, head)


def text_reader() -> object:
    """Make CRNN: seven convolutions and two layers of LSTM, for letters and digits."""
    nn, ops = import_module("torch.nn"), import_module("torchvision.ops")
    block, layers = ops.Conv2dNormActivation, [nn.Sequential(nn.Conv2d(1, 64, 3, 1, 1), nn.ReLU())]
    layers += [nn.MaxPool2d(2), block(64, 128), nn.MaxPool2d(2), block(128, 256), block(256, 256)]
    layers += [nn.MaxPool2d((2, 2), (2, 1), (0, 1)), block(256, 512), block(512, 512)]
    layers += [nn.MaxPool2d((2, 2), (2, 1), (0, 1)), nn.Conv2d(512, 512, 2), nn.BatchNorm2d(512), nn.ReLU()]
    seen = nn.Sequential(*layers)
    first, last = nn.LSTM(512, 256, bidirectional=True), nn.LSTM(256, 256, bidirectional=True)
    middle, end = nn.Linear(512, 256), nn.Linear(512, 37)

    def forward(x: Any) -> object:  # noqa: ANN401 - a tensor
        return end(last(middle(first(seen(x).squeeze(2).permute(2, 0, 1))[0]))[0])

    return _network(forward, seen, first, middle, last, end)


def face_encoder() -> object:
    """Make MobileNet v1 for faces of 112x112, as SFace has it: the first step keeps the size."""
    nn = import_module("torch.nn")
    steps = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]
    layers, depth = [nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.PReLU(32)], 32
    for wide, stride in steps:
        layers += [nn.Conv2d(depth, depth, 3, stride, 1, groups=depth, bias=False)]
        layers += [nn.BatchNorm2d(depth), nn.PReLU(depth)]
        layers += [nn.Conv2d(depth, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.PReLU(wide)]
        depth = wide
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(1024 * 7 * 7, 128))


def face_finder() -> object:
    """Make YuNet: separable convolutions, a pyramid of three sizes, and four maps at each of them."""
    nn = import_module("torch.nn")

    def unit(depth: int, wide: int, *, last: bool = False) -> Any:  # noqa: ANN401 - a layer
        pair = [nn.Conv2d(depth, wide, 1), nn.Conv2d(wide, wide, 3, 1, 1, groups=wide)]
        return nn.Sequential(*pair, *([] if last else [nn.BatchNorm2d(wide), nn.ReLU()]))

    start = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(), unit(16, 16))
    blocks = nn.ModuleList([start, nn.Sequential(unit(16, 16), unit(16, 64))])
    blocks.extend(nn.Sequential(unit(64, 64), unit(64, 64)) for _ in range(4))
    sides, shared = (nn.ModuleList([unit(64, 64) for _ in range(3)]) for _ in range(2))
    heads = nn.ModuleList([unit(64, wide, last=True) for wide in (1, 1, 4, 10) for _ in range(3)])
    for head in heads[:6]:
        nn.init.constant_(head[-1].bias, DOUBT)

    def forward(x: Any) -> tuple[object, ...]:  # noqa: ANN401 - a tensor
        steps: list[Any] = []
        for i, block in enumerate(blocks):
            x = block(x)
            steps += [x] if i > 2 else []  # noqa: PLR2004 - the last three
            x = nn.functional.max_pool2d(x, 2) if i in {0, 2, 3, 4} else x
        for i in (2, 1, 0):
            steps[i] = sides[i](steps[i])
            if i:
                steps[i - 1] = steps[i - 1] + nn.functional.interpolate(steps[i], scale_factor=2)
        steps = [layer(step) for layer, step in zip(shared, steps, strict=True)]
        maps = [head(steps[i % 3]).permute(0, 2, 3, 1).flatten(1, 2) for i, head in enumerate(heads)]
        return (*(part.sigmoid() for part in maps[:6]), *maps[6:])

    return _network(forward, blocks, sides, shared, heads)


def _network(forward: Callable[[Any], object], *parts: object) -> object:
    nn: Any = import_module("torch.nn")
    made = nn.Module()
    made.parts, made.forward = nn.ModuleList(parts), forward
    return made
