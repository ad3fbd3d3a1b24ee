"""A small world of four governments, in which the ten questions have answers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from advisory_watch.core.advisory import Advisory, Change, Departure, Region, Severity
from advisory_watch.core.alert import Alert, build_alert, build_correction
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_health, a_record, a_version, an_advisory
from support.change_logs import with_history

CONFIG = SiteConfig(
    sources=tuple(SOURCES.values()),
    base_url="",
    evidence_url="../pages",
    has_alerts=True,
    contact="desk@example.org",
)
RAISED = (Change.LEVEL_RAISED, Change.DEPARTURE_RAISED)
PARTS = (
    Region(name="the Bekaa Valley", severity=Severity.DO_NOT_TRAVEL),
    Region(name="areas south of the Litani River", severity=Severity.DO_NOT_TRAVEL),
)
LEAVE = "U.S. citizens in Iran should leave immediately."


@dataclass(kw_only=True)
class QuestionsWorld:
    """What governments said, and when; a version for each step."""

    versions: dict[tuple[str, str], list[Version]] = field(
        default_factory=lambda: defaultdict(list)
    )
    found: dict[str, Alert] = field(default_factory=dict)

    def say(self, advisory: Advisory, at: datetime, *changes: Change) -> Alert | None:
        """Record the next version of a destination in a source; return its alert."""
        known = self.versions[advisory.destination, advisory.source]
        before = known[-1].advisory if known else None
        version = a_version(
            advisory,
            number=len(known) + 1,
            changes=changes or (Change.FIRST_SEEN,),
            decided_at=at,
        )
        known.append(version)
        return build_alert(before, version)

    def histories(self) -> Iterator[DestinationHistory]:
        """Yield the history of each destination."""
        for code in sorted({code for code, _ in self.versions}):
            own = [versions for (known, _), versions in self.versions.items() if known == code]
            yield DestinationHistory(
                destination=code,
                histories=tuple(
                    SourceHistory(record=_record(versions), steps=history_steps(versions))
                    for versions in own
                ),
                found=self.found,
            )

    def records(self) -> Mapping[str, dict[str, DestinationRecord]]:
        """Return the records of all sources, by source and destination."""
        found: defaultdict[str, dict[str, DestinationRecord]] = defaultdict(dict)
        for (code, source), versions in self.versions.items():
            found[source][code] = _record(versions)
        return found


def _record(versions: list[Version]) -> DestinationRecord:
    return a_record(versions[-1].advisory, number=len(versions))


def _us(code: str, name: str, severity: Severity, text: str, **fields: object) -> Advisory:
    return an_advisory(severity, destination=code, name=name, text=text, **fields)


def _uk(code: str, name: str, flags: str, **fields: object) -> Advisory:
    return an_advisory(
        Severity.NORMAL,
        source="uk_fcdo",
        destination=code,
        name=name,
        native_level=flags,
        url="https://www.gov.uk/foreign-travel-advice",
        **fields,
    )


def build_world() -> tuple[QuestionsWorld, Mapping[str, str]]:
    """Return the world, and the ids of the alert and of the corrected alert that tests open."""
    world, ids = QuestionsWorld(), {}
    long_ago, hour = NOON - timedelta(days=40), timedelta(hours=1)
    parts = {"partial_severity": Severity.DO_NOT_TRAVEL, "regions": PARTS}
    world.say(
        _uk("LB", "Lebanon", "avoid_all_travel_to_parts", text="FCDO advises.", **parts), long_ago
    )
    world.say(
        _us("TR", "Turkey", Severity.CAUTION, "Exercise increased caution due to unrest."), long_ago
    )
    border = "FCDO advises against all travel to within 10km of the border with Syria due to war."
    syria = Region(name="within 10km of the border with Syria", severity=Severity.DO_NOT_TRAVEL)
    parts = {"partial_severity": Severity.DO_NOT_TRAVEL, "regions": (syria,)}
    world.say(_uk("TR", "Turkey", "avoid_all_travel_to_parts", text=border, **parts), long_ago)
    iran = _us("IR", "Iran", Severity.DO_NOT_TRAVEL, "Do not travel to Iran due to unrest.")
    world.say(iran, long_ago)
    leave = replace(iran, departure=Departure.DEPART_IMMEDIATELY, departure_words=(LEAVE,))
    world.say(leave, NOON - timedelta(days=3), Change.DEPARTURE_RAISED)
    world.say(_us("SA", "Saudi Arabia", Severity.RECONSIDER, "Reconsider travel."), long_ago)
    world.say(_uk("SA", "Saudi Arabia", ""), long_ago)
    canada = replace(iran, source="ca_gac", native_level="Avoid all travel", text=None)
    world.say(replace(canada, destination="RU", name="Russia"), long_ago)
    old = "Exercise normal precautions in Kuwait.\nCarry your papers.\nThe airport is open."
    new = "Reconsider travel to Kuwait due to armed conflict.\nCarry your papers.\nFlights stopped."
    world.say(_us("KW", "Kuwait", Severity.NORMAL, old), long_ago)
    ordered = {
        "departure": Departure.ORDERED_DEPARTURE,
        "departure_words": ("The Department ordered the departure of staff.",),
    }
    kuwait = _us("KW", "Kuwait", Severity.RECONSIDER, new, **ordered)
    alert = world.say(kuwait, NOON - 5 * hour, *RAISED)
    edit = _us("FR", "France", Severity.CAUTION, "Exercise increased caution.")
    world.say(edit, long_ago)
    world.say(replace(edit, text="Exercise caution."), NOON - hour, Change.REISSUED)
    quiet = _us("NP", "Nepal", Severity.NORMAL, "Exercise normal precautions.")
    world.say(quiet, long_ago)
    wrong = world.say(replace(iran, destination="NP", name="Nepal"), NOON - 30 * hour, *RAISED)
    world.say(quiet, NOON - 29 * hour, Change.LEVEL_LOWERED)
    for code, name in (("CD", "DRC"), ("CG", "Congo")):
        world.say(replace(quiet, destination=code, name=name), long_ago)
    ireland = replace(
        quiet, source="ie_dfa", destination="JM", name="Jamaica", native_level="Normal Precautions"
    )
    world.say(ireland, long_ago)
    if alert is None or wrong is None:
        raise AssertionError("expected alerts of both raises, found a silent version")
    correction = build_correction(wrong, "The page was of another country.", NOON - 28 * hour)
    world.found = {message.id: message for message in (wrong, correction)}
    ids["raise"], ids["wrong"] = alert.id, wrong.id
    return world, ids


READ_AT = {
    "us_state": NOON - timedelta(minutes=12),
    "uk_fcdo": NOON - timedelta(minutes=12),
    "ca_gac": NOON - timedelta(minutes=12),
    "ie_dfa": NOON - timedelta(days=3),
}


def render_world(world: QuestionsWorld) -> Iterator[WebFile]:
    """Render the site of the world at noon."""
    site_builder, change_log = StaticSiteBuilder(config=CONFIG), ChangeLog()
    yield from site_builder.render_static_files()
    for history in world.histories():
        yield from site_builder.render_destination(history, NOON)
        change_log = with_history(change_log, history, CONFIG.title_of)
    yield from site_builder.render_change_log(change_log)
    records = world.records()
    states = tuple(
        SourceState(
            records=records[source], health=a_health(source=source, last_good_at=READ_AT[source])
        )
        for source in records
    )
    yield from site_builder.render_front_page(
        SiteSnapshot(at=NOON, states=states, change_log=change_log)
    )
