"""Arrays: numpy."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNEL = "one 1-megapixel image, one channel"
TEN_THOUSAND, MANY = "10 000 float64", "100 000 float64"
SQUARE = "64x64 float64"
AGAINST = "a vector of 384 against 10 000"


@subject("numpy", "numpy")
def _numpy() -> Iterator[Case]:
    np = import_module("numpy")
    make = np.random.default_rng(1)
    many = make.random(100_000)
    yield from alike("numpy", np, "exp log sqrt sin cos tanh std var cumsum", MANY, many)
    yield from alike("numpy", np, "power", f"{MANY}, to the power of 1.5", many, 1.5)
    yield from alike("numpy", np, "clip", MANY, many, 0.1, 0.9)
    yield from alike("numpy", np, "where", MANY, many > many[0], many, 0.0)
    small = many[:10_000]
    yield from alike("numpy", np, "sort argsort unique median nanmedian histogram", TEN_THOUSAND, small)
    yield from alike("numpy", np, "partition argpartition", TEN_THOUSAND, small, 100)
    yield from alike("numpy", np, "percentile", TEN_THOUSAND, small, 95)
    yield from alike("numpy", np, "quantile", TEN_THOUSAND, small, 0.95)
    yield from alike("numpy", np, "lexsort", f"two keys of {TEN_THOUSAND}", (small, small.round(1)))
    yield Case("numpy.ndarray.sort", TEN_THOUSAND, lambda: small.copy().sort())
    yield Case("numpy.ndarray.partition", TEN_THOUSAND, lambda: small.copy().partition(100))
    yield from alike("numpy.ndarray", small, "argsort tolist", TEN_THOUSAND)
    words = " ".join(map(str, small))
    yield Case("numpy.loadtxt", "10 000 numbers", lambda: np.loadtxt(io.StringIO(words)))
    table = "\n".join(" ".join(map(str, row)) for row in small.reshape(1000, 10))
    yield Case("numpy.genfromtxt", "1 000 rows of 10 columns", lambda: np.genfromtxt(io.StringIO(table)))
    vectors = make.random((3333, 384), dtype="float32")
    at = "5 MB of embeddings"
    yield Case("numpy.savez_compressed", at, lambda: np.savez_compressed(io.BytesIO(), vectors))


@subject("numpy.linalg", "numpy")
def _linalg() -> Iterator[Case]:
    np = import_module("numpy")
    make = np.random.default_rng(1)
    matrix, many, vectors = make.random((64, 64)), make.random(100_000), make.random((10_000, 384))
    where, linalg, vector = "numpy.linalg", np.linalg, vectors[0]
    yield from alike(where, linalg, "svd inv eig eigvals eigh det qr pinv matrix_rank", SQUARE, matrix)
    yield from alike(where, linalg, "solve lstsq", SQUARE, matrix, matrix[0])
    yield from alike(where, linalg, "cholesky", SQUARE, matrix @ matrix.T + np.eye(64))
    yield from alike(where, linalg, "norm", "100 000 float64", many)
    yield from alike("numpy", np, "dot", "a vector of 384 against 1 000", vectors[:1000], vector)
    yield from alike("numpy", np, "matmul inner", AGAINST, vectors, vector)
    yield from alike("numpy.ndarray", vectors, "__matmul__ dot", AGAINST, vector)
    yield from alike("numpy", np, "einsum", AGAINST, "ij,j->i", vectors, vector)
    yield from alike("numpy", np, "tensordot", AGAINST, vectors, vector, 1)
    yield from alike("numpy", np, "outer", "two vectors of 384", vector, vector)
    yield from alike("numpy", np, "vdot", f"two vectors of {MANY}", many, many)
    yield from alike("numpy", np, "kron", "a matrix of 64x64 and one of 8x8", matrix, matrix[:8, :8])
    yield from alike("numpy", np, "convolve correlate", f"{MANY}, a window of 50", many, many[:50])
    yield from alike("numpy", np, "cov corrcoef", "10 000 rows of 10 columns", vectors[:, :10].T)


@subject("numpy.fft", "numpy")
def _fft() -> Iterator[Case]:
    np = import_module("numpy")
    make = np.random.default_rng(1)
    many, image = make.random(100_000), make.random((1024, 1024))
    where, fft = "numpy.fft", np.fft
    yield from alike(where, fft, "fft ifft rfft irfft hfft ihfft", MANY, many)
    yield from alike(where, fft, "fft2 ifft2 rfft2 irfft2 fftn ifftn rfftn irfftn", CHANNEL, image)


@subject("numpy.random", "numpy")
def _random() -> Iterator[Case]:
    np = import_module("numpy")
    new, old = np.random.default_rng(1), np.random
    at, where = "10 000 numbers", "numpy.random"
    yield from alike(where, old, "rand randn random permutation", at, 10_000)
    yield from alike(where, old, "normal uniform", at, 0.0, 1.0, 10_000)
    yield from alike(where, old, "randint", at, 0, 1000, 10_000)
    yield from alike(where, old, "choice", "1 000 of 10 000 numbers", 10_000, 1000)
    yield from alike(where, old, "shuffle", at, new.random(10_000))
    where = "numpy.random.Generator"
    yield from alike(where, new, "random standard_normal permutation", at, 10_000)
    yield from alike(where, new, "normal uniform", at, 0.0, 1.0, 10_000)
    yield from alike(where, new, "integers", at, 0, 1000, 10_000)
    yield from alike(where, new, "choice", "1 000 of 10 000 numbers", 10_000, 1000)
