"""A mass move in words: what moved, each destination by name, and in few enough characters."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.alert import UNCONFIRMED, UNCONFIRMED_MEANS, Alert
from advisory_watch.core.alert_batch import (
    MASS_GROUP_MAX,
    SMS_MAX_CHARS,
    SUBJECT_MAX_CHARS,
    Message,
    group_transmission,
    split_into_batches,
)
from advisory_watch.core.destinations import destination_names, name_of
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.messages import build_publication
from core.messages.scenarios import KUWAIT, NOTICE, SEEN_AT, a_notice_of, an_alert_of
from core.messages.test_message_hostile_text import EXAMPLES, any_alert
from core.messages.test_payload_schema import faults_of

CODES = sorted(code for code in destination_names() if len(code) == 2)[:151]
SITE = "https://watch.example.org"
SNS_MAX_BYTES = 256 * 1024
CALM = replace(
    KUWAIT, source="ca_gac", native_level="Exercise normal security precautions", text=None
)
MASS = MassMove(at=SEEN_AT, listed=230, moved=151, raised=151, alerts=151)


def a_mass(rule: str = "second_agreeing_read") -> list[Alert]:
    """Build a mass raise of 151 destinations, thirty of them to the gravest level."""
    alerts = []
    for number, code in enumerate(CODES):
        url = f"https://travel.gc.ca/destinations/{code.lower()}"
        before = replace(CALM, destination=code, name=name_of(code), url=url)
        is_gravest = number < 30
        after = replace(
            before,
            native_level="Avoid all travel" if is_gravest else "Avoid non-essential travel",
            severity=Severity.DO_NOT_TRAVEL if is_gravest else Severity.RECONSIDER,
            issued_on=date(2026, 3, 1),
        )
        alerts.append(replace(an_alert_of(before, after, rule), mass=MASS))
    return alerts


def told(alerts: list[Alert], site_url: str = "", title: str = "Canada") -> Message:
    """Render the only message about a mass move."""
    (batch,) = split_into_batches(alerts)
    group = group_transmission(batch.alerts, batch)
    return build_publication(group, lambda _: title, site_url=site_url).message


NEWS = "Canada raised 151 of 230 destinations at once: 30 to Avoid all travel, 121 to Avoid"


def test_the_first_words_say_that_the_source_moved_everything() -> None:
    """A duty officer must see at once that this is not about one country."""
    message = told(a_mass())
    assert message.subject == f"{NEWS} non-essential..."
    assert message.email.startswith(f"{NEWS} non-essential travel\n")
    assert message.sms == f"{NEWS} non-essential travel; 151 urgent travel.gc.ca"


def test_the_sms_ends_with_a_link_to_the_list() -> None:
    """A phone has no room for 151 names."""
    sms = told(a_mass(), SITE).sms
    assert sms.endswith(f" {SITE}/index.html#changes")
    assert sms.startswith("Canada raised 151 of 230 destinations at once: 30 to Avoid all travel, ")
    assert len(sms) <= SMS_MAX_CHARS


def test_the_email_names_every_destination_once() -> None:
    """A subscriber to one destination must find it, with its level and a link."""
    email = told(a_mass()).email
    for code in CODES:
        assert email.count(f"\n- {name_of(code)} raised to Avoid ") == 1
        assert email.count(f"\n  https://travel.gc.ca/destinations/{code.lower()}\n") == 1
    names = [line for line in email.splitlines() if line.startswith("- ")]
    assert names == sorted(names)
    assert "URGENT (151)" in email


def test_with_a_site_each_line_links_the_evidence() -> None:
    """The page of a change has the source's words, the time and the hash."""
    alerts = a_mass()
    email = told(alerts, SITE).email
    assert f"All changes: {SITE}/index.html#changes" in email
    assert all(f"{SITE}/c/{alert.id}.html" in email for alert in alerts)


def test_urgent_changes_come_first() -> None:
    """In a list of 151, the order is what people see."""
    alerts = [replace(alert, is_urgent=number > 140) for number, alert in enumerate(a_mass())]
    email = told(alerts).email
    assert email.index("URGENT (10)") < email.index("OTHER CHANGES (141)")
    assert email.index("URGENT (10)") < email.index(f"- {name_of(CODES[150])}")


def test_doubt_is_said_in_the_first_word_if_all_is_in_doubt() -> None:
    """A mass that waited for its deadline may still be a broken feed."""
    message = told(a_mass(UNCONFIRMED))
    assert message.subject.startswith("Unconfirmed: Canada raised 151 of 230 destinations at once")
    assert message.sms.startswith("Unconfirmed: Canada raised 151 of 230 destinations at once")
    assert UNCONFIRMED_MEANS in message.email
    mixed = told([*a_mass(UNCONFIRMED)[:1], *a_mass()[1:]])
    assert mixed.subject.startswith("Canada raised")
    assert UNCONFIRMED_MEANS in mixed.email
    assert mixed.email.count("\n- Unconfirmed: ") == 1
    assert UNCONFIRMED_MEANS not in told(a_mass()).email


def test_departure_advice_is_in_the_line_of_its_destination() -> None:
    """`Leave` must not disappear behind a summary of levels."""
    alerts = a_mass()
    leave = replace(
        an_alert_of(
            replace(CALM, destination="KW"),
            replace(
                CALM,
                destination="KW",
                severity=Severity.DO_NOT_TRAVEL,
                native_level="Avoid all travel",
                departure=Departure.DEPART_IMMEDIATELY,
            ),
        ),
        mass=MASS,
    )
    assert "- Kuwait raised to Avoid all travel from" in told([leave, *alerts]).email
    assert "citizens told to leave\n" in told([leave, *alerts]).email


def test_changes_that_move_nothing_are_counted_apart() -> None:
    """Those that were at the gravest level before were only issued again."""
    again = [
        replace(alert, id=f"again{number}", kinds=("reissued",))
        for number, alert in enumerate(a_mass()[:16])
    ]
    message = told([*a_mass(), *again])
    assert "121 to Avoid non-essential travel, 16 other\n" in message.email
    leave = Departure.DEPART_IMMEDIATELY
    leaving = [
        replace(alert, kinds=("departure_raised",), after=replace(alert.after, departure=leave))
        for alert in a_mass()
        if alert.after
    ]
    assert told(leaving).subject.endswith(": 151 citizens told to leave")


def test_a_notice_at_every_post_is_summed_up_by_its_title() -> None:
    """Real case: a worldwide caution, published by every embassy within minutes."""
    title = "Worldwide Caution"
    mass = MassMove(at=SEEN_AT, listed=170, alerts=25)
    notices = [
        replace(
            a_notice_of(replace(NOTICE, destination=code, name=name_of(code), native_level=title)),
            id=f"{number:016x}",
            mass=mass,
        )
        for number, code in enumerate(CODES[:25])
    ]
    subject = told(notices, title="US embassies").subject
    assert subject == "US embassies issued 25 notices at once: 25 Worldwide Caution"


def test_the_document_of_a_group_is_as_published() -> None:
    """Subscribers without a filter receive it."""
    document = told(a_mass()).document
    assert faults_of(document) == []
    assert len(json.loads(document)["alerts"]) == 151


@EXAMPLES
@given(any_alert())
def test_any_publisher_text_fits_every_form(alert: Alert) -> None:
    """SNS refuses a message that is too long, and then no reader hears of anything."""
    if alert.destination is None or alert.corrects:
        return
    alerts = [
        replace(alert, id=f"{number:016x}", mass=MASS, destination=f"D{number}")
        for number in range(MASS_GROUP_MAX)
    ]
    message = told(alerts, SITE)
    assert len(message.subject) <= SUBJECT_MAX_CHARS
    assert message.subject.isascii()
    assert message.subject.isprintable()
    assert len(message.sms) <= SMS_MAX_CHARS
    forms = {"default": message.document, "email": message.email, "sms": message.sms}
    assert len(json.dumps(forms, ensure_ascii=False).encode()) < SNS_MAX_BYTES


@pytest.mark.parametrize("count", [MASS_GROUP_MAX + 1, 2 * MASS_GROUP_MAX])
def test_a_mass_beyond_one_message_is_numbered(count: int) -> None:
    """A message that names only some of them must say so."""
    alert, *_ = a_mass()
    alerts = [replace(alert, id=f"{number:016x}") for number in range(count)]
    first, second = split_into_batches(alerts)
    group = group_transmission(second.alerts, second)
    message = build_publication(group, lambda _: "Canada").message
    assert message.subject.startswith("Canada raised 151 of 230 destinations at once (2/2): ")
    assert len(first.alerts) + len(second.alerts) == count
