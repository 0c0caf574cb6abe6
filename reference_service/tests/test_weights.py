"""Files of weights: what is refused, in one line, and what is shared."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from reference_service import weights
from reference_service.model import LAYERS, open_model
from reference_service.settings import WEIGHTS, Settings
from reference_service.weights import SUMS, Matrix, WeightsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WEIGHTS, tmp_path / "weights"))


def test_mapped_weights_cannot_be_written(folder: Path) -> None:
    layer = weights.load(folder / "output.npy")

    assert isinstance(layer.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        layer[0, 0] = 0


def test_a_changed_byte_is_refused(folder: Path) -> None:
    path = folder / "hidden_2.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(WeightsError, match=r"hidden_2\.npy: its SHA-256 is not the one in SHA256SUMS$"):
        weights.load(path)


def test_a_file_without_a_checksum_is_refused(folder: Path) -> None:
    (folder / SUMS).write_text("")

    with pytest.raises(WeightsError, match="not the one in SHA256SUMS"):
        weights.load(folder / "output.npy")


def test_checksums_of_binary_files_are_understood(folder: Path) -> None:
    sums = folder / SUMS
    sums.write_text(sums.read_text().replace("  ", " *"))

    assert weights.load(folder / "output.npy").shape == (513, 10)


@pytest.mark.parametrize("name", ["output.npy", SUMS])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_regular_file_is_refused(folder: Path, name: str, make: Callable[[Path], None]) -> None:
    """A pipe would be waited for without end."""
    (folder / name).unlink()
    make(folder / name)

    with pytest.raises(WeightsError, match=f"{name}: not a regular file$"):
        weights.load(folder / "output.npy")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "output.npy").unlink()

    with pytest.raises(WeightsError, match=r"output\.npy: No such file or directory$"):
        weights.load(folder / "output.npy")


@pytest.mark.parametrize(("name", "content"), [("output.npy", b""), (SUMS, b"\xff\xfe")])
def test_an_empty_file_and_checksums_that_are_no_text_are_refused(
    folder: Path, name: str, content: bytes
) -> None:
    (folder / name).write_bytes(content)

    with pytest.raises(WeightsError, match=r"output\.npy: .*(empty|decode)"):
        weights.load(folder / "output.npy")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no zip", b"\x93NUMPY\x01\x00v\x00{'descr'" + b" " * 110], ids=["zip", "header"]
)
def test_what_is_no_file_of_numpy_is_refused(folder: Path, content: bytes) -> None:
    path = folder / "output.npy"
    path.write_bytes(content)
    (folder / SUMS).write_text(f"{weights.sha256(path)}  output.npy\n")

    with pytest.raises(WeightsError, match=r"output\.npy: no \.npy file of numbers: ") as caught:
        weights.load(path)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (np.zeros((513, 11), np.float32), "expected ten finite probabilities"),
        (np.full((513, 10), np.nan, np.float32), "expected ten finite probabilities"),
        (np.zeros((5, 10), np.float32), "the layers do not fit each other"),
    ],
    ids=["eleven", "nan", "shape"],
)
def test_layers_that_give_no_probabilities_are_refused(folder: Path, layer: Matrix, why: str) -> None:
    path = folder / "output.npy"
    np.save(path, layer)
    sums = [f"{weights.sha256(folder / f'{name}.npy')}  {name}.npy\n" for name in LAYERS]
    (folder / SUMS).write_text("".join(sums))

    with pytest.raises(WeightsError, match=why) as caught:
        open_model(Settings(weights=folder, views_per_axis=1))

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("array", "why"),
    [
        (np.zeros((2, 2)), "expected a float32 matrix, found float64"),
        (np.zeros(2, dtype=np.float32), r"of shape \(2,\)"),
        (np.array([{"a": 1}], dtype=object), "can't be memory-mapped"),
    ],
    ids=["float64", "vector", "pickle"],
)
def test_what_is_no_float32_matrix_is_refused(
    folder: Path, array: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]", why: str
) -> None:
    path = folder / "output.npy"
    np.save(path, array, allow_pickle=True)
    (folder / SUMS).write_text(f"{weights.sha256(path)}  output.npy\n")

    with pytest.raises(WeightsError, match=why) as caught:
        weights.load(path)

    assert "\n" not in str(caught.value)
