"""Train the digit classifier and write its weights: `python scripts/train.py [FOLDER]`, about ten seconds.

Plain numpy, one BLAS thread and a fixed seed: two runs on one machine write the same bytes. Another CPU may
round differently. Needs scikit-learn for its digits, which ship inside the package.
"""

import itertools
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

from reference_service import weights
from reference_service.model import BRIGHTEST, LAYERS, SIDE, shift_maps
from reference_service.settings import WEIGHTS
from reference_service.weights import Matrix

SIZES = (SIDE * SIDE, 512, 512, 10)
EPOCHS = 60
BATCH = 128
HELD_OUT = 360
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Digits:
    """Images of shape (n, 8, 8), values 0 to 16, with the digit that each shows."""

    images: Matrix
    labels: NDArray[np.int64]


def split() -> tuple[Digits, Digits]:
    """Give the digits to train on and, disjoint from them, those to judge by: the same split every time."""
    data = cast("Any", load_digits())
    order = np.random.default_rng(SEED).permutation(len(data.target))
    images, labels = data.images[order].astype(np.float32), data.target[order].astype(np.int64)
    held_out, seen = slice(None, HELD_OUT), slice(HELD_OUT, None)
    return Digits(images[seen], labels[seen]), Digits(images[held_out], labels[held_out])


def train(digits: Digits, *, epochs: int = EPOCHS) -> list[Matrix]:
    """Fit the layers by Adam on cross-entropy, each image shifted anew in each epoch by up to a pixel."""
    random = np.random.default_rng(SEED)
    layers = [initial(inputs, outputs, random) for inputs, outputs in itertools.pairwise(SIZES)]
    steps = [batch for _ in range(epochs) for batch in shuffled_batches(len(digits.labels), random)]
    means, squares = [np.zeros_like(layer) for layer in layers], [np.zeros_like(layer) for layer in layers]
    for step, chosen in enumerate(steps):
        rate = 1e-3 * (1 - step / len(steps))
        gradients = backward(layers, shifted(digits.images[chosen], random), digits.labels[chosen])
        for layer, gradient, mean, square in zip(layers, gradients, means, squares, strict=True):
            mean[:] = 0.9 * mean + 0.1 * gradient
            square[:] = 0.999 * square + 0.001 * gradient**2
            unbiased = np.sqrt(square / (1 - 0.999 ** (step + 1))) + 1e-8
            layer[:] = layer - rate / (1 - 0.9 ** (step + 1)) * mean / unbiased
    return layers


def shuffled_batches(count: int, random: np.random.Generator) -> list[NDArray[np.int64]]:
    """Deal the numbers below `count` out at random in full batches; the odd rest sits this epoch out."""
    order = random.permutation(count)
    return [order[start : start + BATCH] for start in range(0, count - BATCH + 1, BATCH)]


def initial(inputs: int, outputs: int, random: np.random.Generator) -> Matrix:
    """Draw a layer's weights after He et al. (2015); its bias, the last row, begins at zero."""
    weights = random.normal(0, (2 / inputs) ** 0.5, (inputs + 1, outputs)).astype(np.float32)
    weights[-1] = 0
    return weights


def shifted(images: Matrix, random: np.random.Generator) -> Matrix:
    """Move each image by its own random offsets: one row of 64 pixels per image, values 0 to 1."""
    down, right = (shift_maps(random.uniform(-1, 1, len(images)).astype(np.float32)) for _ in range(2))
    moved: Matrix = down @ (images * np.float32(1 / BRIGHTEST))
    moved = moved @ right
    return np.reshape(moved, (-1, SIDE * SIDE))


def backward(layers: list[Matrix], signal: Matrix, labels: NDArray[np.int64]) -> list[Matrix]:
    """Run the network forwards and give each layer's gradient of the mean cross-entropy."""
    given: list[Matrix] = []
    for layer in layers:
        given.append(np.hstack([signal, np.ones((len(signal), 1), dtype=np.float32)]))
        signal = given[-1] @ layer
        if layer is not layers[-1]:
            signal = np.maximum(signal, 0)
    odds = np.exp(signal - signal.max(axis=1, keepdims=True))
    error: Matrix = odds / odds.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    error /= len(labels)
    gradients: list[Matrix] = []
    for layer, inputs in zip(reversed(layers), reversed(given), strict=True):
        gradients.append(np.transpose(inputs) @ error)
        # A hidden unit that gave zero was cut off there: no gradient passes through it.
        error = (error @ np.transpose(layer[:-1])) * (inputs[:, :-1] > 0)
    return gradients[::-1]


def save(folder: Path, layers: dict[str, Matrix]) -> None:
    """Write each layer and the checksums, without which the service refuses them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, layer in layers.items():
        np.save(folder / f"{name}.npy", layer, allow_pickle=False)
    lines = [f"{weights.sha256(folder / f'{name}.npy')}  {name}.npy\n" for name in layers]
    (folder / weights.SUMS).write_text("".join(lines))


def main(folder: Path) -> None:
    """Train on the seen digits and write one `.npy` file per layer."""
    seen, _ = split()
    with threadpool_limits(1, user_api="blas"):
        layers = train(seen)
    save(folder, dict(zip(LAYERS, layers, strict=True)))
    print(
        f"{len(seen.labels)} digits seen, {sum(layer.nbytes for layer in layers)} bytes written to {folder}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WEIGHTS)
