"""What is deployed agrees with the code: ports, paths of probes, and the time given to stop."""

import re
from pathlib import Path

from reference_service.main import create_app
from reference_service.settings import Settings

FOLDER = Path(__file__).parents[1]
DOCKERFILE = (FOLDER / "Dockerfile").read_text()
COMPOSE = (FOLDER / "deploy" / "compose.yaml").read_text()
KUBERNETES = (FOLDER / "deploy" / "kubernetes.yaml").read_text()


def test_probes_ask_paths_that_exist() -> None:
    asked = re.findall(r"httpGet: {path: ([^,]+),", KUBERNETES) + re.findall(r"8000(/\w+)", DOCKERFILE)

    assert sorted(asked) == ["/health", "/health", "/ready", "/ready"]
    assert set(asked) <= set(create_app(Settings()).openapi()["paths"])


def test_one_port_everywhere() -> None:
    ports = re.findall(r'EXPOSE (\d+)|"--port", "(\d+)"', DOCKERFILE)
    ports += re.findall(r"containerPort: (\d+)|:(\d+)\"]", KUBERNETES + COMPOSE)

    assert len(ports) == 4
    assert {port for pair in ports for port in pair if port} == {"8000"}


def test_a_stop_waits_for_whatever_was_accepted() -> None:
    deadline_s = Settings().deadline_s
    (compose_s,) = re.findall(r"stop_grace_period: (\d+)s", COMPOSE)
    (kubernetes_s,) = re.findall(r"terminationGracePeriodSeconds: (\d+)", KUBERNETES)
    (pause_s,) = re.findall(r"time\.sleep\((\d+)\)", KUBERNETES)

    assert float(compose_s) > deadline_s
    assert float(kubernetes_s) > float(pause_s) + deadline_s


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE) == ["10001"]
