"""Files of weights: trusted only after their checksums, then mapped into memory and shared by all processes."""

import hashlib
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float32]

SUMS = "SHA256SUMS"
"""The checksums of a folder, one `<digest>  <file name>` a line: `sha256sum --check` reads it too."""


class WeightsError(Exception):
    """Weights that cannot be used: says which file and why, on one line."""


def sha256(path: Path) -> str:
    """Digest a file by the megabyte: nothing is held but a page cache that the mapping will use."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def save(folder: Path, layers: dict[str, Matrix]) -> None:
    """Write each layer and the checksums."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, layer in layers.items():
        np.save(folder / f"{name}.npy", layer, allow_pickle=False)
    lines = [f"{sha256(folder / f'{name}.npy')}  {name}.npy\n" for name in layers]
    (folder / SUMS).write_text("".join(lines))


def load(path: Path) -> Matrix:
    """Check a layer, then map it read-only: processes that map the same file share its one copy in memory."""
    try:
        lines = (path.parent / SUMS).read_text().splitlines()
        expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}.get(
            path.name
        )
        if (found := sha256(path)) != expected:
            raise WeightsError(f"{path}: its SHA-256 is {found}, but {SUMS} says {expected}")
        # np.load refuses pickles, which would run whatever code they hold.
        layer: Matrix = np.asarray(np.load(path, mmap_mode="r"))
    except OSError as error:
        raise WeightsError(f"{error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise WeightsError(f"{path}: {error}") from error
    if layer.dtype != np.float32 or layer.ndim != 2:  # noqa: PLR2004 - a matrix has two dimensions
        raise WeightsError(f"{path}: expected a float32 matrix, found {layer.dtype} of shape {layer.shape}")
    return layer
