"""Alerts in the form of real ones, for the message tests."""

from dataclasses import replace
from datetime import UTC, date, datetime

from advisory_watch.core.advisory import Advisory, Change, Departure, Indicator, Severity
from advisory_watch.core.alert import Alert, build_alert, build_correction
from advisory_watch.core.detection.outages import after_failure, after_success
from advisory_watch.core.fingerprint import differences
from advisory_watch.core.health import Health
from support.builders import LEVELS, a_version, an_evidence

EVIDENCE = f"pages/ab/{'ab' * 32}.warc.gz"
"""Archive key of the page behind every story."""

SEEN_AT = datetime(2026, 3, 2, 8, 3, 41, tzinfo=UTC)


def an_alert_of(before: Advisory, after: Advisory | None, rule: str = "newer_issue") -> Alert:
    """Build the alert for the change from one advisory to another, or to a withdrawal."""
    changes = differences(before, after) if after else (Change.WITHDRAWN,)
    version = replace(
        a_version(before, number=2, changes=changes, rule=rule, decided_at=SEEN_AT),
        advisory=after,
        evidence=an_evidence(read_at=SEEN_AT),
    )
    alert = build_alert(before, version)
    assert alert is not None
    return alert


KUWAIT = Advisory(
    source="us_state",
    destination="KW",
    name="Kuwait",
    native_level=LEVELS[Severity.NORMAL],
    severity=Severity.NORMAL,
    issued_on=date(2024, 7, 1),
    text="Exercise normal precautions in Kuwait.\nVisit our page about driving.",
    url="https://travel.state.gov/kuwait.html",
)
KUWAIT_AT_3 = replace(
    KUWAIT,
    native_level=LEVELS[Severity.RECONSIDER],
    severity=Severity.RECONSIDER,
    issued_on=date(2026, 3, 1),
    indicators=frozenset({Indicator.UNREST, Indicator.TERRORISM}),
    departure=Departure.ORDERED_DEPARTURE,
    text="Reconsider travel to Kuwait due to the threat of armed conflict.\n"
    "On March 1, the Department ordered the departure of non-emergency personnel.\n"
    "Visit our page about driving.",
)
RUSSIA = replace(
    KUWAIT,
    destination="RU",
    name="Russia",
    native_level=LEVELS[Severity.DO_NOT_TRAVEL],
    severity=Severity.DO_NOT_TRAVEL,
    departure=Departure.DEPART_IMMEDIATELY,
    text="Do not travel to Russia.\nU.S. citizens in Russia should depart immediately.",
    url="https://travel.state.gov/russia.html",
)
RUSSIA_AGAIN = replace(
    RUSSIA,
    issued_on=date(2026, 3, 1),
    text="Do not travel to Russia for any reason.\nU.S. citizens in Russia should leave now.",
)

RAISED = an_alert_of(KUWAIT, KUWAIT_AT_3)
SAID_AGAIN = an_alert_of(RUSSIA, RUSSIA_AGAIN, "new_issue")
LOWERED = an_alert_of(
    KUWAIT_AT_3, replace(KUWAIT, issued_on=date(2026, 3, 2), text=None), "second_agreeing_read"
)
WITHDRAWN = an_alert_of(KUWAIT, None, "withdrawn_after_days")

NOTICE = Advisory(
    source="us_embassies",
    destination="RU",
    name="Russia",
    native_level="Security Alert – U.S. Embassy Moscow, Russia",
    severity=None,
    issued_on=date(2026, 3, 2),
    issued_at=datetime(2026, 3, 2, 7, 58, 12, tzinfo=UTC),
    text="Location: Moscow\nEvent: Airports in the Moscow region are closed.\n"
    "Actions to Take: Monitor local media for updates.",
    url="https://ru.usembassy.gov/security-alert-u-s-embassy-moscow-russia-12/",
    notice_id="https://ru.usembassy.gov/?p=20112",
)
NOTICE_TO_LEAVE = replace(
    NOTICE,
    departure=Departure.DEPART_IMMEDIATELY,
    text="Location: Russia\nEvent: U.S. citizens in Russia should depart immediately.",
)


def a_notice_of(notice: Advisory, *changes: Change) -> Alert:
    """Build the alert of a notice that followed another one."""
    version = a_version(
        notice,
        number=7,
        changes=changes or (Change.NOTICE_ISSUED,),
        rule="graver_notice" if changes else "new_notice",
        decided_at=SEEN_AT,
        evidence=an_evidence(endpoint="feed", read_at=SEEN_AT),
    )
    alert = build_alert(replace(NOTICE, native_level="Weather Alert", text="Snow."), version)
    assert alert is not None
    return alert


NOTIFIED = a_notice_of(NOTICE)
TOLD_TO_LEAVE = a_notice_of(NOTICE_TO_LEAVE)
NOW_TOLD_TO_LEAVE = a_notice_of(NOTICE_TO_LEAVE, Change.DEPARTURE_RAISED, Change.NOTICE_ISSUED)

_BLIND_SINCE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_FAILING = Health(source="us_state", failing_since=_BLIND_SINCE, operators_told_at=_BLIND_SINCE)
_BLIND, (BLIND,) = after_failure(_FAILING, "rss: blocked; api: blocked", SEEN_AT)
RECOVERED = after_success(_BLIND, SEEN_AT)[1][1]

RETRACTED = build_correction(RAISED, "The feed showed a test page.", SEEN_AT)
NOTICE_RETRACTED = build_correction(TOLD_TO_LEAVE, "It was of last year.", SEEN_AT)
SIGHT_RETRACTED = build_correction(BLIND, "Our own line was down.", SEEN_AT)

LEBANON = replace(
    KUWAIT,
    source="uk_fcdo",
    destination="LB",
    name="Lebanon",
    native_level="avoid_all_but_essential_travel_to_parts",
    partial_severity=Severity.RECONSIDER,
    url="https://www.gov.uk/foreign-travel-advice/lebanon",
)
GRAVER_PARTS = an_alert_of(
    LEBANON,
    replace(
        LEBANON,
        native_level="avoid_all_but_essential_travel_to_parts,avoid_all_travel_to_parts",
        partial_severity=Severity.DO_NOT_TRAVEL,
        issued_on=date(2026, 3, 1),
    ),
)

ALL = (
    RETRACTED,
    NOTICE_RETRACTED,
    SIGHT_RETRACTED,
    GRAVER_PARTS,
    RAISED,
    SAID_AGAIN,
    LOWERED,
    WITHDRAWN,
    NOTIFIED,
    TOLD_TO_LEAVE,
    NOW_TOLD_TO_LEAVE,
    BLIND,
    RECOVERED,
)
