"""The registry of rules: names, phases, order, reasons, and the version that follows from them."""

from collections.abc import Iterator

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.alert import RULE
from advisory_watch.core.code_hash import hash_definition
from advisory_watch.core.detection.policy import rule_set_version
from advisory_watch.core.detection.rule import (
    DECISION_REASONS,
    RULES,
    Decision,
    Rule,
    reason_of,
    rule,
)
from advisory_watch.core.detection.rules_doubt import Doubt, FirstDoubt
from advisory_watch.core.detection.rules_raise import RaiseRule
from advisory_watch.core.detection.types import RuleName
from advisory_watch.site.rendering import environment
from advisory_watch.sources import SOURCES

PHASES = sorted(set(RuleName.__subclasses__()) - {Decision}, key=lambda phase: phase.__name__)
NAMES = [name for phase in PHASES for name in phase]
SOURCE = SOURCES["us_state"]


@pytest.mark.parametrize("phase", PHASES)
def test_every_name_of_a_phase_has_one_rule(phase: type[RuleName]) -> None:
    """A name without a function ends the check that reaches it."""
    assert set(RULES[phase]) == set(phase)
    assert len(set(RULES[phase].values())) == len(phase)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: f"{type(name).__name__}.{name}")
def test_every_rule_has_a_reason_in_a_sentence(name: RuleName) -> None:
    """The site publishes it: a reader must learn why a change was believed."""
    reason = reason_of(name, (type(name),))
    assert reason[0].isupper()
    assert reason.endswith(".")
    assert name.name == name.value.upper()


def test_every_other_decision_has_a_reason_or_a_place() -> None:
    """A name in a message must be explained, on the site or by the message itself."""
    unexplained = {Decision.ISSUED_BEFORE_WATCH, Decision.SOURCE_BLINDNESS}
    assert set(Decision) - set(DECISION_REASONS) == unexplained
    assert Decision.RETRACTED == RULE


def test_the_site_explains_the_rules_of_every_phase() -> None:
    """A new phase must not leave the changes that it decides without a sentence."""
    assert set(environment.PHASES) == {*PHASES, Decision}
    assert environment.sentence_of("newer_issue", "level_lowered").startswith("A new text that")
    assert environment.sentence_of("newer_issue", "level_raised").startswith("A raise with text")
    assert environment.sentence_of("of a later program") == ""


def test_a_name_takes_one_rule_only() -> None:
    """A second function would replace the first without any sign."""
    with pytest.raises(ValueError, match="late_issue: expected one rule of that name, found two"):
        rule(Doubt.LATE_ISSUE)(lambda _: None)


def version() -> int:
    """Compute the version that another program with these rules would store."""
    hash_definition.cache_clear()
    return rule_set_version(SOURCE, SOURCE.endpoints[0])


def test_a_changed_rule_changes_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise pages judged by the old rule are not judged again, and the new one is no use."""

    def never(_comparison: object) -> None:
        """Replace a rule by one that never applies."""

    before = version()
    monkeypatch.setitem(RULES[FirstDoubt], FirstDoubt.MASS_MOVE, never)
    assert version() != before


def test_a_removed_rule_changes_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The order and the set of rules decide as much as their code."""
    before = version()
    phase: type[RuleName] = RaiseRule
    rules: dict[RuleName, Rule] = {
        name: RULES[phase][name] for name in phase if name != RaiseRule.WRONG_DATE
    }
    monkeypatch.setitem(RULES, phase, rules)
    assert version() != before


@pytest.fixture(autouse=True)
def fresh_hashes() -> Iterator[None]:
    """Let no other test see the hash of a changed rule."""
    yield
    hash_definition.cache_clear()


@pytest.mark.parametrize("limit", ["MASS_SHARE", "PUBLISHING_LAG_MAX", "RAISE_CONFIRMED_AFTER"])
def test_a_changed_threshold_changes_the_version(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A threshold decides as much as a rule."""
    before = version()
    monkeypatch.setattr(thresholds, limit, getattr(thresholds, limit) * 2)
    assert version() != before


def test_every_parser_has_a_version_of_its_own() -> None:
    """A page that the old parser could not read must be read by the new one."""
    versions = [
        rule_set_version(source, endpoint)
        for source in SOURCES.values()
        for endpoint in source.endpoints
    ]
    assert len(set(versions)) == len(versions)
