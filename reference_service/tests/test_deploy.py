"""What is deployed agrees with the code: ports, paths, settings, cores, and the time given to stop."""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from reference_service.main import create_app
from reference_service.settings import ARRIVAL_S, VARIABLES, Settings

yaml: Any = importlib.import_module("yaml")  # has no types of its own

FOLDER = Path(__file__).parents[1]
DOCKERFILE = (FOLDER / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((FOLDER / "deploy" / "compose.yaml").read_text())["services"]["digits"]
DEPLOYMENT, SERVICE = yaml.safe_load_all((FOLDER / "deploy" / "kubernetes.yaml").read_text())
POD = DEPLOYMENT["spec"]["template"]
(CONTAINER,) = POD["spec"]["containers"]
WORKFLOW = yaml.safe_load((FOLDER / "deploy" / "workflow.yaml").read_text())
SET: dict[str, str] = {one["name"]: one["value"] for one in CONTAINER.get("env", [])}


def deployed(monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in SET.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_probes_and_prometheus_ask_paths_that_exist() -> None:
    probes = [CONTAINER[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")]
    scraped: str = POD["metadata"]["annotations"]["prometheus.io/path"]
    (checked,) = re.findall(r"os.environ\['SERVICE_PORT'\] \+ '(/\w+)'", DOCKERFILE)

    # A full queue is no reason to restart: liveness never asks whether requests would be served.
    assert (probes, checked) == (["/ready", "/health", "/ready"], "/health")
    assert {*probes, scraped, checked} <= set(create_app(Settings()).openapi()["paths"])


def test_one_port_everywhere() -> None:
    (port,) = CONTAINER["ports"]
    (published,) = COMPOSE["ports"]
    (forwarded,) = SERVICE["spec"]["ports"]
    ports: list[str] = [*re.findall(r"EXPOSE (\d+)|SERVICE_PORT=(\d+)", DOCKERFILE), *published.split(":")]

    assert {
        number for found in ports for number in ([found] if isinstance(found, str) else found) if number
    } == {"8000"}
    assert (port["containerPort"], port["name"], forwarded["targetPort"]) == (8000, "http", "http")
    assert POD["metadata"]["annotations"]["prometheus.io/port"] == "8000"


def test_every_variable_that_is_set_is_one_of_the_settings() -> None:
    in_image = set(re.findall(r"SERVICE_\w+", DOCKERFILE))

    assert {*SET, *in_image} <= VARIABLES
    assert "SERVICE_HOST=0.0.0.0" in DOCKERFILE
    # Kubernetes sets SERVICE_A_PORT, and six more, where a Service is called `service-a`.
    assert POD["spec"]["enableServiceLinks"] is False


def test_a_stop_waits_for_whatever_was_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = deployed(monkeypatch)
    compose_s = float(COMPOSE["stop_grace_period"].removesuffix("s"))

    assert compose_s > ARRIVAL_S + Settings().deadline_s
    assert POD["spec"]["terminationGracePeriodSeconds"] > settings.drain_s + ARRIVAL_S + settings.deadline_s


def test_readiness_is_asked_more_than_once_before_the_end_of_accepting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    probe = CONTAINER["readinessProbe"]

    assert deployed(monkeypatch).drain_s >= 2 * probe["periodSeconds"] * probe["failureThreshold"]


def test_containers_get_whole_cores_and_memory_of_their_own() -> None:
    resources: dict[str, Any] = CONTAINER["resources"]

    assert resources["requests"] == resources["limits"]
    assert int(resources["limits"]["cpu"]) == COMPOSE["cpus"] == 2
    assert COMPOSE["mem_limit"].removesuffix("m") == resources["limits"]["memory"].removesuffix("Mi")


def test_nothing_runs_as_root_or_writes_to_its_disk() -> None:
    assert re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE) == ["10001"]
    assert POD["spec"]["securityContext"]["runAsNonRoot"]
    assert POD["spec"]["automountServiceAccountToken"] is False
    assert CONTAINER["securityContext"]["readOnlyRootFilesystem"]
    assert COMPOSE["read_only"]


def test_the_workflow_lints_tests_and_audits_the_app_that_is_served() -> None:
    (job,) = WORKFLOW["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]

    actions = [step["uses"] for step in job["steps"] if "uses" in step]

    assert WORKFLOW["permissions"] == {"contents": "read"}
    # A tag can be moved to other code, a commit cannot.
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action) for action in actions)
    assert runs[1:] == [
        "freeloop lint src",
        "pytest",
        "freeloop audit reference_service.main:app --all-methods",
    ]
