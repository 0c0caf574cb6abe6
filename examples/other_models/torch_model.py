"""PyTorch behind the reference service's `Model`: its operators release the GIL, so threads are enough."""

from pathlib import Path

import numpy as np
import torch
from reference_service.model import SIDE, Model
from reference_service.settings import Settings
from reference_service.weights import Matrix, trusted
from torch import nn


def network() -> nn.Module:
    hidden = [nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(512, 10), nn.Softmax(dim=1))


class TorchModel:
    def __init__(self, path: Path, *, threads: int) -> None:
        # What BLAS threads are to numpy; for the whole process.
        torch.set_num_threads(threads)
        # Mapped, so that processes share one copy; `weights_only` refuses pickles that run code.
        state = torch.load(path, map_location="cpu", mmap=True, weights_only=True)
        with torch.device("meta"):  # no memory for weights that are replaced at once
            self._network = network()
        self._network.load_state_dict(state, assign=True)
        self._network.eval()

    def probabilities(self, images: Matrix) -> Matrix:
        with torch.inference_mode():
            return self._network(torch.from_numpy(images) / 16).numpy()


def open_model(settings: Settings) -> Model:
    model = TorchModel(trusted(settings.weights / "digits.pt"), threads=settings.blas_threads)
    model.probabilities(np.zeros((1, SIDE, SIDE), dtype=np.float32))  # the first is slow
    return model
