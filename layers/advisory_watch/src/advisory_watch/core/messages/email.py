"""Render an alert, or a group of alerts, as an email."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import fill

from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.alert import UNCONFIRMED_MEANS, Alert
from advisory_watch.core.alert_batch import (
    ENTRY_MAX_CHARS,
    SMS_MAX_CHARS,
    SUBJECT_MAX_CHARS,
    Message,
    Transmission,
)
from advisory_watch.core.fingerprint import normal_text
from advisory_watch.core.messages.headline import (
    cut_headline,
    headline_in_ascii,
    link_to_change,
    name_destination,
    render_evidence,
    render_headline,
)
from advisory_watch.core.messages.parts import part_levels
from advisory_watch.core.messages.payload import SCHEMA_VERSION
from advisory_watch.core.messages.plain_words import (
    explain_departure,
    level_in_full,
    suggest_action,
)
from advisory_watch.core.messages.quotation import QUOTATION_MAX_CHARS, quotations_of
from advisory_watch.core.text import (
    WORDS_MAX_CHARS,
    cut_at_word,
    readable,
    to_ascii,
    to_gsm7,
)

WIDTH = 78
"""Plain text in email has 78 characters per line (RFC 5322, 2.1.1)."""

NEW_PARAGRAPHS_MAX = 9
REMOVED_PARAGRAPHS_MAX = 3
"""An excerpt; the full text is in the ledger, and behind the official link."""

TWO_QUOTATIONS_MAX_CHARS = 220
"""Two quotations of three lines each are within the first ten lines of an email."""

LABEL_CHARS = 13

EMAIL_NAMES_MAX = 8
"""An email has room for more names of parts than a headline."""

NO_TEXT = (
    "No sentence can be quoted: the list that was read gives levels without text. The official "
    "page has the reasons."
)
NO_SENTENCE = (
    "This watch found no single sentence that states this change. The official page has the text."
)
"""What an email says instead of a quotation."""

BODY_MAX_CHARS = 12_000
"""More than all limited parts together; a limit for the parts that have none."""

FOOTER = """\
To end this subscription, use the link below, which Amazon SNS adds. To choose
other countries or levels, ask the people who run this watch. They change what
this subscription lets through, and you need not confirm it again.
Not a government service: what counts is the official page."""
"""Recipients must be able to unsubscribe; SNS has no page to change a subscription."""


FROM_BEFORE = (
    "Published before the first read: this watch could not read the notices of this post until "
    "now. Check the time of issue; the official page may have later ones."
)
"""What a reader must know of a notice that is not of this minute."""


INCOMPLETE = (
    "Read in an incomplete copy: too many destinations were missing from the list of the "
    "publisher. Other changes of that time may follow later."
)
"""What a reader must know of news from a list that was cut short."""


def render_subject(alert: Alert, title: str) -> str:
    """Return one line of printable ASCII, without control characters."""
    return cut_headline(headline_in_ascii(render_headline(alert, title)), SUBJECT_MAX_CHARS)


def render_body(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> str:
    """Return the report: the reason in the publisher's words, levels, what to do, new text."""
    sections = [render_headline(alert, title), *_sections(alert, site_url)]
    if alert.destination is not None:
        sections.append(render_evidence(alert, evidence_url))
    report = readable("\n\n".join(filter(None, sections)))
    return f"{cut_at_word(report, BODY_MAX_CHARS)}\n\n{FOOTER}\n"


def _sections(alert: Alert, site_url: str) -> Iterator[str]:
    if alert.corrects is not None:
        yield _wrap(f"Alert {alert.corrects} was wrong. Please disregard it. {alert.note}")
        yield _in_force(alert)
        yield "" if alert.destination is None else "The wrong alert said:"
    elif alert.destination is None:
        yield _wrap(alert.note)
    if alert.destination is not None:
        yield _quoted(alert)
        yield from _doubts(alert)
        yield _rows(_notice_rows(alert) if alert.is_notice else _advice_rows(alert))
        yield "" if alert.corrects else _suggestion(alert)
        yield _links(alert, site_url)
        yield "" if alert.corrects else _text_section(alert)


def _shorten(text: str) -> str:
    return cut_at_word(" ".join(text.split()), WORDS_MAX_CHARS)


def _wrap(text: str, indent: str = "") -> str:
    return _fill(f"{indent}{_shorten(text)}", " " * len(indent))


def _fill(text: str, indent: str) -> str:
    return fill(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _quoted(alert: Alert) -> str:
    """Quote the sentences that decided, or say why there is nothing to quote."""
    if quotations := quotations_of(alert):
        limit = QUOTATION_MAX_CHARS if len(quotations) == 1 else TWO_QUOTATIONS_MAX_CHARS
        leads = ("They say", "They also say")
        return "\n".join(
            _wrap(f'{lead}: "{cut_at_word(words, limit)}"')
            for lead, words in zip(leads, quotations, strict=False)
        )
    after = alert.after
    if after is None or not _is_stated(alert):
        return ""
    return _wrap(NO_TEXT if after.text is None else NO_SENTENCE)


def _is_stated(alert: Alert) -> bool:
    """Tell whether the change is one that a sentence of the publisher would state."""
    is_only_text = {*alert.kinds} <= {Change.TEXT_REVISED.value, Change.REISSUED.value}
    return not alert.is_notice and not is_only_text


def _doubts(alert: Alert) -> Iterator[str]:
    if alert.is_from_before:
        yield _wrap(FROM_BEFORE)
    if alert.is_unconfirmed:
        yield _wrap(f"{UNCONFIRMED_MEANS} Check the official page.")
    if alert.evidence is not None and alert.evidence.is_incomplete:
        yield _wrap(INCOMPLETE)


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        _fill(f"{name + ':':<{LABEL_CHARS}}{_shorten(value)}", " " * LABEL_CHARS)
        for name, value in rows
        if value
    )


def _advice_rows(alert: Alert) -> list[tuple[str, str]]:
    before, after = alert.before, alert.after
    indicators = after.indicators if after else frozenset()
    now, then = _level_rows("Now", after, before), _level_rows("Before", before, after)
    if [words for _, words in now] == [words for _, words in then]:
        now, then = [("Now", f"{now[0][1]}, as before"), *now[1:]], []
    return [
        *(now or [("Now", "no longer listed")]),
        *then,
        ("Leaving", explain_departure(before, after)),
        ("Risks named", ", ".join(sorted(indicator.words for indicator in indicators))),
        ("Issued on", str(after.issued_on) if after and after.issued_on else ""),
    ]


def _level_rows(
    name: str, advisory: Advisory | None, other: Advisory | None
) -> list[tuple[str, str]]:
    """Return the level of the whole, and a row for each level of parts that are graver."""
    if advisory is None:
        return []
    parts = part_levels(advisory, other, EMAIL_NAMES_MAX)
    return [(name, level_in_full(advisory, other)), *(("  in parts", words) for words in parts)]


def _notice_rows(alert: Alert) -> list[tuple[str, str]]:
    """List the facts of a notice, which has no level and replaces nothing."""
    notice = alert.after
    issued_at = notice.issued_at if notice else None
    return [
        ("Notice", notice.native_level if notice else ""),
        ("Leaving", explain_departure(notice, notice)),
        ("Issued at", f"{issued_at:%Y-%m-%d %H:%M} UTC" if issued_at else ""),
    ]


def _suggestion(alert: Alert) -> str:
    action = suggest_action(alert, name_destination(alert))
    return _wrap(f"What you can do: {action}")


def _in_force(alert: Alert) -> str:
    """Name the advice in force instead of a wrong alert: the advice before it."""
    if alert.destination is None:
        return ""
    if alert.before is None:
        return _wrap("In force now: all advice from before this notice.")
    rows = _rows(_level_rows("Now", alert.before, alert.after))
    return f"In force now is the advice from before that alert:\n{rows}"


def _links(alert: Alert, site_url: str) -> str:
    """Return the official page, and the page of the change on the site."""
    links = (
        ("Official page", official_page(alert)),
        ("This change", link_to_change(alert, site_url)),
    )
    return "\n".join(f"{name}: {link}" for name, link in links if link)


def official_page(alert: Alert) -> str:
    """Return the newest known address, for a withdrawn advisory the last one.

    A link over the length limit is left out: a cut link is useless.
    """
    advisories = (alert.after, alert.before)
    link = next((advisory.url for advisory in advisories if advisory and advisory.url), "")
    return link if len(link) <= WORDS_MAX_CHARS else ""


def _text_section(alert: Alert) -> str:
    """Show new paragraphs, then a few removed ones; the text of a notice is all new."""
    old = (alert.before and alert.before.text) or ""
    new = (alert.after and alert.after.text) or ""
    if alert.is_notice and new:
        return _excerpt("The notice", new.splitlines(), "", NEW_PARAGRAPHS_MAX)
    if not old or not new or old == new:
        return ""
    added, removed = _changed_paragraphs(old.splitlines(), new.splitlines())
    sections = (
        _excerpt("New in the text", added, "+ ", NEW_PARAGRAPHS_MAX),
        _excerpt("No longer in the text", removed, "- ", REMOVED_PARAGRAPHS_MAX),
    )
    return "\n\n".join(filter(None, sections))


def _excerpt(heading: str, paragraphs: Sequence[str], mark: str, paragraphs_max: int) -> str:
    if not paragraphs:
        return ""
    lines = [_wrap(paragraph, mark) for paragraph in paragraphs[:paragraphs_max]]
    if more := len(paragraphs) - len(lines):
        lines.append("... and 1 more paragraph" if more == 1 else f"... and {more} more paragraphs")
    return "\n".join([f"{heading}:", *lines])


def _changed_paragraphs(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs that only the new text has, and those that only the old text has.

    A paragraph that moved, or whose signs changed, is in neither.
    """
    before, after = (dict.fromkeys(map(normal_text, lines)) for lines in (old, new))
    added = [line for line in dict.fromkeys(new) if normal_text(line) not in before]
    removed = [line for line in dict.fromkeys(old) if normal_text(line) not in after]
    return added, removed


TitleOf = Callable[[str], str]
"""Returns the short title of a source, such as `US`."""

ALL_SOURCES = "Travel advice"
"""The title if several sources changed at once."""


def render_group(transmission: Transmission, title_of: TitleOf, site_url: str = "") -> Message:
    """Render many alerts as one message; phones and programs get the alerts one by one."""
    summary = _summary(transmission, title_of)
    subject = cut_at_word(to_ascii(summary), SUBJECT_MAX_CHARS)
    return Message(
        subject=subject,
        email=_group_body(transmission.alerts, title_of, summary, site_url),
        sms=cut_at_word(to_gsm7(summary), SMS_MAX_CHARS),
        document=render_group_document(transmission, subject),
    )


def _summary(group: Transmission, title_of: TitleOf) -> str:
    """Build `US: 60 changes, 12 urgent: Iran, Iraq`; list all destinations if none is urgent."""
    urgent = [alert for alert in group.alerts if alert.is_urgent]
    titles = {title_of(alert.source) for alert in group.alerts}
    title = titles.pop() if len(titles) == 1 else ALL_SOURCES
    count = "1 change" if len(group.alerts) == 1 else f"{len(group.alerts)} changes"
    part = f" ({group.part}/{group.parts})" if group.parts > 1 else ""
    count_urgent = f", {len(urgent)} urgent" if urgent else ""
    names = dict.fromkeys(
        name_destination(alert) if alert.destination else title_of(alert.source)
        for alert in urgent or group.alerts
    )
    return f"{title}: {count}{part}{count_urgent}: {', '.join(names)}"


def _group_body(alerts: Sequence[Alert], title_of: TitleOf, summary: str, site_url: str) -> str:
    paragraphs = [cut_at_word(summary, ENTRY_MAX_CHARS)]
    for heading, is_urgent in (("URGENT", True), ("OTHER CHANGES", False)):
        chosen = [alert for alert in alerts if alert.is_urgent is is_urgent]
        entries = [_entry(alert, title_of(alert.source), site_url) for alert in chosen]
        paragraphs += [heading, *entries] if entries else []
    return readable("\n\n".join([*paragraphs, FOOTER])) + "\n"


def _entry(alert: Alert, title: str, site_url: str) -> str:
    id_line = f"Alert: {alert.id}"
    details = [*filter(None, (official_page(alert), link_to_change(alert, site_url))), id_line]
    room = ENTRY_MAX_CHARS - sum(map(len, details)) - 2 * len(details)
    if room < ENTRY_MAX_CHARS // 2:  # links that leave no room for the news
        details, room = [id_line], ENTRY_MAX_CHARS // 2
    news = cut_at_word(render_headline(alert, title), room)
    quoted = _entry_quotation(alert, room - len(news)) if alert.is_urgent else ""
    return "\n".join([news, *(f"  {detail}" for detail in filter(None, [quoted, *details]))])


def _entry_quotation(alert: Alert, room: int) -> str:
    """Quote the sentence that decided, if at least half of it fits."""
    quotation = next(iter(quotations_of(alert)), "")
    words = cut_at_word(quotation, room - len('\n  They say: ""'))
    return f'They say: "{words}"' if quotation and len(words) >= len(quotation) // 2 else ""


def render_group_document(group: Transmission, headline: str) -> str:
    """List the alerts; subscribers without a chosen channel also get each alert by itself."""
    members = {
        "schema": SCHEMA_VERSION,
        "id": group.id,
        "kind": "group",
        "headline": headline,
        "part": group.part,
        "parts": group.parts,
        "alerts": [alert.id for alert in group.alerts],
    }
    return json.dumps(members)
