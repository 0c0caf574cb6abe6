"""The committed weights read digits that training did not see."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from reference_service.model import LAYERS, DigitClassifier
from reference_service.settings import WEIGHTS, Settings
from reference_service.weights import Matrix

pytestmark = pytest.mark.slow  # scikit-learn takes a second or two to import

TRAIN = Path(__file__).parents[1] / "scripts" / "train.py"


class Digits(Protocol):
    """What `scripts/train.py` calls so."""

    images: Matrix
    labels: NDArray[np.int64]


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(TRAIN))


@pytest.fixture(scope="module")
def held_out(script: dict[str, Any]) -> Digits:
    split: Callable[[], tuple[Digits, Digits]] = script["split"]
    return split()[1]


def accuracy(model: DigitClassifier, digits: Digits) -> float:
    """Share of the digits that the model reads right."""
    right = model.probabilities(digits.images).argmax(axis=1) == digits.labels
    return float(right.mean())


def test_reads_95_percent_of_the_held_out_digits(held_out: Digits) -> None:
    model = DigitClassifier.load(WEIGHTS, views_per_axis=5)

    assert len(held_out.labels) >= 300
    assert accuracy(model, held_out) >= 0.95


def test_reads_as_well_at_the_default_number_of_views(held_out: Digits) -> None:
    model = DigitClassifier.load(WEIGHTS, views_per_axis=Settings.model_fields["views_per_axis"].default)
    some = slice(None, None, 3)  # a view more costs time, and every third digit is enough to tell

    answers = [model.probabilities(image[np.newaxis])[0].argmax() for image in held_out.images[some]]

    assert np.mean(answers == held_out.labels[some]) >= 0.95


def test_untrained_layers_would_not_pass(held_out: Digits) -> None:
    """The assertion above can fail: the same layers with their rows in another order read nothing."""
    model = DigitClassifier.load(WEIGHTS, views_per_axis=5)
    shuffled = tuple(np.random.default_rng(0).permutation(layer) for layer in model.layers)

    assert accuracy(DigitClassifier(shuffled, model.shifts), held_out) < 0.5


def test_training_sees_none_of_the_held_out_digits(script: dict[str, Any]) -> None:
    seen, held_out = script["split"]()
    # Drawings that occur twice in the data set would be known by heart.
    known = {image.tobytes() for image in seen.images}

    assert not [image for image in held_out.images if image.tobytes() in known]


def test_training_is_deterministic(script: dict[str, Any]) -> None:
    seen, _ = script["split"]()

    first, second = (script["train"](seen, epochs=1) for _ in range(2))

    assert [layer.tobytes() for layer in first] == [layer.tobytes() for layer in second]


def test_what_training_writes_is_what_the_service_loads(script: dict[str, Any], tmp_path: Path) -> None:
    layers = dict(zip(LAYERS, DigitClassifier.load(WEIGHTS, views_per_axis=1).layers, strict=True))

    script["save"](tmp_path / "new", layers)

    for path in WEIGHTS.iterdir():
        assert (tmp_path / "new" / path.name).read_bytes() == path.read_bytes()
