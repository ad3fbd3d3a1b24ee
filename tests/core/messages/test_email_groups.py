"""One email for a burst: urgent changes first, each with its values and link."""

from dataclasses import replace

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import (
    SMS_MAX_CHARS,
    SUBJECT_MAX_CHARS,
    Transmission,
    group_transmission,
    split_into_batches,
)
from advisory_watch.core.messages.email import FOOTER, render_group
from core.messages.scenarios import KUWAIT, KUWAIT_AT_3, LOWERED, RAISED, an_alert_of

TITLES = {"us_state": "US", "uk_fcdo": "UK"}.__getitem__
SNS_MAX_BYTES = 256 * 1024
ENDLESS = "\N{SMILING FACE WITH SUNGLASSES}" * 500


def a_group(*alerts: Alert) -> Transmission:
    """Group alerts, each under its own id."""
    pending = [replace(item, id=f"{number:016x}") for number, item in enumerate(alerts)]
    batch = next(split_into_batches(pending))
    return group_transmission(batch.alerts, batch)


def of(code: str, alert: Alert) -> Alert:
    """Move an alert to another destination."""
    return replace(alert, destination=code)


STORM = a_group(*[LOWERED] * 48, *(of(code, RAISED) for code in ("IR", "IQ", "KW", "IL") * 3))


def test_the_subject_counts_and_names_the_urgent() -> None:
    """A traveller in Iraq must see it without opening the email."""
    subject = render_group(STORM, TITLES).subject
    assert subject.startswith("US: 60 changes, 12 urgent: Iran")
    assert "Iraq" in subject
    assert len(subject) <= SUBJECT_MAX_CHARS


def test_several_sources_have_a_common_title() -> None:
    """'US: 60 changes' is wrong if thirty of them are British."""
    both = a_group(*[RAISED] * 6, *[replace(RAISED, source="uk_fcdo")] * 6)
    assert render_group(both, TITLES).subject.startswith("Travel advice: 12 changes")


def test_a_part_shows_its_number() -> None:
    """A reader who misses the second email must know that it exists."""
    part = replace(STORM, part=1, parts=2)
    assert render_group(part, TITLES).subject.startswith("US: 60 changes (1/2), 12 urgent")


def test_the_email_lists_every_change_the_urgent_first() -> None:
    """Each change has a line with its values, the official page, and the alert id."""
    email = render_group(STORM, TITLES).email
    first, second = email.index("\nURGENT\n"), email.index("\nOTHER CHANGES\n")
    assert email.count("raised to Level 3 from 1") == 12
    assert email.count("lowered to Level 1 from 3") == 48
    assert email.count("  https://travel.state.gov/kuwait.html") == 60
    assert email.count("  Alert: ") == 60
    assert first < email.rindex("raised to") < second < email.index("lowered to")
    assert email.endswith(f"{FOOTER}\n")


def test_the_longest_burst_is_accepted() -> None:
    """An email that SNS refuses leaves a hundred alerts pending without end."""
    endless = replace(
        KUWAIT_AT_3, destination="XX", name=ENDLESS, native_level=ENDLESS, url=ENDLESS
    )
    alert = of("XX", an_alert_of(KUWAIT, endless))
    message = render_group(a_group(*[alert] * 100), TITLES)
    forms = (message.email, message.sms, message.document)
    assert sum(len(form.encode()) for form in forms) < SNS_MAX_BYTES - 10_000
    assert message.email.count("  Alert: ") == 100
    assert len(message.sms) <= SMS_MAX_CHARS
