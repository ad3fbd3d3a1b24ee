"""Messages name the parts that rose: `parts raised to "do not travel": Crimea, Donetsk`."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Advisory, Departure, Region, Severity
from advisory_watch.core.alert_batch import SMS_MAX_CHARS
from advisory_watch.core.messages import render
from advisory_watch.core.messages.parts import graver_parts, list_names, shorten_name
from core.messages.scenarios import KUWAIT, an_alert_of

L2, L3, L4 = Severity.CAUTION, Severity.RECONSIDER, Severity.DO_NOT_TRAVEL
UKRAINE = replace(
    KUWAIT,
    destination="UA",
    name="Ukraine",
    native_level="Level 3: Reconsider Travel",
    severity=L3,
)


def with_parts(advisory: Advisory, *names: str, level: Severity = L4) -> Advisory:
    """Add parts at one level."""
    regions = tuple(Region(name=name, severity=level) for name in names)
    return replace(advisory, regions=regions, partial_severity=level, text=f"{names}")


RISEN = [
    (
        with_parts(UKRAINE, "Crimea", "Donetsk"),
        'US: Ukraine - parts raised to "do not travel": Crimea, Donetsk',
    ),
    (
        replace(with_parts(UKRAINE, "Crimea"), severity=L2, native_level="Level 2: Caution"),
        'US: Ukraine - parts raised to "do not travel": Crimea; whole lowered to Level 2 from 3',
    ),
    (
        replace(with_parts(UKRAINE, "Crimea"), departure=Departure.ORDERED_DEPARTURE),
        (
            "US: Ukraine - embassy staff ordered to leave (Level 3); "
            'parts raised to "do not travel": Crimea'
        ),
    ),
    (
        replace(UKRAINE, partial_severity=L4, text="new"),
        'US: Ukraine - parts raised to "do not travel"',
    ),
]


@pytest.mark.parametrize(("after", "subject"), RISEN)
def test_the_subject_names_the_parts(after: Advisory, subject: str) -> None:
    """A reader in Lviv and a reader in Donetsk need different news."""
    assert render(an_alert_of(UKRAINE, after), "US").subject == subject


def test_a_part_that_is_milder_is_named_too() -> None:
    """People who stayed away from Odesa must hear that it is over."""
    before, after = with_parts(UKRAINE, "Crimea", "Odesa"), with_parts(UKRAINE, "Crimea")
    said = render(an_alert_of(before, after), "US").subject
    assert said == 'US: Ukraine - parts lowered from "do not travel": Odesa (Level 3)'


def test_the_email_shows_whole_and_parts_side_by_side() -> None:
    """`Level 3` alone would hide the war in the east."""
    after = with_parts(UKRAINE, "Crimea")
    email = render(an_alert_of(UKRAINE, after), "US").email
    assert "Now:         Level 3: Reconsider Travel\n  in parts:  do not travel: Crimea\n" in email
    assert email.count("in parts:") == 1


def test_many_long_names_still_fit_into_an_sms() -> None:
    """A second part costs, and a phone may show it first."""
    names = [
        f"within 30km of the border with the province of Area {n} {'x' * 80}" for n in range(9)
    ]
    sms = render(an_alert_of(UKRAINE, with_parts(UKRAINE, *names)), "US").sms
    assert len(sms) <= SMS_MAX_CHARS
    assert 'raised parts of Ukraine to "do not travel": within 30km of the border' in sms


def test_names_are_short_and_counted() -> None:
    """The page has all of them, with their exceptions."""
    regions = [Region(name=name, severity=L4) for name in ("the A", "B, except C", "D (E)", "F")]
    assert list_names(regions) == "B, D, F, 1 more"
    assert shorten_name("the Upper Valley, including Old Town") == "Upper Valley"


def test_parts_that_are_not_graver_are_not_shown() -> None:
    """At level 4 the whole is as grave as any part."""
    assert graver_parts(with_parts(replace(UKRAINE, severity=L4), "Crimea")) == ""
    assert graver_parts(with_parts(UKRAINE, "Crimea")) == "4 do not travel: Crimea"
    assert graver_parts(replace(UKRAINE, partial_severity=L4)) == "4 do not travel"
    assert graver_parts(None) == ""
