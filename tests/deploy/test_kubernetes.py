"""The Kubernetes manifests belong together, keep their promises, and run what docker-compose.yml runs."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest
import yaml

from tests.deploy.promises import PROJECT, SERVICES, SETTINGS, load

BASE = PROJECT / "deploy" / "kubernetes" / "base"

type Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def manifests() -> dict[tuple[str, str], Manifest]:
    kustomization = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))
    found: dict[tuple[str, str], Manifest] = {}
    for name in kustomization["resources"]:
        for manifest in yaml.safe_load_all((BASE / name).read_text(encoding="utf-8")):
            key = manifest["kind"], manifest["metadata"]["name"]
            assert key not in found
            found[key] = manifest
    return found


def test_every_file_is_listed() -> None:
    kustomization = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))
    assert {*kustomization["resources"], "kustomization.yaml"} == {path.name for path in BASE.iterdir()}
    assert {image["name"] for image in kustomization["images"]} == {f"tidings/{name}" for name in SERVICES}


def test_kustomize_builds_the_base(manifests: dict[tuple[str, str], Manifest]) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed: install it to have the base built")
    built = subprocess.run([kubectl, "kustomize", str(BASE)], capture_output=True, text=True, check=True).stdout
    parts = [part for part in yaml.safe_load_all(built) if part]
    assert {(part["kind"], part["metadata"]["name"]) for part in parts} == set(manifests)
    assert all(part["metadata"].get("namespace", "tidings") == "tidings" for part in parts)


@pytest.mark.parametrize("name", SERVICES)
def test_a_deployment_runs_what_compose_runs(manifests: dict[tuple[str, str], Manifest], name: str) -> None:
    pod = manifests["Deployment", name]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    compose = load()["services"][name]
    assert container["command"] == compose["command"]
    assert container["image"] == compose["image"]
    (secret,) = (volume["secret"] for volume in pod["volumes"] if "secret" in volume)
    assert sorted(item["path"] for item in secret["items"]) == sorted(compose["secrets"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_deployment_is_probed_limited_and_confined(manifests: dict[tuple[str, str], Manifest], name: str) -> None:
    spec = manifests["Deployment", name]["spec"]
    pod = spec["template"]["spec"]
    (container,) = pod["containers"]
    assert spec["selector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items()
    assert {"startupProbe", "livenessProbe"} <= container.keys()
    assert {"cpu", "memory"} <= container["resources"]["limits"].keys() & container["resources"]["requests"].keys()
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    confined = container["securityContext"]
    assert confined["readOnlyRootFilesystem"] is True
    assert confined["allowPrivilegeEscalation"] is False
    assert confined["capabilities"] == {"drop": ["ALL"]}
    assert {volume["name"] for volume in pod["volumes"]} == {mount["name"] for mount in container["volumeMounts"]}


@pytest.mark.parametrize("name", SERVICES)
def test_kubernetes_adds_no_variables_of_its_own(manifests: dict[tuple[str, str], Manifest], name: str) -> None:
    """A Service named `tidings-api` would set TIDINGS_API_PORT to tcp://10.0.0.1:8000."""
    assert manifests["Deployment", name]["spec"]["template"]["spec"]["enableServiceLinks"] is False


@pytest.mark.parametrize(("name", "port"), [("ingest", 8001), ("api", 8000)])
def test_a_web_service_is_ready_where_its_service_sends_calls(
    manifests: dict[tuple[str, str], Manifest], name: str, port: int
) -> None:
    (container,) = manifests["Deployment", name]["spec"]["template"]["spec"]["containers"]
    service = manifests["Service", name]["spec"]
    assert container["ports"] == [{"name": "http", "containerPort": port}]
    assert container["readinessProbe"]["httpGet"] == {"path": "/health/ready", "port": "http"}
    assert service["ports"] == [{"name": "http", "port": port, "targetPort": "http"}]
    labels = manifests["Deployment", name]["spec"]["template"]["metadata"]["labels"]
    assert service["selector"].items() <= labels.items()


def test_one_indexer_writes(manifests: dict[tuple[str, str], Manifest]) -> None:
    assert manifests["Deployment", "indexer"]["spec"]["replicas"] == 1


def test_every_variable_is_a_setting_and_no_secret(manifests: dict[tuple[str, str], Manifest]) -> None:
    settings = manifests["ConfigMap", "tidings"]["data"]
    assert settings.keys() <= SETTINGS
    assert not settings.keys() & {"TIDINGS_REDIS_URL", "TIDINGS_API_KEYS", "TIDINGS_ELASTICSEARCH_PASSWORD"}
    assert all(isinstance(value, str) for value in settings.values())
