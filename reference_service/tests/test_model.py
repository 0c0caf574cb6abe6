"""The model apart from HTTP."""

import numpy as np
import pytest

from reference_service.model import SIDE, DigitClassifier, shift_maps
from reference_service.schemas import A_SEVEN
from reference_service.settings import WEIGHTS
from reference_service.weights import Matrix


@pytest.fixture(scope="module")
def model() -> DigitClassifier:
    return DigitClassifier.load(WEIGHTS, views_per_axis=5)


@pytest.fixture(scope="module")
def seven() -> Matrix:
    return np.array(A_SEVEN["pixels"], dtype=np.float32)


def test_each_row_of_probabilities_sums_to_one(model: DigitClassifier, seven: Matrix) -> None:
    probabilities = model.probabilities(np.stack([seven, np.transpose(seven), seven]))

    assert probabilities.shape == (3, 10)
    assert probabilities.dtype == np.float32
    assert probabilities.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    np.testing.assert_array_equal(probabilities[0], probabilities[2])
    assert not np.array_equal(probabilities[0], probabilities[1])


def test_the_middle_view_is_the_image_itself(model: DigitClassifier, seven: Matrix) -> None:
    views = model.views(seven)

    assert views.shape == (25, SIDE * SIDE + 1)
    np.testing.assert_allclose(views[12, :-1], seven.ravel() / 16, atol=1e-6)
    np.testing.assert_array_equal(views[:, -1], 1)


@pytest.mark.parametrize(
    ("offset", "expected"), [(0, [0, 1, 0]), (1, [1, 0, 0]), (-1, [0, 0, 1]), (0.5, [0.5, 0.5, 0])]
)
def test_a_shift_moves_pixels_by_its_offset(offset: float, expected: list[float]) -> None:
    column = np.array([0, 1, 0, 0, 0, 0, 0, 0], dtype=np.float32)

    moved = shift_maps(np.array([offset], dtype=np.float32)) @ column

    np.testing.assert_allclose(moved[0, :3], expected)


def test_a_single_view_is_the_image_unmoved(seven: Matrix) -> None:
    model = DigitClassifier.load(WEIGHTS, views_per_axis=1)

    np.testing.assert_allclose(model.views(seven)[:, :-1], np.reshape(seven, (1, -1)) / 16)
