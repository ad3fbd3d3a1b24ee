#!/usr/bin/env python3
"""Disables each detection rule in turn, and names the first test that fails without it.

usage: mutate_rules.py [RULE …]

Prints a table `rule | first failing test`. The exit status is 1 if any rule can be removed
without a failing test, or if the tests fail with all rules in place. Each rule is disabled in
a separate process, in the registry or in every module that holds it. A rule that is found nowhere
is an error, not a success.
"""

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import advisory_watch.app
import advisory_watch.core
from advisory_watch.app import second_endpoint
from advisory_watch.core import advisory, alert, fetch_plan, fingerprint, thresholds
from advisory_watch.core.advisory import Change
from advisory_watch.core.detection import (
    apply,
    comparison,
    confirm,
    dates,
    engine,
    memory,
    outages,
    policy,
)
from advisory_watch.core.detection.notices import detect as notice_detect
from advisory_watch.core.detection.notices import memory as notice_memory
from advisory_watch.core.detection.notices import names as notice_names
from advisory_watch.core.detection.notices import rules as notice_rules
from advisory_watch.core.detection.notices import words as notice_words
from advisory_watch.core.detection.notices.rules import NoticeRule
from advisory_watch.core.detection.rules import same_level, urgency
from advisory_watch.core.detection.rules.doubt import Doubt
from advisory_watch.core.detection.rules.rule import RULES, Finding, changed
from advisory_watch.core.detection.rules.same_level import SameLevelRule
from advisory_watch.core.detection.snapshot import batch_checks
from advisory_watch.core.detection.types import Outcome, RuleName

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
FOLDER = TESTS / "core" / "detection"
OTHERS = (
    TESTS / "core" / "test_fetch_plan.py",
    TESTS / "app" / "test_check_documents.py",
    TESTS / "app" / "test_check_second_endpoint.py",
)
HISTORIES = ("test_engine_invariants.py", "test_engine_properties.py")
"""Run last, so that the first failing test is one about the rule itself, if there is one."""

WORKERS = 8
APPLY = "--apply"


def silent(*_: object) -> None:
    """Replace a rule by one that never applies."""


def believing(_: object) -> Finding:
    """Replace a rule of last resort by one that believes instead of doubting."""
    return changed("mutated")


def always(value: object) -> Callable[..., object]:
    """Replace a predicate by one whose answer is always the same."""
    return lambda *_, **__: value


NEVER = always(value=False)
EVER = always(value=True)


def _news_at_first_sight(*args: Any, **kwargs: Any) -> Any:
    detection = ORIGINAL_FIRST_SIGHT(*args, **kwargs)
    return replace(detection, outcome=Outcome.CHANGED, changes=(Change.TEXT_REVISED,))


def _news_at_first_notice(*args: Any, **kwargs: Any) -> Any:
    return tuple(
        replace(found, outcome=Outcome.CHANGED, changes=(Change.NOTICE_ISSUED,))
        for found in ORIGINAL_FIRST_NOTICE(*args, **kwargs)
    )


def _any_first_sight(copy: Any, *args: Any, **kwargs: Any) -> Any:
    return ORIGINAL_FIRST_SIGHT(replace(copy, is_stub=False), *args, **kwargs)


def _no_baseline(record: Any, _copy: Any) -> Any:
    return record.advisory if record else None


def _newest_copies(copies: Sequence[Any]) -> Any:
    return tuple(copies[-thresholds.KNOWN_COPIES_MAX :])


def _any_mark(record: Any, _read_at: Any) -> Any:
    return record.issue_mark if record else None


def _by_position(copy: Any) -> Any:
    return id(copy)


def _only_stated_levels(before: Any, after: Any) -> bool:
    return before.severity is not None and (after.severity or 0) > before.severity


ORIGINAL_FIRST_SIGHT = engine.accept_first_snapshot
ORIGINAL_FIRST_NOTICE = notice_detect.accept_first_feed

LAST_RESORTS = (Doubt.DOUBTFUL_DATE, SameLevelRule.ANOTHER_COPY, NoticeRule.SEEN_NOTICE)
"""Rules that always apply; they are replaced, because without them nothing decides."""

REPLACEMENTS: Mapping[str, tuple[object, object]] = {
    "deadline": (confirm._tell_at_deadline, silent),  # noqa: SLF001
    "deadline: repeatable": (confirm.REPEATABLE, frozenset({"none"})),
    "deadline: has_deadline": (confirm.has_deadline, NEVER),
    "deadline: is_bounded": (confirm.is_bounded, EVER),
    "repetition.second_agreeing_read": (confirm._confirm_by_repetition, silent),  # noqa: SLF001
    "repetition: patience": (confirm._patience, always(timedelta(0))),  # noqa: SLF001
    "repetition: never by repetition": (confirm.NEVER_BY_REPETITION, frozenset({"none"})),
    "repetition: by another endpoint": (confirm.BY_ANOTHER_ENDPOINT, frozenset({"none"})),
    "repetition: disputes": (confirm.DISPUTABLE, frozenset({"none"})),
    "repetition: the same candidate": (confirm.is_same_candidate, EVER),
    "memory.is_known_copy": (memory.is_known_copy, NEVER),
    "memory.is_known_text": (memory.is_known_text, NEVER),
    "memory.is_superseded_copy": (memory.is_superseded_copy, NEVER),
    "memory.superseded_days": (memory.superseded_days, always(())),
    "memory: bounded": (memory._bounded, _newest_copies),  # noqa: SLF001
    "memory.remember": (memory.remember, lambda record, *_, **__: record),
    "same_level: waited": (same_level._has_waited, NEVER),  # noqa: SLF001
    "same_level: near": (same_level._is_near, NEVER),  # noqa: SLF001
    "engine: graver copies beside": (engine.NEWS, frozenset(Outcome)),
    "engine.is_read_anew": (engine.is_read_anew, NEVER),
    "urgency: new sentences": (urgency.new_sentences, always(())),
    "urgency: every sentence is new": (urgency._is_similar, NEVER),  # noqa: SLF001
    "urgency: no sentence is new": (urgency._is_similar, EVER),  # noqa: SLF001
    "urgency: issued anew": (alert.is_issued_anew, EVER),
    "first_sight is silent": (engine.accept_first_snapshot, _news_at_first_sight),
    "first_sight needs words": (engine.accept_first_snapshot, _any_first_sight),
    "first_sight.was_in_force_before": (engine.was_in_force_before, NEVER),
    "judge.baseline: placeholder": (engine.baseline, _no_baseline),
    "copies.credible_copies": (dates.credible_copies, lambda copies, *_: tuple(copies)[:1]),
    "copies: a raise under a wrong date": (dates.is_raise_under_wrong_date, NEVER),
    "dates.is_possible": (advisory.is_possible, lambda day, _: day is not None),
    "dates.believed_date": (dates.believed_date, lambda copy, *_: copy.issued_on),
    "copies.preference": (dates.preference, _by_position),
    "dates.mark_of": (dates.mark_of, _any_mark),
    "dates.is_new_and_grave": (dates.is_new_and_grave, NEVER),
    "dates.is_text_later": (dates.is_text_later, NEVER),
    "dates.redated_days": (dates.redated_days, always(frozenset())),
    "dates.is_slip_of_the_year": (dates.is_slip_of_the_year, EVER),
    "dates.day_of_feed": (dates.day_of_feed, always(date.max)),
    "circumstances.is_mass": (thresholds.is_mass, NEVER),
    "circumstances: new wording": (batch_checks._is_reworded, NEVER),  # noqa: SLF001
    "differences.is_scope_moved": (fingerprint.is_scope_moved, NEVER),
    "differences.is_graver": (fingerprint.is_graver, fingerprint.is_level_graver),
    "differences.is_level_graver": (fingerprint.is_level_graver, _only_stated_levels),
    "plausible.require_plausible": (batch_checks.require_plausible, silent),
    "order.is_older_reading": (batch_checks.is_older_snapshot, NEVER),
    "vanishing.absences": (batch_checks.find_absences, always({})),
    "vanishing.withdrawals": (batch_checks.find_withdrawals, always(())),
    "incomplete copies: graver news": (batch_checks.is_graver_news, EVER),
    "incomplete copies: the rest": (batch_checks.recorded_elsewhere, always(())),
    "second_door: asked again": (second_endpoint.count_asks, always(0)),
    "second_door.second_opinion": (confirm.settle_elsewhere, lambda doubt, *_: doubt),
    "blindness.after_failure": (outages.after_failure, lambda health, *_: (health, ())),
    "blindness.after_success": (outages.after_success, lambda health, *_: (health, ())),
    "blindness.after_partial_success": (
        outages.after_partial_success,
        lambda health, *_: (health, ()),
    ),
    "documents.is_behind": (fetch_plan.is_behind, NEVER),
    "documents.is_up_to_date": (fetch_plan.is_up_to_date, EVER),
    "planning: an index is not believed for ever": (fetch_plan.REREAD_AFTER, timedelta.max),
    "planning: turns": (fetch_plan._turn, always((0, "", ""))),  # noqa: SLF001
    "candidates: outdated": (confirm._is_outdated, NEVER),  # noqa: SLF001
    "following: text ahead": (comparison.is_text_ahead, NEVER),
    "following: learning": (apply._learn_copy, lambda record, *_: record),  # noqa: SLF001
    "following: learning names": (apply._remember_notices, lambda record, _: record),  # noqa: SLF001
    "notice_names.twin_name": (notice_names.twin_name, silent),
    "notice_names: scheme": (notice_names._SCHEME, re.compile(r"(?!)")),  # noqa: SLF001
    "notice_memory.find_known": (notice_memory.find_known, silent),
    "notice_memory: reposted": (notice_memory._is_reposted, NEVER),  # noqa: SLF001
    "notice_memory: says no more": (notice_memory._says_no_more, NEVER),  # noqa: SLF001
    "notice_memory.remember": (notice_memory.remember, lambda known, *_: known),
    "notice_words.is_spelling_of": (notice_words.is_spelling_of, NEVER),
    "notice_words.is_new_content": (notice_words.is_new_content, EVER),
    "notice_words.update_number": (notice_words.update_number, always(0)),
    "notices: recent": (notice_detect._is_recent, EVER),  # noqa: SLF001
    "notice_rules.believed_moment": (
        notice_rules.believed_moment,
        lambda notice, _: notice.issued_at,
    ),
    "notices.is_first_read": (notice_detect.is_first_read, NEVER),
    "notices.first_sight": (notice_detect.accept_first_feed, _news_at_first_notice),
    "notices.in_order_of_time": (notice_detect.in_order_of_time, lambda copies, _: list(copies)),
    "candidates: settling": (confirm.settle_pending, lambda record, _: record),
    "candidates: says nothing": (confirm._says_nothing, NEVER),  # noqa: SLF001
    "candidates: another copy": (
        confirm._settle_other_copy,  # noqa: SLF001
        lambda record, *_: record,
    ),
}

LIMITS: Mapping[str, object] = {
    "WITHDRAWN_AFTER": timedelta(0),
    "WITHDRAWN_SHARE_MAX": 1.0,
    "WITHDRAWN_TOGETHER_AFTER": timedelta(0),
    "SHORTER_LIST_ACCEPTED_AFTER": timedelta(0),
    "SECOND_ENDPOINT_ASKED_AFTER": (timedelta(days=999),),
    "SECOND_ENDPOINT_ASKED_EVERY": timedelta(days=999),
    "PUBLISHING_LAG_MAX": timedelta(0),
    "DATE_SLIP_MAX": timedelta(0),
    "FRESH_ISSUE": timedelta(days=999),
    "MASS_SHARE": 1.1,
    "MASS_MIN": 1,
    "REDATED_SHARE": 1.1,
    "KNOWN_COPIES_MAX": 1,
    "GRAVER_TOLD_AFTER": timedelta(0),
    "CANDIDATE_LAPSES_AFTER": timedelta(days=999),
    "SEEN_NOTICES_MAX": 1,
    "NOTICES_JUDGED_MAX": 999,
    "FUTURE_DATE_MAX": timedelta(0),
    "PAST_DATE_MAX": timedelta(days=999_999),
    "WATCH_SETTLES_IN": timedelta(days=999),
    "DOCUMENT_TOLD_AFTER": timedelta(0),
    "DOCUMENTS_NAMED_MAX": 0,
    "OPERATORS_TOLD_AFTER": timedelta(0),
    "SUBSCRIBERS_TOLD_AFTER": timedelta(0),
}
"""Values for the limits: a limit that can be moved this far without a failing test is untested."""


def say(line: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(f"{line}\n")


def mutations() -> dict[str, Callable[[], int]]:
    """Return every mutation by name; each returns the number of references that it changed."""
    registered = {
        f"{function.__module__.rpartition('.')[2]}.{function.__name__}": _disabling(name)
        for rules in RULES.values()
        for name, function in rules.items()
    }
    replacing = {
        name: _replacing(original, other) for name, (original, other) in REPLACEMENTS.items()
    }
    return (
        registered
        | replacing
        | {f"limits.{name}": _limiting(name, other) for name, other in LIMITS.items()}
    )


def _disabling(name: RuleName) -> Callable[[], int]:
    def disable() -> int:
        RULES[type(name)][name] = believing if name in LAST_RESORTS else silent
        return 1

    return disable


def _replacing(original: object, other: object) -> Callable[[], int]:
    return lambda: replace_everywhere(original, other)


def _limiting(name: str, other: object) -> Callable[[], int]:
    def limit() -> int:
        changed = getattr(thresholds, name) != other
        setattr(thresholds, name, other)
        return int(changed)

    return limit


def replace_everywhere(original: object, other: object) -> int:
    """Replace an object in every module of the program, and in the detection policies."""
    holders = (*_modules(), policy.ADVISORY_POLICY, policy.NOTICE_POLICY)
    count = 0
    for holder in holders:
        for name in dir(holder):
            if getattr(holder, name) is original:
                object.__setattr__(holder, name, other)
                count += 1
    return count


def _modules() -> Iterator[ModuleType]:
    for package in (advisory_watch.core, advisory_watch.app):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


class FirstFailure:
    """A pytest plugin that records the first failing test."""

    name: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record a failed result."""
        if report.failed and self.name is None:
            self.name = report.nodeid.rpartition("/")[2]


def run_tests() -> tuple[int, str | None]:
    """Run the tests of the rules in this process, up to the first failure."""
    files = [*FOLDER.rglob("test_*.py"), *OTHERS]
    files.sort(key=lambda path: (path.name in HISTORIES, path.name))
    plugin = FirstFailure()
    options = ["-x", "-q", "--tb=no", "-p", "no:xdist", f"--rootdir={ROOT}"]
    status = pytest.main([*options, *map(str, files)], plugins=[plugin])
    return int(status), plugin.name


def mutate(name: str) -> int:
    """Disable one rule, run the tests, and print the result."""
    changed = 1 if name == "none" else mutations()[name]()
    status, failed = run_tests()
    say(json.dumps({"changed": changed, "status": status, "failed": failed}))
    return 0


def outcome_of(name: str) -> dict[str, Any]:
    """Run one mutation in a separate process."""
    command = [sys.executable, __file__, APPLY, name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        return {"changed": 0, "status": -1, "failed": done.stderr[-300:]}
    result: dict[str, Any] = json.loads(lines[-1])
    return result


def is_caught(result: Mapping[str, Any]) -> bool:
    """Tell whether the rule was really disabled, and a test failed because of it."""
    failed = pytest.ExitCode.TESTS_FAILED
    return result["changed"] > 0 and result["status"] == failed and bool(result["failed"])


def main(names: Sequence[str]) -> int:
    """Disable all rules, or only the named ones, and print the table."""
    if unknown := set(names) - set(mutations()):
        say(f"expected names of mutations, found {', '.join(sorted(unknown))}")
        return 2
    sound = outcome_of("none")
    if sound["status"] != pytest.ExitCode.OK:
        say(f"the tests fail with all rules in place: {sound['failed']}")
        return 1
    wanted = list(names) or list(mutations())
    with ThreadPoolExecutor(WORKERS) as pool:
        results = dict(zip(wanted, pool.map(outcome_of, wanted), strict=True))
    width = max(map(len, wanted))
    for name, result in results.items():
        shown = result["failed"] if is_caught(result) else f"SURVIVED {result}"
        say(f"{name:<{width}} | {shown}")
    survived = [name for name, result in results.items() if not is_caught(result)]
    say(f"{len(wanted)} disabled, {len(survived)} not missed by any test")
    return int(bool(survived))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(mutate(arguments[1]) if arguments[:1] == [APPLY] else main(arguments))
