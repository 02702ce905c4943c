"""Alert rules and dashboard name metrics that the services have."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from services.shared.inbox import InboxState
from services.shared.telemetry import InboxGauges, Metrics
from tests.deploy.promises import PROJECT, PUBLISHED

DEPLOY = PROJECT / "deploy"


def _rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _panels() -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = json.loads((DEPLOY / "grafana" / "tidings.json").read_text(encoding="utf-8"))[
        "panels"
    ]
    return panels


def _expressions() -> list[str]:
    return [rule["expr"] for rule in _rules()] + [target["expr"] for panel in _panels() for target in panel["targets"]]


@pytest.fixture(scope="module")
def samples() -> set[str]:
    """Every sample name that the services' own metrics yield."""
    metrics = Metrics()
    metrics.requests.labels("GET", "/", 200).inc()
    metrics.seconds.labels("GET", "/").observe(0.1)
    state = InboxState(pending=1, pending_bytes=1, oldest_seconds=1.0, quarantined=1, ready={("enrich", "live"): 1})
    registry = CollectorRegistry()
    registry.register(InboxGauges(lambda: state))
    families = [*metrics.registry.collect(), *registry.collect()]
    return {sample.name for family in families for sample in family.samples}


@pytest.mark.parametrize("expression", _expressions())
def test_an_expression_names_metrics_that_exist(expression: str, samples: set[str]) -> None:
    named = set(re.findall(r"\btidings_\w+", expression))
    assert named or "up{" in expression
    assert named <= samples


def test_the_queues_age_and_the_quarantines_growth_are_watched() -> None:
    watched = {rule["alert"]: rule["expr"] for rule in _rules()}
    assert "tidings_inbox_oldest_seconds" in watched["TidingsQueueAge"]
    assert "tidings_inbox_quarantined" in watched["TidingsQuarantineGrows"]


def test_every_alert_says_what_it_means_and_whom_it_wakes() -> None:
    for rule in _rules():
        assert rule["labels"]["severity"] in {"page", "warn"}
        assert rule["annotations"]["summary"]
        assert re.fullmatch(r"\d+m", rule["for"])


def test_prometheus_scrapes_both_web_services_with_the_key() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = config["scrape_configs"]
    assert {target for group in job["static_configs"] for target in group["targets"]} == {
        f"{name}:{ports[0].rsplit(':', 1)[1]}" for name, ports in PUBLISHED.items()
    }
    assert "X-API-Key" in job["http_headers"]
    assert config["rule_files"] == ["alerts.yml"]


def test_no_two_panels_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in _panels():
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken
        taken |= cells
    assert max(x for x, _ in taken) < 24
