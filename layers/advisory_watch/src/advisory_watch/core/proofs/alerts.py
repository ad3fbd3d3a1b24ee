"""Check that every alert follows from a version, and every change has its alert."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import CORRECTION, Alert, alert_for
from advisory_watch.core.differences import differences
from advisory_watch.core.proofs.chains import Chain
from advisory_watch.core.proofs.remarks import Remark, broken, reread
from advisory_watch.core.scales import Change
from advisory_watch.core.urgency import is_notice
from advisory_watch.core.versions import Version


def alerts_due(chain: Chain) -> dict[int, Alert]:
    """Return the alert that each version requires, by the number of the version."""
    due = {
        number: alert_for(chain.words_at(number - 1), version)
        for number, version in sorted(chain.versions.items())
    }
    return {number: alert for number, alert in due.items() if alert is not None}


def alert_remarks(chain: Chain, found: Mapping[str, Alert]) -> Iterator[Remark]:
    """Compare the required alerts with all alerts that were ever in the outbox, by id."""
    for number, due in alerts_due(chain).items():
        alert = found.get(due.id)
        if alert is None:
            yield broken(chain.place, f"its alert {due.id}", "none", number)
            continue
        is_first = chain.words_at(number - 1) is None
        for name in _unlike(due, _comparable(alert, due, is_first=is_first)):
            yield broken(
                chain.place, f"{name} of alert {due.id} as in the version", "another", number
            )
        if alert.is_urgent != due.is_urgent:
            words = {True: "urgent", False: "not urgent"}
            yield reread(
                chain.place,
                f"alert {due.id} {words[alert.is_urgent]}",
                words[due.is_urgent],
                number,
            )


def change_remarks(chain: Chain) -> Iterator[Remark]:
    """Compare the recorded changes of each version with the result of today's rules."""
    for number, version in sorted(chain.versions.items()):
        before = chain.words_at(number - 1)
        if before is None or not _is_compared(version):
            continue
        possible = _possible(before, version)
        if version.changes not in possible:
            yield reread(chain.place, _words(version.changes), _words(possible[0]), number)


def orphan_remarks(alert: Alert, due: frozenset[str], ever: frozenset[str]) -> Iterator[Remark]:
    """Report an alert about a destination that no version requires.

    `due` are the ids of the required alerts, `ever` the ids of all that were in the outbox.
    """
    about = f"alert {alert.id}"
    if alert.kind == CORRECTION:
        if alert.corrects not in ever:
            yield broken(about, f"the alert {alert.corrects} that it corrects", "none")
    elif alert.destination is not None and alert.id not in due:
        place = f"{alert.source}/{alert.destination}"
        yield broken(about, f"a version of {place} that owes it", "none")


def _comparable(alert: Alert, due: Alert, *, is_first: bool) -> Alert:
    """Ignore legitimate differences: delivery state, urgency, and `before` of a first version."""
    ended = replace(alert, is_cancelled=False, is_handed=False)
    alike = replace(ended, is_urgent=due.is_urgent)
    return replace(alike, before=due.before) if is_first else alike


def _unlike(one: Alert, other: Alert) -> list[str]:
    names = (field.name for field in fields(Alert))
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _is_compared(version: Version) -> bool:
    """Check whether the changes of a version result from comparing it with the previous one."""
    is_first = not version.changes or Change.FIRST_SEEN in version.changes
    return version.advisory is not None and not is_first and not is_notice(version.advisory)


def _possible(before: Advisory, version: Version) -> tuple[tuple[Change, ...], ...]:
    """Return the changes with and without `is_new_wording`, which only the whole feed decides."""
    after = version.advisory or before
    return tuple(
        differences(before, after, is_new_wording=is_new_wording)
        for is_new_wording in (False, True)
    )


def _words(changes: tuple[Change, ...]) -> str:
    return ", ".join(change.value for change in changes) or "no change"
