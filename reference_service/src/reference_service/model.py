"""The model: a small network that looks at many shifted views of one image and averages what it sees.

All of its time goes to a few large matrix products, which release the GIL; the weights are memory-mapped, so
that all processes share one copy of them. Nothing here writes to the weights, and nothing knows of HTTP.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol, TypeAlias

import numpy as np

from reference_service import weights
from reference_service.settings import Settings
from reference_service.weights import Matrix, WeightsError

SIDE = 8
"""Pixels along one side of an image."""

BRIGHTEST = 16
"""Value of a full pixel; the digits data set counts the set pixels of 4 × 4 blocks."""

LAYERS = ("hidden_1", "hidden_2", "output")
"""File names of the layers, in order. The last row of each file is the layer's bias."""

BLOCK = 512
"""Views computed at once: what one layer gives for them is a megabyte and stays in the cache."""


def shift_maps(offsets: Matrix) -> Matrix:
    """Stack the 8 × 8 maps that move a column of pixels by each offset (pixels), interpolating linearly."""
    pixel = np.arange(SIDE, dtype=np.float32)
    source = pixel[None, :, None] + offsets[:, None, None]
    maps: Matrix = np.maximum(0, 1 - np.abs(source - pixel[None, None, :]), dtype=np.float32)
    return maps


class Model(Protocol):
    """What the service asks of a model, wherever it computes."""

    def probabilities(self, images: Matrix) -> Matrix:
        """Give the probabilities of the ten digits, one row for each image of 8 × 8 pixels from 0 to 16."""
        ...


OpenModel: TypeAlias = Callable[[Settings], Model]
"""Gives a model that is loaded and warm."""


@dataclass(frozen=True, slots=True)
class DigitClassifier:
    """Reads 8 × 8 images of digits, in the thread that asks."""

    layers: tuple[Matrix, ...]
    shifts: Matrix
    rooms: SimpleQueue[list[Matrix]] = field(default_factory=SimpleQueue[list[Matrix]])
    """Memory for what the hidden layers give, and a 1 in each row, in which no thread computes at the moment."""

    @classmethod
    def load(cls, folder: Path, *, views_per_axis: int) -> "DigitClassifier":
        """Map the weights into memory and lay out the views."""
        layers = tuple(weights.load(folder / f"{name}.npy") for name in LAYERS)
        offsets = (np.arange(views_per_axis, dtype=np.float32) - (views_per_axis - 1) / 2) / views_per_axis
        return cls(layers, shift_maps(offsets.astype(np.float32)))

    def views(self, image: Matrix) -> Matrix:
        """Shift the image by up to half a pixel each way along both axes: one row of 64 pixels, and a 1, per view."""
        side = len(self.shifts)
        views = np.ones((side, side, SIDE * SIDE + 1), dtype=np.float32)
        down: Matrix = self.shifts[:, np.newaxis] @ (image * np.float32(1 / BRIGHTEST))
        # From the right a map moves the other way; as the offsets lie evenly around zero, no view is lost.
        np.matmul(down, self.shifts, out=np.reshape(views[..., :-1], (side, side, SIDE, SIDE), copy=False))
        return np.reshape(views, (side * side, -1))

    def probabilities(self, images: Matrix) -> Matrix:
        """Give each image's probabilities, averaged over its views; about 30 ms an image by default."""
        *hidden, output = self.layers
        try:
            # Made anew, two megabytes would come from the kernel page by page, for which threads take turns.
            rooms = self.rooms.get_nowait()
        except Empty:
            rows = min(BLOCK, len(self.shifts) ** 2)
            rooms = [np.ones((rows, layer.shape[1] + 1), dtype=np.float32) for layer in hidden]
        answers = np.empty((len(images), output.shape[1]), dtype=np.float32)
        for answer, image in zip(answers, images, strict=True):
            views = self.views(image)
            odds = np.empty((len(views), output.shape[1]), dtype=np.float32)
            # Few, large steps: after each the thread waits its turn for the GIL.
            for start in range(0, len(views), BLOCK):
                signal = views[start : start + BLOCK]
                for layer, room in zip(hidden, rooms, strict=True):
                    np.matmul(signal, layer, out=room[: len(signal), :-1])
                    signal = np.maximum(room[: len(signal)], 0, out=room[: len(signal)])
                odds[start : start + BLOCK] = signal @ output
            odds -= odds.max(axis=1, keepdims=True)
            np.exp(odds, out=odds)
            odds /= odds.sum(axis=1, keepdims=True)
            answer[:] = odds.mean(axis=0)
        self.rooms.put(rooms)
        return answers


def open_model(settings: Settings) -> Model:
    """Open the model that the service serves, and make its first answer as fast as the next. Put yours here."""
    model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)
    try:
        (answer,) = model.probabilities(np.zeros((1, SIDE, SIDE), dtype=np.float32))
    except ValueError as error:
        raise WeightsError(f"{settings.weights}: the layers do not fit each other ({error})") from error
    if answer.shape != (10,) or not np.isfinite(answer).all():
        raise WeightsError(f"{settings.weights}: expected ten finite probabilities, found {answer}")
    return model
