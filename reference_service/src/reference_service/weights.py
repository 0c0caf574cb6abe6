"""Files of weights: trusted only after their checksums, then mapped into memory and shared by all processes."""

import hashlib
import traceback
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float32]

SUMS = "SHA256SUMS"
"""The checksums of a folder, one `<digest>  <file name>` a line, as `sha256sum` writes it, with `--binary` too."""


class WeightsError(Exception):
    """Weights that cannot be used: says which file and why, on one line."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())


def told(error: BaseException) -> str:
    """Say on one line what went wrong; of what nobody foresaw, the type as well."""
    if isinstance(error, WeightsError):
        return str(error)
    return " ".join("".join(traceback.format_exception_only(error)).split())


def sha256(path: Path) -> str:
    """Digest a file where the kernel keeps it: it takes no memory of the process's own."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return hashlib.sha256(content).hexdigest()


def trusted(path: Path) -> Path:
    """Give back the path of a file, of whatever kind, that is what the checksums of its folder say."""
    for file in (path.parent / SUMS, path):
        if file.exists() and not file.is_file():
            raise WeightsError(f"{file}: not a regular file")
    try:
        lines = (path.parent / SUMS).read_text().splitlines()
        digest = sha256(path)
        if f"{digest}  {path.name}" in lines or f"{digest} *{path.name}" in lines:
            return path
    except OSError as error:
        raise WeightsError(f"{error.filename}: {error.strerror}") from error
    except ValueError as error:  # an empty file, or checksums that are no text
        raise WeightsError(f"{path}: {error}") from error
    raise WeightsError(f"{path}: its SHA-256 is not the one in {SUMS}")


def load(path: Path) -> Matrix:
    """Check a layer, then map it read-only: processes that map the same file share its one copy in memory."""
    path = trusted(path)
    try:
        # Refuses pickles, which would run whatever code they hold.
        layer: Matrix = np.asarray(np.lib.format.open_memmap(path, mode="r"))
    except Exception as error:  # the kinds of what numpy raises are many, and named nowhere
        raise WeightsError(f"{path}: no .npy file of numbers: {error}") from error
    if layer.dtype != np.float32 or layer.ndim != 2:  # noqa: PLR2004 - a matrix has two dimensions
        raise WeightsError(f"{path}: expected a float32 matrix, found {layer.dtype} of shape {layer.shape}")
    return layer
