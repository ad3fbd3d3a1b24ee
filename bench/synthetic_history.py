"""Five invented years of advice from seven governments on 230 destinations: seeded, full size.

The number of versions per year follows the recorded months where they exist (United States
4.3, Canada 0.3, United Kingdom 0.2 for its flags alone). The numbers for the United Kingdom's
texts and for the other governments are higher than any change rate observed.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from advisory_watch.bootstrap.local import Home, open_home
from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.alert import build_alert
from advisory_watch.core.destinations import destination_names, name_of
from advisory_watch.core.detection.apply import next_record, version_of
from advisory_watch.core.detection.notices.names import names_of
from advisory_watch.core.detection.rules.graver import GraverRule
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.health import Health
from advisory_watch.core.record import DestinationRecord, Evidence
from advisory_watch.core.source import Source
from advisory_watch.sources import SOURCES

SEED = 2023
DESTINATIONS = 230
YEARS = 5
BEGAN = datetime(2021, 1, 1, tzinfo=UTC)
VERSIONS = {
    "us_state": 22,
    "us_embassies": 10,
    "uk_fcdo": 10,
    "ca_gac": 6,
    "de_aa": 10,
    "ie_dfa": 8,
    "nz_mfat": 6,
}
"""Versions of a destination in five years; a source without a number has as many as Germany."""

PARAGRAPHS = 40
WORDS = (  # noqa: SIM905 - a column of fifty quoted words reads worse
    "travellers should avoid crowds demonstrations roads border region armed robbery health care "
    "limited services consular officers curfew checkpoints insurance flights may be cancelled at "
    "short notice monitor local media carry identification the government cannot help outside "
    "capital coast earthquakes hurricanes season from June to November vaccination required"
).split()


def fill(folder: Path) -> int:
    """Write the years into a new home; return the number of versions."""
    count = 0
    with open_home(folder) as home:
        for source in SOURCES.values():
            for destination in sorted(destination_names())[:DESTINATIONS]:
                count += _record(home, source, destination)
            home.ledger.save_health(_health(source))
    return count


def _health(source: Source) -> Health:
    at = BEGAN + timedelta(days=365 * YEARS)
    return Health(
        source=source.id,
        revision=1,
        endpoint=source.endpoints[0].id,
        last_good_at=at,
        destinations=230,
    )


def _record(home: Home, source: Source, destination: str) -> int:
    record: DestinationRecord | None = None
    for advisory, at in _advisories(source, destination):
        before = record.advisory if record else None
        detection = _verdict(before, advisory)
        page_key = f"{Random(str(at)).getrandbits(256):064x}"
        evidence = Evidence(endpoint=source.endpoints[0].id, page_key=page_key, read_at=at)
        record = next_record(source.id, record, detection, evidence)
        if record is None:
            raise ValueError(
                f"{destination}: expected every issue to be news, found one that is not"
            )
        version = version_of(record, detection)
        alert = build_alert(before, version) if version else None
        home.ledger.record(record, version, alert)
        if alert is not None:
            home.outbox.mark_sent(alert, at)
    return record.number if record else 0


def _verdict(before: Advisory | None, after: Advisory) -> Detection:
    """Build the detection of a believable new issue."""
    change = _change(before, after)
    return Detection(
        destination=after.destination,
        outcome=Outcome.FIRST_SEEN if change is Change.FIRST_SEEN else Outcome.CHANGED,
        rule=GraverRule.NEWER_ISSUE,
        reason="issued later than what is known",
        advisory=after,
        believed_on=after.issued_on,
        changes=(change,),
        notice_names=names_of(after) if after.notice_id is not None else (),
    )


def _change(before: Advisory | None, after: Advisory) -> Change:
    if after.notice_id is not None:
        return Change.NOTICE_ISSUED
    if before is None or before.severity is None or after.severity is None:
        return Change.FIRST_SEEN if before is None else Change.SCOPE_CHANGED
    if before.severity == after.severity:
        return Change.TEXT_REVISED
    is_raise = after.severity > before.severity
    return Change.LEVEL_RAISED if is_raise else Change.LEVEL_LOWERED


def _advisories(source: Source, destination: str) -> Iterator[tuple[Advisory, datetime]]:
    chance = Random(f"{SEED}/{source.id}/{destination}")
    paragraphs = [_paragraph(chance) for _ in range(PARAGRAPHS)]
    at = BEGAN
    versions = VERSIONS.get(source.id, VERSIONS["de_aa"])
    step = timedelta(days=365 * YEARS) / versions
    level = chance.choice(source.levels) if source.levels else None
    for number in range(versions):
        if number:
            paragraphs = _edited(paragraphs, chance)
            at += step * chance.uniform(0.5, 1.5)
            if level and chance.random() < 0.3:  # the other issues change only the text
                level = chance.choice(source.levels)
        advisory = Advisory(
            source=source.id,
            destination=destination,
            name=name_of(destination),
            native_level=level.words if level else f"Security alert number {number}",
            severity=level.severity if level and not level.is_partial else None,
            partial_severity=level.severity if level and level.is_partial else None,
            issued_on=at.date(),
            issued_at=at,
            text="\n".join(paragraphs if level else paragraphs[:6]),
            url=f"{source.homepage.rstrip('/')}/{destination.lower()}",
        )
        yield (advisory if level else replace(advisory, notice_id=f"{destination}-{number}")), at


def _edited(paragraphs: list[str], chance: Random) -> list[str]:
    """Change what a typical issue changes: one paragraph, and a few words elsewhere."""
    edited = list(paragraphs)
    edited[chance.randrange(PARAGRAPHS)] = _paragraph(chance)
    for _ in range(3):
        at = chance.randrange(PARAGRAPHS)
        words = edited[at].split()
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        edited[at] = " ".join(words)
    return edited


def _paragraph(chance: Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(20, 80)))
