"""The messages of all recorded alerts: the reason first, and never `normal` while parts are grave.

The corpus is outside the repository: see `support.shared_data`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from advisory_watch.adapters.warc_reader import load_captures
from advisory_watch.app.replay import Replay
from advisory_watch.bootstrap.local import open_memory
from advisory_watch.bootstrap.messages import title_of
from advisory_watch.bootstrap.replay import CaptureSet, plan_replay
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Advisory, Departure, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import SMS_MAX_CHARS
from advisory_watch.core.digest import Digest, build_source_day, start_of_day
from advisory_watch.core.messages import render
from advisory_watch.core.messages.digest import render_digest
from advisory_watch.core.record import Version
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.views import history_steps
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES
from support.shared_data import shared

pytestmark = pytest.mark.slow

CORPORA = (
    *("us_state", "us_state_2025a", "uk_fcdo", "uk_fcdo_text", "ca_gac", "ca_gac_2020"),
    *("ca_gac_2026", "ie_dfa", "de_aa", "nz_mfat", "au_dfat", "jp_mofa_newarrival"),
)

WITHIN_LINES = 10
"""What a phone shows of an email without scrolling."""

ABOUT_A_LEVEL = re.compile(
    r"travel|precaution|caution|Reisen|kleurcode|渡航|退避|危険", re.IGNORECASE
)
"""What every sentence about a level speaks of."""

TEXT_SECTIONS = re.compile(r"\n\n(?:New in the text|No longer in the text|The notice):\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The alerts of a corpus, and what its ledger holds at the end."""

    alerts: tuple[Alert, ...]
    states: tuple[SourceState, ...]
    histories: dict[str, dict[str, tuple[Version, ...]]]


@pytest.fixture(
    scope="module",
    params=[pytest.param(corpus, marks=pytest.mark.xdist_group(corpus)) for corpus in CORPORA],
)
def recorded(request: pytest.FixtureRequest) -> Recorded:
    """Replay a corpus into memory."""
    plan = plan_replay(CaptureSet(files=(shared("corpus", f"{request.param}.warc.gz"),)))
    with open_memory() as home:
        replay = Replay(
            rule_set_version=rule_set_version,
            check_page=check_is_document,
            ledger=home.ledger,
            archive=home.archive,
            sources=SOURCES,
        )
        for _ in replay.run(load_captures(plan.captures)):
            pass
        states = tuple(home.ledger.state(source) for source in SOURCES)
        histories = {
            state.health.source: {
                code: home.ledger.history(state.health.source, code) for code in state.records
            }
            for state in states
        }
    alerts = (
        step.alert
        for source_histories in histories.values()
        for history in source_histories.values()
        for step in history_steps(history)
    )
    return Recorded(alerts=tuple(filter(None, alerts)), states=states, histories=histories)


def test_every_urgent_email_begins_with_the_deciding_sentence(recorded: Recorded) -> None:
    """A duty officer who is woken must see why before anything else."""
    urgent = [alert for alert in recorded.alerts if alert.is_urgent]
    assert urgent
    assert [fault for alert in urgent for fault in faults_of_reason(alert)] == []


def test_no_message_says_normal_of_a_destination_with_grave_parts(recorded: Recorded) -> None:
    """`Normal` is what a traveller to the grave part must not read."""
    assert [fault for alert in recorded.alerts for fault in faults_of_normal(alert)] == []


def test_no_digest_says_normal_of_a_destination_with_grave_parts(recorded: Recorded) -> None:
    """Its lines are read by people who did not see the page."""
    assert [line for line in followed_lines(recorded) if "normal" in line.casefold()] == []


def test_every_sms_is_one_part(recorded: Recorded) -> None:
    """A second part is billed, and may arrive an hour later."""
    messages = [render(alert, title_of(alert.source)) for alert in recorded.alerts]
    assert [message.sms for message in messages if len(message.sms) > SMS_MAX_CHARS] == []


def faults_of_reason(alert: Alert) -> Iterator[str]:
    """Yield the faults in the beginning of the email of an urgent alert."""
    after = alert.after
    assert after is not None
    head = render(alert, title_of(alert.source)).email.splitlines()[:WITHIN_LINES]
    reason = " ".join("\n".join(head).split("\n\n")[1].splitlines())
    quotations = re.findall(r'They (?:also )?say: "(.+?)"(?= They also say: "|$)', reason)
    name = f"{alert.source} {alert.destination} {alert.created_at:%Y-%m-%d}"
    if after.text is None:
        if not any(line.startswith("No sentence can be quoted") for line in head):
            yield f"{name}: no word about the missing text"
        return
    if not quotations:
        yield f"{name}: no quotation"
    for quotation in quotations:
        if not is_in_text(quotation, after.text):
            yield f"{name}: not in the text: {quotation}"
    if not any(is_reason(quotation, after) for quotation in quotations):
        yield f"{name}: not about a level or leaving: {quotations}"


def is_in_text(quotation: str, text: str) -> bool:
    """Tell whether the text has the words of a quotation, whole or as a heading and an item."""
    known = "".join(text.split())
    words = "".join(quotation.removesuffix("...").split())
    if words in known:
        return True
    ends = [place.end() for place in re.finditer(":|travel", words)]
    return any(
        words[:end].rstrip(":") in known and words[end:].lstrip(":") in known for end in ends
    )


def is_reason(quotation: str, after: Advisory) -> bool:
    """Tell whether a quotation is about a level, or one of the sentences about leaving."""
    if after.departure >= Departure.AUTHORIZED_DEPARTURE:
        told = "leave|leaving|depart|withdr|suspend|order|退避|Verlaat"
        return re.search(f"{told}|{ABOUT_A_LEVEL.pattern}", quotation, re.IGNORECASE) is not None
    return ABOUT_A_LEVEL.search(quotation) is not None


def faults_of_normal(alert: Alert) -> Iterator[str]:
    """Yield the lines that say `normal`, above the publisher's own paragraphs."""
    if not any(has_grave_parts(advisory) for advisory in (alert.before, alert.after)):
        return
    message = render(alert, title_of(alert.source))
    above = TEXT_SECTIONS.split(message.email)[0]
    for line in (message.subject, message.sms, *above.splitlines()):
        if "normal" in line.casefold():
            yield f"{alert.source} {alert.destination}: {line}"


def has_grave_parts(advisory: Advisory | None) -> bool:
    """Tell whether parts are at 3 or 4 while the whole is below."""
    part = (advisory.partial_severity or 0) if advisory else 0
    return advisory is not None and part >= Severity.RECONSIDER and part > (advisory.severity or 0)


def followed_lines(recorded: Recorded) -> Iterator[str]:
    """Yield the line of each destination with grave parts, as a digest of the last day has it."""
    for state in recorded.states:
        source = state.health.source
        at = state.health.last_good_at
        codes = [code for code, record in state.records.items() if has_grave_parts(record.advisory)]
        for code in codes if at else ():
            assert at is not None
            day = build_source_day(
                title_of(source),
                state,
                {code: recorded.histories[source][code]},
                start_of_day(at),
                at,
            )
            digest = Digest(since=start_of_day(at), at=at, days=(day,), followed=(code,))
            email = render_digest(digest).email
            yield " ".join(
                email.partition("DESTINATIONS YOU FOLLOW\n")[2].partition("\n\n")[0].split()
            )
