"""Layers and whole modules of PyTorch, on the CPU; weights are random."""

from __future__ import annotations

import io
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import pixels
from benchmarks.catalogue.listing import each
from benchmarks.catalogue.tensors import ELEMENTS, single_threaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

NETWORK = "eight convolutions of 64 channels, one 112x112 image, on the CPU"
WEIGHTS = "100 MB of weights"
MAPS = "64 channels of 40x40 float32"
MAP = "64 to 64 channels of 56x56, kernel 3"


def _network(torch: ModuleType) -> Callable[[object], object]:
    layers: list[object] = [torch.nn.Conv2d(3, 64, 3, padding=1)]
    for _ in range(7):
        layers += [torch.nn.ReLU(), torch.nn.Conv2d(64, 64, 3, padding=1)]
    made: Callable[[object], object] = torch.nn.Sequential(*layers).eval()
    return made


def _both(name: str, at: str, layer: object, *arguments: object) -> Iterator[Case]:
    """Yield a layer called as a function, and its `forward`."""
    for method in ("__call__", "forward"):
        yield Case(f"torch.nn.{name}.{method}", at, partial(getattr(layer, method), *arguments))


@subject("torch.nn.modules", "torch")
def _layers() -> Iterator[Case]:
    torch = single_threaded()
    nn, flat = torch.nn, torch.rand(1, 64, 56, 56)
    rows, wide = torch.rand(512, 512), torch.rand(32, 128)
    yield from _both("Linear", "512 rows of 512 to 512", nn.Linear(512, 512), rows)
    at = "64 to 64 channels of 4 096, kernel 3"
    yield from _both("Conv1d", at, nn.Conv1d(64, 64, 3), torch.rand(1, 64, 4096))
    yield from _both("Conv2d", MAP, nn.Conv2d(64, 64, 3), flat)
    yield from _both("ConvTranspose2d", MAP, nn.ConvTranspose2d(64, 64, 3), flat)
    at = "16 to 16 channels of 8x56x56, kernel 3"
    yield from _both("Conv3d", at, nn.Conv3d(16, 16, 3), torch.rand(1, 16, 8, 56, 56))
    yield from _both("Bilinear", "32 rows, 128 by 128 to 64", nn.Bilinear(128, 128, 64), wide, wide)
    maps, numbers = torch.rand(1, 64, 40, 40), torch.rand(100, 1000)
    for name in ["ReLU", "GELU", "SiLU", "Sigmoid", "Tanh", "Identity", "Flatten"]:
        yield from _both(name, ELEMENTS, getattr(nn, name)(), numbers)
    for name in ["Softmax", "LogSoftmax"]:
        yield from _both(name, ELEMENTS, getattr(nn, name)(dim=1), numbers)
    yield from _both("Dropout", f"{ELEMENTS}, in training", nn.Dropout(), numbers)
    yield from _both("LayerNorm", ELEMENTS, nn.LayerNorm(1000), numbers)
    yield from _both("BatchNorm1d", ELEMENTS, nn.BatchNorm1d(1000).eval(), numbers)
    yield from _both("BatchNorm2d", MAPS, nn.BatchNorm2d(64).eval(), maps)
    yield from _both("MaxPool2d", MAPS, nn.MaxPool2d(2), maps)
    yield from _both("AvgPool2d", MAPS, nn.AvgPool2d(2), maps)
    yield from _both("AdaptiveAvgPool2d", MAPS, nn.AdaptiveAvgPool2d(1), maps)
    tokens, labels = torch.randint(0, 30_000, (1, 128)), torch.randint(0, 1000, (100,))
    at = "128 tokens of 768, a vocabulary of 30 000"
    yield from _both("Embedding", at, nn.Embedding(30_000, 768), tokens)
    for name in ["CosineSimilarity", "PairwiseDistance", "MSELoss", "BCELoss", "BCEWithLogitsLoss", "L1Loss"]:
        yield from _both(name, ELEMENTS, getattr(nn, name)(), numbers, numbers)
    yield from _both("CrossEntropyLoss", ELEMENTS, nn.CrossEntropyLoss(), numbers, labels)


@subject("torch.nn.functional", "torch")
def _functional() -> Iterator[Case]:
    torch = single_threaded()
    fn, image, flat = torch.nn.functional, torch.rand(1, 3, 512, 512), torch.rand(1, 64, 56, 56)
    grid = torch.rand(1, 224, 224, 2) * 2 - 1
    heads, patches = torch.rand(1, 12, 128, 64), fn.unfold(image, 8, stride=8)
    kernel, name = torch.rand(64, 64, 3, 3), "torch.nn.functional"
    at = "one 512x512 image of three channels"
    yield from each(
        name,
        at,
        interpolate=lambda: fn.interpolate(image, size=(224, 224), mode="bilinear"),
        grid_sample=lambda: fn.grid_sample(image, grid, align_corners=False),
        unfold=lambda: fn.unfold(image, 8, stride=8),
        fold=lambda: fn.fold(patches, (512, 512), 8, stride=8),
    )
    yield from each(
        name,
        "64 channels of 56x56",
        conv2d=lambda: fn.conv2d(flat, kernel),
        max_pool2d=lambda: fn.max_pool2d(flat, 2),
        avg_pool2d=lambda: fn.avg_pool2d(flat, 2),
        adaptive_avg_pool2d=lambda: fn.adaptive_avg_pool2d(flat, 1),
    )
    line, solid = torch.rand(1, 64, 4096), torch.rand(1, 16, 8, 56, 56)
    line_kernel, solid_kernel = torch.rand(64, 64, 3), torch.rand(16, 16, 3, 3, 3)
    yield Case(f"{name}.conv1d", "64 to 64 channels of 4 096, kernel 3", lambda: fn.conv1d(line, line_kernel))
    at = "16 to 16 channels of 8x56x56, kernel 3"
    yield Case(f"{name}.conv3d", at, lambda: fn.conv3d(solid, solid_kernel))
    attend = fn.scaled_dot_product_attention
    at = "12 heads of 64, 128 tokens"
    yield Case(f"{name}.scaled_dot_product_attention", at, lambda: attend(heads, heads, heads))


def converted(module: object, method: str, *arguments: object) -> Callable[[], object]:
    """Convert a module whose weights are put back first: a second conversion would find nothing to do."""
    weights = [(parameter, parameter.data) for parameter in getattr(module, "parameters")()]  # noqa: B009

    def convert() -> object:
        for parameter, data in weights:
            parameter.data = data
        return getattr(module, method)(*arguments)

    return convert


@subject("torch.nn.Module", "torch")
def _module() -> Iterator[Case]:
    torch = single_threaded()
    network, image, name = _network(torch), torch.rand(1, 3, 112, 112), "torch.nn.Module"
    yield Case(f"{name}.__call__", NETWORK, lambda: network(image))
    yield Case(f"{name}.forward", NETWORK, partial(getattr(network, "forward"), image))  # noqa: B009
    heavy = torch.nn.Sequential(*(torch.nn.Linear(1250, 1000) for _ in range(20)))
    for method in ["half", "double", "bfloat16"]:
        yield Case(f"{name}.{method}", WEIGHTS, converted(heavy, method))
    yield Case(f"{name}.type", WEIGHTS, converted(heavy, "type", torch.float16))
    short = torch.nn.Sequential(*(torch.nn.Linear(1250, 1000) for _ in range(20))).half()
    yield Case(f"{name}.float", f"{WEIGHTS}, from half", converted(short, "float"))
    torch.set_grad_enabled(mode=True)
    loss = getattr(network(image), "sum")()  # noqa: B009
    yield Case("torch.Tensor.backward", NETWORK, lambda: loss.backward(retain_graph=True))
    weights = [torch.nn.Parameter(torch.rand(1000, 1000)) for _ in range(10)]
    for weight in weights:
        weight.grad = torch.rand(1000, 1000)
    adam = torch.optim.Adam(weights)
    yield Case("torch.optim.Optimizer.step", "10 million parameters, Adam", adam.step)


class Pictures:
    """A data set that decodes one JPEG at a time, as data sets of pictures do."""

    def __init__(self) -> None:
        self.read = import_module("PIL.Image").open
        self.tensor = import_module("torchvision.transforms.functional").to_tensor
        out = io.BytesIO()
        import_module("PIL.Image").fromarray(pixels()).resize((224, 224)).save(out, "JPEG")
        self.encoded = out.getvalue()

    def __len__(self) -> int:
        return 32

    def __getitem__(self, at: int) -> object:
        return self.tensor(self.read(io.BytesIO(self.encoded)))


@subject("torch.utils.data", "torch")
def _loader() -> Iterator[Case]:
    single_threaded()
    loader = import_module("torch.utils.data").DataLoader(Pictures(), batch_size=32)
    at = "one batch of 32 JPEGs of 224x224, decoded by the data set"
    yield Case("torch.utils.data.DataLoader.__iter__", at, lambda: next(iter(loader)))
