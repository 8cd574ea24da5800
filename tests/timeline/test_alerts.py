"""Well-known alert rules fire when paper and pencil say so, never before the onset, and tell how often in vain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.timeline.alert_rules import LIMITS, RULES, AlertRule, Tally, alarms, edges, exceeds, hold, sum_last
from reconstruct.timeline.alerts import replay_alerts
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.condense import condense
from reconstruct.timeline.nouns import AlertReplay, Incident
from reconstruct.timeline.signals import Sensitivity, read_signals
from tests.timeline.builders import at, error, frame_of, page, say, spoil, together, traffic, without

BY_NAME = {rule.name: rule for rule in RULES}
HOUR = 3600
counts = st.lists(st.integers(0, 4), min_size=1, max_size=40)


def incident_of(*frames: pd.DataFrame) -> Incident:
    """The one incident that these records tell of."""
    incidents = build_timeline(together(*frames)).incidents
    assert len(incidents) == 1
    return incidents[0]


def replay(incident: Incident, name: str) -> AlertReplay:
    """What became of the rule of that name."""
    return next(each for each in incident.alerts if each.name == name)


# REFERENCES: time to fire = (1 - objective) / share x long window x burn rate, for a clean step after a clean past
@pytest.mark.parametrize(
    ("name", "share", "seconds"),
    [
        ("ErrorBudgetBurnFast", 1.00, 51.84),
        ("ErrorBudgetBurnFast", 0.50, 103.68),
        ("ErrorBudgetBurnFast", 0.10, 518.4),
        ("ErrorBudgetBurnFast", 0.05, 1036.8),
        ("ErrorBudgetBurnFast", 0.02, 2592),
        ("ErrorBudgetBurnFast", 0.01, None),
        ("ErrorBudgetBurn", 1.00, 129.6),
        ("ErrorBudgetBurn", 0.50, 259.2),
        ("ErrorBudgetBurn", 0.10, 1296),
        ("ErrorBudgetBurn", 0.05, 2592),
        ("ErrorBudgetBurn", 0.02, 6480),
        ("ErrorBudgetBurn", 0.01, 12960),
        ("ErrorBudgetBurnSlow", 1.00, 259.2),
        ("ErrorBudgetBurnSlow", 0.10, 2592),
    ],
)
def test_a_clean_step_is_caught_when_the_workbook_says(name: str, share: float, seconds: float | None) -> None:
    span = 8 * HOUR
    tally = Tally(np.full(span, 100 * share), np.full(span, 100.0), usual=100.0)
    begun = edges(exceeds(BY_NAME[name], tally))
    if seconds is None:
        assert begun == []
    else:
        assert seconds < begun[0] + 1 <= seconds + 1


@given(counts, st.integers(1, 50), st.integers(0, 3))
def test_a_window_adds_up_what_lies_in_it_and_what_lies_before_the_logs(
    values: list[int], window: int, before: int
) -> None:
    whole = [before] * window + values
    expected = [sum(whole[place + 1 : place + 1 + window]) for place in range(len(values))]
    assert sum_last(np.array(values, dtype=float), window, before).tolist() == expected


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 5))
def test_a_condition_holds_once_it_was_true_at_every_step_of_its_time(over: list[bool], steps: int) -> None:
    expected = [place >= steps and all(over[place - steps : place + 1]) for place in range(len(over))]
    assert hold(np.array(over, dtype=bool), steps).tolist() == expected


@given(st.lists(st.booleans(), max_size=40))
def test_a_rule_begins_to_fire_as_often_as_it_was_quiet_just_before(firing: list[bool]) -> None:
    begun = [place for place, on in enumerate(firing) if on and not (place and firing[place - 1])]
    assert edges(np.array(firing, dtype=bool)) == begun


@given(counts)
def test_no_share_is_over_a_limit_where_nothing_hits(trials: list[int]) -> None:
    nothing = Tally(np.zeros(len(trials)), np.array(trials, dtype=float), usual=1.0)
    assert not any(exceeds(rule, nothing).any() for rule in RULES)


def test_one_failing_request_alone_burns_no_budget_however_few_there_are() -> None:
    tally = Tally(np.array([1.0, 0, 0]), np.ones(3), usual=0.01)
    again = Tally(np.array([1.0, 1.0, 0]), np.ones(3), usual=0.01)
    assert not exceeds(BY_NAME["ErrorBudgetBurnFast"], tally).any()
    assert exceeds(BY_NAME["ErrorBudgetBurnFast"], again).any()


def test_over_five_percent_fires_a_minute_after_the_minutes_share_is_over_it() -> None:
    incident = incident_of(spoil(traffic(), "08:30:00", "08:40:00"), frame_of(page("08:33:00", "triggered")))
    found = replay(incident, "HighErrorShare")
    assert found.would_fire == at("08:31:04")  # 31 of 600 requests after 4 s at 10 a second, then held for 60 s
    assert found.lead_seconds == 116
    assert found.delay_seconds == 120
    assert (found.false_firings, found.false_per_day) == (0, 0)


def test_a_rule_slower_than_people_has_a_negative_lead() -> None:
    incident = incident_of(spoil(traffic(), "08:30:00", "08:40:00"), frame_of(page("08:30:20", "triggered")))
    assert replay(incident, "HighErrorShare").lead_seconds == -44


def test_the_lead_is_unknown_where_nobody_noticed() -> None:
    found = replay(incident_of(spoil(traffic(), "08:30:00", "08:40:00")), "HighErrorShare")
    assert found.would_fire is not None
    assert found.lead_seconds is None


def test_silence_is_noticed_after_five_minutes() -> None:
    incident = incident_of(without(traffic(), "08:30:00", "08:40:00"), frame_of(say("08:38:00", "the shop is down!")))
    assert replay(incident, "NoTraffic").would_fire == at("08:35:00")
    assert replay(incident, "HighErrorShare").would_fire is None


def test_slow_requests_are_noticed_by_their_99th_percentile() -> None:
    incident = incident_of(spoil(traffic(), "08:30:00", "08:40:00", every=10, duration_ms=5000.0))
    # 13 of 1200 requests are over 3 s after 13 s at one a second, then held for 120 s
    assert replay(incident, "SlowResponses").would_fire == at("08:32:13")
    assert replay(incident, "HighErrorShare").would_fire is None


def test_errors_of_the_database_are_noticed_and_unknown_where_it_left_no_log() -> None:
    failing = spoil(traffic(), "08:30:00", "08:40:00")
    errors = frame_of(*(error(f"08:3{minute}:{second}0") for minute in range(5) for second in range(6)))
    assert replay(incident_of(failing, errors), "DatabaseErrors").would_fire == at("08:31:01")
    unknown = replay(incident_of(failing), "DatabaseErrors")
    assert unknown.would_fire is None
    assert "no records of a database" in unknown.unknown
    assert unknown.false_per_day is None


def test_what_was_assumed_of_the_time_before_the_logs_is_said_once_it_matters() -> None:
    incident = incident_of(spoil(traffic(), "08:30:00", "08:40:00"))
    fast = replay(incident, "ErrorBudgetBurnFast")
    assert fast.would_fire == at("08:30:52")
    assert fast.assumed == "the 29 min 8 s before the logs are taken as clean, with 10 requests/s"
    assert replay(incident, "HighErrorShare").assumed == ""


def test_a_short_burst_in_the_quiet_part_is_a_false_firing_and_no_detection() -> None:
    burst = spoil(spoil(traffic(), "08:30:00", "08:40:00"), "08:10:00", "08:10:20")
    found = replay(incident_of(burst), "HighErrorShare")
    assert found.false_firings == 1
    assert found.would_fire == at("08:31:04")
    assert found.false_per_day == pytest.approx(86400 / 3000)


def test_a_rule_that_still_fires_from_before_is_no_detection() -> None:
    clean = spoil(traffic(), "08:30:00", "08:40:00")
    incident = incident_of(clean)
    digest = condense(spoil(clean, "08:27:00", "08:29:00"))
    signals = read_signals(digest, Sensitivity())
    assert signals is not None
    replays = {each.name: each for each in replay_alerts(digest, signals, [incident])[0]}
    assert replays["ErrorBudgetBurnFast"].would_fire is None
    assert "fired 2 min 8 s before the onset already" in replays["ErrorBudgetBurnFast"].assumed
    assert replays["HighErrorShare"].would_fire == at("08:31:04")


def test_no_rule_fires_outside_of_its_incident() -> None:
    twice = spoil(spoil(traffic(), "08:30:00", "08:34:00"), "08:50:00", "08:54:00")
    incidents = build_timeline(twice).incidents
    assert len(incidents) == 2
    for incident in incidents:
        onset, mitigated = incident.milestones["onset"], incident.milestones["mitigated"]
        assert onset is not None
        assert mitigated is not None
        fired = [each.would_fire for each in incident.alerts if each.would_fire is not None]
        assert len(fired) >= 3
        second = pd.Timedelta(seconds=1)
        assert all(onset.moment <= time <= mitigated.moment + second for time in fired)


def test_no_published_rule_is_faster_than_what_is_achievable() -> None:
    incident = incident_of(spoil(traffic(), "08:30:00", "08:40:00", every=4))
    fired = {each.name: each.would_fire for each in incident.alerts if each.would_fire is not None}
    assert fired["BestForFailures"] == min(fired.values())
    assert set(fired) > {"BestForFailures", "HighErrorShare"}


def test_the_sequential_test_keeps_its_false_alarm_rate_on_healthy_traffic() -> None:
    generator = np.random.default_rng(7)
    seconds = 10 * 86400
    trials = np.full(seconds, 5.0)
    healthy = Tally(generator.binomial(5, 0.002, seconds).astype(float), trials, usual=5.0)
    assert len(alarms(LIMITS[0], healthy, base=0.002)) <= 1  # a third of one is expected at most
    broken = Tally(generator.binomial(5, 0.05, seconds // 100).astype(float), trials[: seconds // 100], usual=5.0)
    assert alarms(LIMITS[0], broken, base=0.002)[0] < 300


def test_the_trace_shows_the_rule_quiet_before_the_onset_and_firing_when_it_does() -> None:
    incident = incident_of(spoil(traffic(), "08:30:00", "08:40:00"))
    traced = [each for each in incident.alerts if each.trace is not None]
    assert {"HighErrorShare", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"} <= {each.name for each in traced}
    for each in traced:
        trace = each.trace
        assert trace is not None
        assert trace.quiet_after is not None
        assert trace.firing_after is not None
        assert trace.begin + pd.Timedelta(seconds=trace.quiet_after) <= at("08:30:00")
        assert trace.begin + pd.Timedelta(seconds=trace.firing_after) == each.would_fire
        assert len(trace.hits) == len(trace.trials) >= trace.firing_after // trace.step_seconds


def test_a_day_without_an_incident_replays_nothing() -> None:
    assert build_timeline(traffic()).incidents == ()


def test_every_rule_names_where_it_comes_from() -> None:
    assert all(isinstance(rule, AlertRule) and rule.source.startswith("https://") for rule in RULES)
    assert len({rule.name for rule in (*RULES, *LIMITS)}) == len(RULES) + len(LIMITS)
