"""What people write is read for its acts, clause by clause; what is asked, planned or past is not taken at its word."""

from __future__ import annotations

import pandas as pd
import pytest

from reconstruct.timeline.acts import IN_VAIN, REPAIR, read_acts, vocabulary

# Each sentence with all of its acts; "" for none. `change` and `repair.restart` go together: either may break.
SENTENCES = {
    # reports, by customers and by engineers
    "checkout is throwing 502s for everyone": "symptom",
    "getting a blank page after login": "symptom",
    "I can't log in since nine": "symptom",
    "payments aren't going through": "symptom",
    "API latency is through the roof": "symptom",
    "error rate just jumped to 40 %": "symptom",
    "The website keeps timing out": "symptom",
    "orders went to zero ten minutes ago": "symptom",
    "your shop says 503 Service Unavailable": "symptom",
    "seeing a lot of 5xx from the edge": "symptom",
    # what only sounds like one
    "site is up and healthy, no errors": "",
    "no errors on my side": "",
    "it was down yesterday too": "",
    "the planned maintenance starts at ten": "",
    "When will my order arrive?": "",
    "Good morning everybody": "",
    "Cannot wait for the weekend": "",
    "any news?": "",
    "what's the status?": "",
    "no idea what is going on": "",
    # taking it up
    "having a look": "acknowledge",
    "let me check the database": "acknowledge",
    "I'm on it": "acknowledge",
    "ack, opening the dashboards": "acknowledge",
    "joining the call": "acknowledge",
    "still investigating": "acknowledge",
    "nobody is looking at this": "",
    # calling in others
    "escalating to SEV2": "escalate",
    "paging the DBA on-call": "escalate",
    "bringing in Tom from networking": "escalate",
    "I've called the hosting provider": "escalate",
    "@sam could you help us here?": "escalate",
    "declaring a major incident": "escalate",
    "need someone from the database team": "escalate",
    "pulling Rita in": "escalate",
    "handing this over to the storage folks": "escalate",
    "should we escalate?": "",
    "no need to escalate yet": "",
    "if it gets worse I will page the DBAs": "",
    "we escalated this last week": "",
    # supposing and stating a cause
    "looks like DNS to me": "hypothesis",
    "I suspect the new firewall rules": "hypothesis",
    "could it be the deploy?": "hypothesis",
    "could be memory": "hypothesis",
    "found it: the connection pool is exhausted": "cause",
    "it's because of the new WAF rule": "cause",
    "the replica ran out of disk": "cause",
    "the disk is full on db-2": "cause",
    "wrong password in the config that went out at eight": "cause",
    "is it because of the deploy?": "",
    "that is not the root cause": "",
    # repairing
    "restarting php-fpm": "change repair.restart",
    "I restarted the workers": "change repair.restart",
    "rolling back the release": "repair.rollback",
    "reverted commit 4f2a": "repair.rollback",
    "we've rolled it back": "repair.rollback",
    "put the old config back": "repair.rollback",
    "rollback finished": "repair.rollback",
    "killed the runaway query": "repair.kill",
    "running REPAIR TABLE on orders": "repair.restore",
    "restoring the table from backup": "repair.restore",
    "disabled the recommendations widget": "repair.disable",
    "turned off the feature flag": "repair.disable",
    "scaling the API out to 12 pods": "repair.capacity",
    "bumped the pool from 20 to 100": "repair.capacity",
    "freed up 20 GB on the data volume": "repair.cleanup",
    "flushed the cache": "repair.cleanup",
    "renewed the certificate": "repair.replace",
    "hotfix is out": "repair.fix",
    # a repair that is asked for, planned, forbidden, past, or not ours
    "should I restart it?": "",
    "can we roll back?": "",
    "don't restart anything yet": "",
    "I would roll back if nothing helps": "",
    "did anybody restart the app?": "",
    "not rolling back": "",
    "I rolled back last week's release on Friday": "",
    # verdicts
    "rollback had no effect": "no_effect",
    "no change after the rollback": "no_effect",
    "still failing": "still symptom",
    "still seeing errors on checkout": "still symptom",
    "is it still down?": "",
    # it works again
    "checkout works again": "recovered",
    "error rate is back to zero": "recovered",
    "site is up again": "recovered",
    "is the site back?": "",
    "not back yet": "",
    "orders are not back to where they were": "",
    "should be back in ten minutes": "",
    # it is over
    "traffic is back to normal": "calm recovered",
    "all clear from my side": "all_clear recovered",
    "closing the incident": "all_clear recovered",
    "incident resolved": "all_clear recovered",
    "this is resolved": "all_clear recovered",
    "Incident #12 closed by Jo": "all_clear recovered",
    "thanks all, over and out": "all_clear recovered",
    "are we good?": "",
    "not resolved yet": "",
    "once it is resolved we tell the customers": "",
    "yesterday's incident is resolved": "",
    "DNS resolved fine": "",
    # changing a healthy system
    "deployed 4.2.0 to production": "change",
    "enabling the new checkout for 10 %": "change",
    "we deploy tomorrow": "",
    "has anyone deployed something?": "",
}


def acts_of(text: str) -> set[str]:
    """The acts in a text, but for who relays it and what was named in vain."""
    acts = read_acts(pd.Series([text])).iloc[0]
    return {str(name) for name in acts.index[acts] if name != "relayed" and not str(name).startswith(IN_VAIN)}


def does(act: str, text: str) -> bool:
    """Whether a text does an act; that of asking somebody in is an escalation to those who read it."""
    return bool(read_acts(pd.Series([text]))[{"escalate.ask": "escalate"}.get(act, act)].iloc[0])


@pytest.mark.parametrize(
    ("act", "text"), [(act, text) for act, (yes, _) in vocabulary().samples.items() for text in yes]
)
def test_an_act_is_read_from_each_sentence_that_its_entry_names(act: str, text: str) -> None:
    assert does(act, text)


@pytest.mark.parametrize(("act", "text"), [(act, text) for act, (_, no) in vocabulary().samples.items() for text in no])
def test_an_act_is_not_read_from_the_sentences_that_its_entry_rules_out(act: str, text: str) -> None:
    assert not does(act, text)


@pytest.mark.parametrize(("text", "acts"), SENTENCES.items())
def test_a_sentence_does_its_acts_and_no_others(text: str, acts: str) -> None:
    assert acts_of(text) == set(acts.split())


def test_every_act_has_sentences_for_it_and_against_it() -> None:
    assert all(yes and no for yes, no in vocabulary().samples.values())


@pytest.mark.parametrize(
    "text",
    [
        "customers say they cannot pay",
        "support reports timeouts",
        "twitter is full of complaints",
        "three tickets about it coming in",
    ],
)
def test_what_customers_say_is_told_apart_from_what_the_writer_sees(text: str) -> None:
    assert read_acts(pd.Series([text]))["relayed"].iloc[0]


@pytest.mark.parametrize("text", ["I get a 500 too", "restarting the mail queue", "looking at the support database"])
def test_what_the_writer_sees_is_not_relayed(text: str) -> None:
    assert not read_acts(pd.Series([text]))["relayed"].iloc[0]


def test_a_clause_that_is_bent_leaves_the_others_straight() -> None:
    assert acts_of("should we roll back? I'm restarting the app") == {"change", "repair.restart"}
    assert acts_of("no idea yet, paging the DBA on-call") == {"escalate"}


def test_a_repair_in_vain_names_its_kind_and_is_none() -> None:
    acts = read_acts(pd.Series(["restart did not help"])).iloc[0]
    assert acts[f"{IN_VAIN}{REPAIR}restart"]
    assert not acts[f"{IN_VAIN}{REPAIR}rollback"]
    assert not acts[f"{REPAIR}restart"]


def test_to_watch_whether_it_holds_is_no_all_clear() -> None:
    assert "all_clear" not in acts_of("back to normal, monitoring")
    assert "recovered" in acts_of("back to normal, monitoring")


def test_a_curly_apostrophe_is_an_apostrophe() -> None:
    assert acts_of("I can’t log in") == acts_of("I can't log in") == {"symptom"}


def test_a_question_tag_makes_a_question() -> None:
    assert acts_of("rolling back, right?") == set()


def test_missing_and_empty_texts_do_nothing() -> None:
    acts = read_acts(pd.Series([None, "", "   ", "on it"], index=[7, 5, 3, 1], dtype="str"))
    assert acts.index.tolist() == [7, 5, 3, 1]
    assert acts.any(axis=1).tolist() == [False, False, False, True]


def test_no_texts_give_no_rows_and_all_columns() -> None:
    none = read_acts(pd.Series([], dtype="str"))
    assert len(none) == 0
    assert set(none.columns) == set(read_acts(pd.Series(["on it"])).columns)


def test_a_pasted_log_is_read_no_further_than_its_head() -> None:
    assert acts_of("x" * 5000 + "\nrolling back the release") == set()
