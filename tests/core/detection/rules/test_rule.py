"""The registry of rules: names, phases, order, reasons."""

import pytest

from advisory_watch.core.alert import RULE
from advisory_watch.core.detection.rules.doubt import Doubt
from advisory_watch.core.detection.rules.rule import (
    DECISION_REASONS,
    RULES,
    Decision,
    reason_of,
    rule,
)
from advisory_watch.core.detection.types import RuleName
from advisory_watch.site.rendering import environment

PHASES = sorted(set(RuleName.__subclasses__()) - {Decision}, key=lambda phase: phase.__name__)
NAMES = [name for phase in PHASES for name in phase]


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
    assert environment.sentence_of("newer_issue", "level_raised").startswith(
        "Graver advice is accepted"
    )
    assert environment.sentence_of("of a later program") == ""


def test_a_name_takes_one_rule_only() -> None:
    """A second function would replace the first without any sign."""
    with pytest.raises(ValueError, match="late_issue: expected one rule of that name, found two"):
        rule(Doubt.LATE_ISSUE)(lambda _: None)
