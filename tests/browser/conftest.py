"""A site in a folder, and a real browser to view it: `make test-browser`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from advisory_watch.core.advisory import Change, Departure, Severity
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_health, a_pending_candidate, a_record, a_version, an_advisory
from support.change_logs import with_history
from support.questions_world import build_world, render_world
from support.served_site import serve, write

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
HOSTILE = "<script>document.title='owned'</script>\u202e 🧨 \"'"

CONFIG = SiteConfig(sources=tuple(SOURCES.values()), evidence_url="../pages")
WORLD = {
    "KW": ("Kuwait", (Severity.NORMAL, Severity.RECONSIDER)),
    "JM": ("Jamaica", (Severity.CAUTION, Severity.NORMAL)),
    "CI": ("Côte d'Ivoire", (Severity.CAUTION,)),
    "RU": ("Russia", (Severity.DO_NOT_TRAVEL, Severity.DO_NOT_TRAVEL)),
    "SM": (HOSTILE, (Severity.NORMAL,)),
}


def history(code: str, name: str, levels: tuple[Severity, ...]) -> tuple[Version, ...]:
    """Build versions of a destination with these levels in turn, a month apart."""
    versions: list[Version] = []
    for number, severity in enumerate(levels, start=1):
        departure = Departure.DEPART_IMMEDIATELY if code == "RU" and number > 1 else Departure.NONE
        text = f"{name}: mind {number} risks.\nCarry your papers.\n{HOSTILE}"
        advisory = an_advisory(
            severity, destination=code, name=name, text=text, departure=departure
        )
        change = Change.FIRST_SEEN
        if number > 1:
            before = levels[number - 2]
            change = Change.LEVEL_RAISED if severity > before else Change.LEVEL_LOWERED
            change = Change.DEPARTURE_RAISED if departure else change
        versions.append(
            a_version(
                advisory,
                number=number,
                changes=(change,),
                decided_at=NOON + timedelta(days=30 * number),
            )
        )
    return tuple(versions)


def known_of(versions: tuple[Version, ...]) -> DestinationRecord:
    """Build the record of the last version; San Marino also has a pending candidate."""
    known = a_record(versions[-1].advisory, number=len(versions))
    pending = a_pending_candidate(
        an_advisory(Severity.DO_NOT_TRAVEL, destination="SM", name=HOSTILE)
    )
    return replace(known, pending=pending) if known.destination == "SM" else known


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the site of a small world into a folder, below a sub-path."""
    folder_path = tmp_path_factory.mktemp("served") / "below" / "here"
    site_builder, change_log, known = StaticSiteBuilder(config=CONFIG), ChangeLog(), {}
    files = list(site_builder.render_static_files())
    for code, (name, levels) in WORLD.items():
        versions = history(code, name, levels)
        known[code] = known_of(versions)
        source_history = SourceHistory(record=known[code], steps=history_steps(versions))
        destination_history = DestinationHistory(destination=code, histories=(source_history,))
        files += site_builder.render_destination(destination_history, NOON)
        change_log = with_history(change_log, destination_history, CONFIG.title_of)
    uk = an_advisory(Severity.NORMAL, source="uk_fcdo", native_level="")
    states = (
        SourceState(records=known, health=a_health()),
        SourceState(
            records={"KW": a_record(uk)},
            health=a_health(source="uk_fcdo", failing_since=NOON, failure="HTTP 503"),
        ),
    )
    site_snapshot = SiteSnapshot(at=NOON + timedelta(days=61), states=states, change_log=change_log)
    files += [
        *site_builder.render_change_log(change_log),
        *site_builder.render_front_page(site_snapshot),
    ]
    write(files, folder_path)
    return folder_path


@pytest.fixture(scope="session")
def served(folder: Path) -> Iterator[str]:
    """Serve the folder on the loopback interface, below a sub-path; yield its URL."""
    with serve(folder.parent.parent) as address:
        yield f"{address}/below/here"


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site of the world; yield its URL."""
    folder: Path = tmp_path_factory.mktemp("answers")
    write(render_world(build_world()[0]), folder)
    with serve(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Open a page; fail on any console output, and on any request to another host."""
    context = browser.new_context(timezone_id="Asia/Kathmandu", locale="en-GB")
    opened, complaints = context.new_page(), []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "request",
        lambda request: (
            complaints.append(request.url)
            if not request.url.startswith((served.rpartition("/below")[0], "file:"))
            else None
        ),
    )
    yield opened
    context.close()
    assert complaints == []
