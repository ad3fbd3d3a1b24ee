"""The history of one destination by one source, newest version first, on the screen."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from advisory_watch.cli.screen import say, say_rows
from advisory_watch.cli.tables import coloured
from advisory_watch.core.versions import Held, Known, Version

UNDATED = "(no date that can be read)"


def print_history(screen: Console, known: Known, history: Iterable[Version]) -> None:
    """Print the versions, newest first, and then the pending candidate."""
    since = f"watched since {known.watched_since:%Y-%m-%d %H:%M} UTC"
    screen.print(f"{known.source}, {since}")
    for version in reversed(tuple(history)):
        advisory = version.advisory
        severity = advisory.severity if advisory else None
        words = coloured(advisory.native_level if advisory else "withdrawn", severity)
        screen.print(Text.assemble(f"\n  {version.number}  ", words))
        say_rows(screen, _story(version))
    if known.held is not None:
        _print_held(screen, known.held)
    screen.print()


def _story(version: Version) -> Iterator[tuple[str, str]]:
    changes = ", ".join(change.value.replace("_", " ") for change in version.changes)
    evidence, advisory = version.evidence, version.advisory
    yield "change", f"{changes} ({version.rule})"
    if advisory is not None:
        yield "issued", str(advisory.issued_on or UNDATED)
        yield "departure", advisory.departure.words if advisory.departure else ""
        yield "risks", ", ".join(sorted(indicator.words for indicator in advisory.indicators))
    yield "seen", f"{version.decided_at:%Y-%m-%d %H:%M} UTC through {evidence.door}"
    yield "page", evidence.page_key
    yield "also", evidence.note
    yield "link", (advisory.url if advisory else None) or ""


def _print_held(screen: Console, held: Held) -> None:
    level = coloured(held.advisory.native_level, held.advisory.severity)
    screen.print(Text.assemble("\n  ?  ", level, (" (unconfirmed)", "bold")))
    rows = (
        ("because", f"{held.reason} ({held.rule})"),
        ("issued", str(held.advisory.issued_on or UNDATED)),
        ("seen", f"{held.since:%Y-%m-%d %H:%M} UTC through {held.evidence.door}"),
        ("page", held.evidence.page_key),
    )
    say_rows(screen, rows)


def print_notices(screen: Console, title: str, notices: Iterable[Version]) -> None:
    """Print notices, newest first as they come; a notice has no level."""
    screen.print(f"{title}: notices", style="bold")
    for version in notices:
        advisory = version.advisory
        if advisory is None:
            continue
        issued = advisory.issued_at
        when = f"{issued:%Y-%m-%d %H:%M} UTC" if issued else str(advisory.issued_on or UNDATED)
        screen.print()
        say(screen, f"  {when}  {advisory.native_level}", hanging="    ")
        rows = (
            ("departure", advisory.departure.words if advisory.departure else ""),
            ("seen", f"{version.decided_at:%Y-%m-%d %H:%M} UTC through {version.evidence.door}"),
            ("page", version.evidence.page_key),
            ("link", advisory.url or ""),
        )
        say_rows(screen, rows)
    screen.print()
