"""The figures of `make bench`: medians, ratios within a round, quantiles, goals."""

from __future__ import annotations

from bench.report import report
from bench.results import Results, quantile
from bench.rounds import in_turn


def _measured() -> Results:
    results = Results(notes=["2 cores"])
    for round_, (pipeline, tantivy) in enumerate([(100.0, 90.0), (50.0, 40.0), (80.0, 72.0)]):
        results.rate("pipeline", round_, pipeline)
        results.rate("tantivy", round_, tantivy)
    results.latencies["tantivy idle"] = [[0.1, 0.2, 0.3], [0.1, 0.1, 0.2]]
    results.cpu["tantivy"] = [{"worker": 30.0, "indexer": 10.0, "others": 5.0}, {"worker": 20.0, "indexer": 20.0}]
    results.memory["tantivy"] = {"worker": (1500.0, 800.0)}
    return results


def test_every_other_round_runs_in_reverse() -> None:
    assert [in_turn("AB", n) for n in range(4)] == [["A", "B"], ["B", "A"], ["A", "B"], ["B", "A"]]


def test_ratios_are_taken_within_a_round() -> None:
    (ratio,) = _measured().ratios()
    assert (ratio.name, ratio.median, ratio.least, ratio.most) == ("tantivy / pipeline", 0.9, 0.8, 0.9)


def test_cpu_is_compared_without_what_others_used() -> None:
    results = _measured()
    results.cpu["pipeline"] = [{"processes": 36.0}]
    (ratio,) = [figure for figure in results.ratios() if figure.name == "tantivy / pipeline, by CPU"]
    assert ratio.median == 36.0 / (25.0 + 15.0)


def test_a_round_that_failed_leaves_the_others_their_partners() -> None:
    results = _measured()
    del results.rates["tantivy"][0]
    (ratio,) = results.ratios()
    assert (ratio.count, ratio.least, ratio.most) == (2, 0.8, 0.9)


def test_a_quantile_is_a_value_that_so_many_do_not_exceed() -> None:
    values = [float(n) for n in range(1, 21)]
    assert quantile(values, 0.5) == 10
    assert quantile(values, 0.95) == 19
    assert quantile([3.0], 0.95) == 3


def test_latencies_of_all_rounds_are_ranked_together() -> None:
    figures = {figure.name: figure for figure in _measured().quantiles()}
    assert figures["tantivy idle p50"].median == 0.1
    assert figures["tantivy idle p95"].median == 0.3
    assert (figures["tantivy idle p95"].least, figures["tantivy idle p95"].count) == (0.2, 6)


def test_a_missed_goal_is_named_and_a_met_one_is_not() -> None:
    assert _measured().missed() == ["tantivy idle p95"]


def test_the_report_has_every_figure_and_note() -> None:
    text = report(_measured())
    for expected in ("| tantivy / pipeline", "≥ 0.85", "met", "MISSED", "| worker", "1,500", "- 2 cores"):
        assert expected in text
    others = next(line for line in text.splitlines() if line.startswith("| others"))
    assert "%" not in others  # whoever else was busy has no share in our cost


def test_a_report_without_any_figure_still_says_what_failed() -> None:
    assert "FAILED: round 1" in report(Results(failed=["round 1, tantivy: it did not start"]))


def test_the_json_has_every_rounds_values() -> None:
    written = _measured().as_json()
    assert written["rates"]["tantivy"] == {0: 90.0, 1: 40.0, 2: 72.0}
    assert {"name": "tantivy / pipeline", "median": 0.9, "least": 0.8, "most": 0.9, "count": 3, "goal": "≥ 0.85"} in (
        written["figures"]
    )


def test_the_pipeline_is_compared_with_bare_ner_by_cpu() -> None:
    results = Results()
    results.cpu = {"pipeline": [{"processes": 25.0}], "ner": [{"processes": 15.0}]}
    (ratio,) = [figure for figure in results.ratios() if figure.name == "pipeline / ner, by CPU"]
    assert ratio.median == 0.6
