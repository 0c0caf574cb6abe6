"""ONNX Runtime and PyTorch behind the service, as `docs/models.md` shows them; skipped where they are not installed."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest

from reference_service.main import create_app
from reference_service.model import BRIGHTEST, LAYERS, DigitClassifier
from reference_service.schemas import A_SEVEN, A_SEVEN_BYTES
from reference_service.settings import WEIGHTS, Settings
from reference_service.weights import SUMS, sha256

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parents[2] / "examples"
LINEAR = (1, 3, 5)
"""Places of the three matrices in the network of the PyTorch example."""


def save_onnx(layers: list[Any], path: Path) -> None:
    """Write the committed weights as an ONNX graph."""
    onnx: Any = pytest.importorskip("onnx")
    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    nodes = [
        helper.make_node("Flatten", ["images"], ["flat"]),
        helper.make_node("Div", ["flat", "brightest"], ["signal_0"]),
    ]
    constants = [numpy_helper.from_array(np.array(BRIGHTEST, dtype=np.float32), "brightest")]
    for number, layer in enumerate(layers):
        constants.append(numpy_helper.from_array(np.array(layer[:-1]), f"weight_{number}"))
        constants.append(numpy_helper.from_array(np.array(layer[-1]), f"bias_{number}"))
        inputs = [f"signal_{number}", f"weight_{number}", f"bias_{number}"]
        nodes.append(helper.make_node("Gemm", inputs, [f"sum_{number}"]))
        last = number == len(layers) - 1
        operator, output = ("Softmax", "probabilities") if last else ("Relu", f"signal_{number + 1}")
        nodes.append(helper.make_node(operator, [f"sum_{number}"], [output]))
    images = helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, ["count", 8, 8])
    answer = helper.make_tensor_value_info("probabilities", onnx.TensorProto.FLOAT, ["count", 10])
    graph = helper.make_graph(nodes, "digits", [images], [answer], constants)
    versions = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=versions, ir_version=8), path)


def save_torch(layers: list[Any], path: Path) -> None:
    """Write the committed weights as a PyTorch state."""
    torch: Any = importlib.import_module("torch")
    state: dict[str, Any] = {}
    for place, layer in zip(LINEAR, layers, strict=True):
        state[f"{place}.weight"] = torch.from_numpy(np.ascontiguousarray(layer[:-1].T))
        state[f"{place}.bias"] = torch.from_numpy(np.array(layer[-1]))
    torch.save(state, path)


RUNTIMES: dict[str, tuple[Callable[[list[Any], Path], None], str, str]] = {
    "onnxruntime": (save_onnx, "digits.onnx", "onnx_model"),
    "torch": (save_torch, "digits.pt", "torch_model"),
}


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("runtime", RUNTIMES)
async def test_another_runtime_answers_as_the_service_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str
) -> None:
    pytest.importorskip(runtime)
    save, name, module = RUNTIMES[runtime]
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    open_model = importlib.import_module(f"other_models.{module}").open_model
    # One view: the network alone.
    ours = DigitClassifier.load(WEIGHTS, views_per_axis=1)
    save([np.load(WEIGHTS / f"{layer}.npy") for layer in LAYERS], tmp_path / name)
    (tmp_path / SUMS).write_text(f"{sha256(tmp_path / name)}  {name}\n")
    app = create_app(Settings(weights=tmp_path), open_model)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        one = await client.post("/predict", json=A_SEVEN)
        many = await client.post("/predict/batch", content=A_SEVEN_BYTES * 3)

    (expected,) = ours.probabilities(np.array([A_SEVEN["pixels"]], dtype=np.float32))
    assert one.json()["probabilities"] == pytest.approx(expected.tolist(), abs=1e-5)
    assert many.json()["digits"] == [7, 7, 7]
