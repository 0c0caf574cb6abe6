"""ONNX Runtime behind the reference service's `Model`: its `run` releases the GIL, so threads are enough."""

from pathlib import Path

import numpy as np
import onnxruntime
from reference_service.model import SIDE, Model
from reference_service.settings import Settings
from reference_service.weights import Matrix, trusted


class OnnxModel:
    def __init__(self, path: Path, *, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        # What BLAS threads are to numpy: by default every session takes all cores for itself.
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def probabilities(self, images: Matrix) -> Matrix:
        (probabilities,) = self._session.run(None, {"images": images})
        return probabilities


def open_model(settings: Settings) -> Model:
    model = OnnxModel(trusted(settings.weights / "digits.onnx"), threads=settings.blas_threads)
    model.probabilities(np.zeros((1, SIDE, SIDE), dtype=np.float32))  # the first is slow
    return model
