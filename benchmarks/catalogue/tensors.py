"""Tensors: what PyTorch computes on one, entry by entry, on the CPU."""

from __future__ import annotations

import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ELEMENTS = "100 000 float32"
PRODUCT = "512x512 by 512x512 float32"
SMALL = "64x64 float32"
OVER_ALL = "abs sum mean std var max min argmax argmin norm exp log sigmoid tanh clone sort argsort unique"


def single_threaded() -> ModuleType:
    """Import torch for inference on one thread."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    torch.set_grad_enabled(mode=False)
    torch.manual_seed(1)
    return torch


@subject("torch", "torch")
def _torch() -> Iterator[Case]:
    torch = single_threaded()
    v = torch.rand(100_000) + 0.01
    mask, order = v > 0.5, torch.randperm(100_000)  # noqa: PLR2004 - half of the numbers
    square = v[:99_856].reshape(316, 316)
    for name in f"{OVER_ALL} sqrt relu round flatten squeeze".split():
        yield Case(f"torch.{name}", ELEMENTS, partial(getattr(torch, name), v))
    for name in ["softmax", "log_softmax", "cumsum", "unsqueeze"]:
        yield Case(f"torch.{name}", ELEMENTS, partial(getattr(torch, name), v, 0))
    for name in ["add", "sub", "mul", "div", "dist"]:
        yield Case(f"torch.{name}", ELEMENTS, partial(getattr(torch, name), v, v))
    for name in ["cat", "concat", "hstack", "vstack", "stack"]:
        yield Case(f"torch.{name}", f"two times {ELEMENTS}", partial(getattr(torch, name), [v, v]))
    yield from each(
        "torch",
        ELEMENTS,
        topk=lambda: torch.topk(v, 10),
        clamp=lambda: torch.clamp(v, 0.2, 0.8),
        where=lambda: torch.where(mask, v, 0.0),
        gather=lambda: torch.gather(v, 0, order),
        index_select=lambda: torch.index_select(v, 0, order),
        masked_select=lambda: torch.masked_select(v, mask),
        reshape=lambda: torch.reshape(v, (100, 1000)),
        transpose=lambda: torch.transpose(square, 0, 1),
        permute=lambda: torch.permute(square, (1, 0)),
    )


@subject("torch.Tensor", "torch")
def _tensor() -> Iterator[Case]:
    torch = single_threaded()
    v, ints = torch.rand(100_000) + 0.01, torch.arange(100_000)
    for name in f"{OVER_ALL} int long double half bool __neg__".split():
        yield Case(f"torch.Tensor.{name}", ELEMENTS, getattr(v, name))
    for name in ["add", "sub", "mul", "truediv"]:
        yield Case(f"torch.Tensor.__{name}__", ELEMENTS, partial(getattr(v, f"__{name}__"), v))
        yield Case(f"torch.Tensor.__r{name}__", ELEMENTS, partial(getattr(v, f"__r{name}__"), 2.0))
    for name in ["softmax", "log_softmax", "cumsum"]:
        yield Case(f"torch.Tensor.{name}", ELEMENTS, partial(getattr(v, name), 0))
    yield from each(
        "torch.Tensor",
        ELEMENTS,
        float=ints.float,
        type=lambda: ints.type(torch.float32),
        topk=lambda: v.topk(10),
        clamp=lambda: v.clamp(0.2, 0.8),
        view_as=lambda: v.view_as(ints),
        __pow__=lambda: v**2,
    )
    turned = v[:99_856].reshape(316, 316).T
    yield Case("torch.Tensor.contiguous", "316x316 float32, transposed", turned.contiguous)
    yield Case("torch.Tensor.tolist", "10 000 float32", v[:10_000].tolist)


@subject("torch.matmul", "torch")
def _products() -> Iterator[Case]:
    torch = single_threaded()
    square, row = torch.rand(512, 512), torch.rand(512)
    for name in ["matmul", "mm", "cdist", "chain_matmul"]:
        yield Case(f"torch.{name}", PRODUCT, partial(getattr(torch, name), square, square))
    for name in ["matmul", "mm", "__matmul__", "__rmatmul__"]:
        yield Case(f"torch.Tensor.{name}", PRODUCT, partial(getattr(square, name), square))
    yield from each(
        "torch",
        PRODUCT,
        einsum=lambda: torch.einsum("ij,jk->ik", square, square),
        tensordot=lambda: torch.tensordot(square, square, 1),
        addmm=lambda: torch.addmm(square, square, square),
    )
    yield Case("torch.Tensor.addmm", PRODUCT, lambda: square.addmm(square, square))
    at = "512x512 by 512 float32"
    yield Case("torch.mv", at, lambda: torch.mv(square, row))
    yield Case("torch.Tensor.mv", at, lambda: square.mv(row))
    at, batch = "eight times 256x256 by 256x256 float32", torch.rand(8, 256, 256)
    yield Case("torch.bmm", at, lambda: torch.bmm(batch, batch))
    yield Case("torch.baddbmm", at, lambda: torch.baddbmm(batch, batch, batch))
    yield Case("torch.Tensor.bmm", at, lambda: batch.bmm(batch))
    yield Case("torch.Tensor.baddbmm", at, lambda: batch.baddbmm(batch, batch))


@subject("torch.linalg", "torch")
def _linalg() -> Iterator[Case]:
    torch = single_threaded()
    small, v = torch.rand(64, 64), torch.rand(100_000)
    definite, linalg = small @ small.T + torch.eye(64), torch.linalg
    for name in [
        "svd",
        "svdvals",
        "eig",
        "eigh",
        "eigvals",
        "eigvalsh",
        "inv",
        "pinv",
        "qr",
        "cholesky",
        "matrix_rank",
        "cond",
        "det",
        "slogdet",
        "matrix_exp",
        "lu",
    ]:
        yield Case(f"torch.linalg.{name}", SMALL, partial(getattr(linalg, name), definite))
    for name in ["lstsq", "solve"]:
        yield Case(f"torch.linalg.{name}", SMALL, partial(getattr(linalg, name), definite, small))
    for name in ["norm", "vector_norm"]:
        yield Case(f"torch.linalg.{name}", ELEMENTS, partial(getattr(linalg, name), v))
    yield Case("torch.linalg.matrix_norm", ELEMENTS, lambda: linalg.matrix_norm(v.reshape(100, 1000)))
    for name in ["svd", "pinverse", "inverse", "lobpcg", "svd_lowrank", "pca_lowrank"]:
        yield Case(f"torch.{name}", SMALL, partial(getattr(torch, name), definite))
    for name in ["svd", "inverse", "pinverse", "det"]:
        yield Case(f"torch.Tensor.{name}", SMALL, getattr(definite, name))


@subject("torch.fft", "torch")
def _fft() -> Iterator[Case]:
    torch = single_threaded()
    v = torch.rand(100_000)
    flat = v.reshape(250, 400)
    for name in ["fft", "ifft", "rfft", "irfft", "fftn", "ifftn"]:
        yield Case(f"torch.fft.{name}", ELEMENTS, partial(getattr(torch.fft, name), v))
    for name in ["fft2", "ifft2", "rfft2", "irfft2"]:
        at = f"{ELEMENTS} as 250x400"
        yield Case(f"torch.fft.{name}", at, partial(getattr(torch.fft, name), flat))
    audio, window = torch.rand(160_000), torch.hann_window(400)
    spectrum = torch.stft(audio, 400, window=window, return_complex=True)
    yield from each(
        "torch",
        "10 s of audio at 16 kHz",
        stft=lambda: torch.stft(audio, 400, window=window, return_complex=True),
        istft=lambda: torch.istft(spectrum, 400, window=window),
    )


@subject("torch.serialization", "torch")
def _files() -> Iterator[Case]:
    torch, folder = single_threaded(), Path(tempfile.mkdtemp())
    state, at = {f"layer{i}": torch.rand(125_000) for i in range(10)}, "5 MB in ten tensors"
    torch.save(state, folder / "m.pt")
    yield Case("torch.load", at, lambda: torch.load(folder / "m.pt"))
    yield Case("torch.save", at, lambda: torch.save(state, folder / "n.pt"))
