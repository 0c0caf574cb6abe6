"""Train the digit classifier and write its weights: `python scripts/train.py [FOLDER]`, about ten seconds.

Plain numpy, one BLAS thread and a fixed seed: two runs on one machine write the same bytes. Another CPU may
round differently. Needs scikit-learn for its digits, which ship inside the package.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

from reference_service.model import BRIGHTEST, LAYERS, SIDE, Matrix, shift_maps
from reference_service.settings import Settings

WIDTH = 512
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
    data: Any = load_digits()
    order = np.random.default_rng(SEED).permutation(len(data.target))
    images, labels = data.images[order].astype(np.float32), data.target[order].astype(np.int64)
    held_out, seen = slice(None, HELD_OUT), slice(HELD_OUT, None)
    return Digits(images[seen], labels[seen]), Digits(images[held_out], labels[held_out])


def train(digits: Digits, *, epochs: int = EPOCHS) -> list[Matrix]:
    """Fit the layers by Adam on cross-entropy, each image shifted anew in each epoch by up to a pixel."""
    random = np.random.default_rng(SEED)
    sizes = (SIDE * SIDE, WIDTH, WIDTH, 10)
    layers = [
        np.vstack([random.normal(0, (2 / inputs) ** 0.5, (inputs, outputs)), np.zeros((1, outputs))]).astype(
            np.float32
        )
        for inputs, outputs in zip(sizes, sizes[1:], strict=False)
    ]
    moments = [(np.zeros_like(layer), np.zeros_like(layer)) for layer in layers]
    steps = epochs * (len(digits.labels) // BATCH)
    step = 0
    for _ in range(epochs):
        for chosen in np.split(
            random.permutation(len(digits.labels)), range(BATCH, len(digits.labels), BATCH)
        ):
            if len(chosen) < BATCH:
                continue
            step += 1
            rate = 1e-3 * (1 - step / (steps + 1))
            signal = shifted(digits.images[chosen], random) / BRIGHTEST
            gradients = backward(layers, signal.reshape(BATCH, -1), digits.labels[chosen])
            for layer, gradient, (first, second) in zip(layers, gradients, moments, strict=True):
                first += 0.1 * (gradient - first)
                second += 0.001 * (gradient**2 - second)
                layer -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return layers


def shifted(images: Matrix, random: np.random.Generator) -> Matrix:
    """Move each image by its own random offset."""
    rows, columns = (
        shift_maps(random.uniform(-1, 1, len(images)).astype(np.float32)).reshape(-1, SIDE, SIDE)
        for _ in range(2)
    )
    return rows @ images @ columns.swapaxes(1, 2)


def backward(layers: list[Matrix], signal: Matrix, labels: NDArray[np.int64]) -> list[Matrix]:
    """Run the network forwards and give the gradient of the mean cross-entropy for each layer, bias row last."""
    inputs: list[Matrix] = []
    for layer in layers:
        inputs.append(np.hstack([signal, np.ones((len(signal), 1), dtype=np.float32)]))
        signal = inputs[-1] @ layer
        if layer is not layers[-1]:
            signal = np.maximum(signal, 0)
    odds = np.exp(signal - signal.max(axis=1, keepdims=True))
    error = odds / odds.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    error /= len(labels)
    gradients: list[Matrix] = []
    for layer, given in zip(reversed(layers), reversed(inputs), strict=True):
        gradients.append(given.T @ error)
        # What a hidden unit gave is its rectified signal: zero where no gradient passes.
        error = (error @ layer[:-1].T) * (given[:, :-1] > 0)
    return gradients[::-1]


def main(folder: Path) -> None:
    """Train on the seen digits and write one `.npy` file per layer."""
    seen, _ = split()
    with threadpool_limits(1, user_api="blas"):
        layers = train(seen)
    folder.mkdir(parents=True, exist_ok=True)
    for name, layer in zip(LAYERS, layers, strict=True):
        np.save(folder / f"{name}.npy", layer)
    print(
        f"{len(seen.labels)} digits seen, {sum(layer.nbytes for layer in layers)} bytes written to {folder}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Settings.weights)
