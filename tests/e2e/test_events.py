"""Rules on an event bus get the changes that they ask for, and no others.

This file runs before `test_retraction`, whose correction some of the rules get, too.
"""

from collections import Counter

import pytest

from e2e.progress import note, wait_for
from e2e.stack import Item
from e2e.subscribers import RULES, received

DELIVERED_WITHIN_S = 60
EXPECTED = {"urgent": ["KW", "RU"], "grave": ["KW"], "lowered": ["NP"], "british": []}


@pytest.fixture(scope="session")
def events(second_check: Item) -> dict[str, list[Item]]:
    """Wait until every rule has what it asks for; return the events by the names of the rules."""
    del second_check
    found: dict[str, list[Item]] = {name: [] for name in RULES}

    def is_complete() -> bool:
        for name, events_of_rule in found.items():
            events_of_rule.extend(received(name))
        return all(len(found[name]) >= len(codes) for name, codes in EXPECTED.items())

    wait_for(is_complete, "an event for each rule", DELIVERED_WITHIN_S)
    return found


def test_a_rule_gets_exactly_what_it_asks_for(events: dict[str, list[Item]]) -> None:
    """A rule that gets more starts work that no person wanted."""
    subjects = {
        name: sorted(event["detail"]["subject"] for event in events_of_rule)
        for name, events_of_rule in events.items()
    }
    note(f"event bus: {subjects}")
    assert subjects == EXPECTED


def test_an_event_is_the_cloud_event_of_the_alert(events: dict[str, list[Item]]) -> None:
    """A program that follows several rules drops repetitions by the id."""
    (grave,) = events["grave"]
    assert (grave["source"], grave["detail-type"]) == (
        "advisory-watch",
        "alt.advisory-watch.level_raised",
    )
    cloud_event = grave["detail"]
    assert (cloud_event["specversion"], cloud_event["type"]) == ("1.0", grave["detail-type"])
    assert cloud_event["id"] == cloud_event["data"]["id"]
    assert Counter(event["detail"]["id"] for event in events["urgent"])[cloud_event["id"]] == 1
