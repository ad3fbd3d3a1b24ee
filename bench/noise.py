"""Replays the recorded US feed with far more errors than it ever had, and scores the detection.

usage: python bench/noise.py [SEEDS]

Every seed plants another mixture of the known faults of the real feed, many times as often.
They are placeholders, old copies for days or weeks, copies next to the true item, wrong years,
single and bulk re-dating, vanishing, one date with two levels, and shuffled order. The true
changes stay the same, so recall and precision can be scored. Items of destinations about to
change are left intact on the days of the change.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from json import loads
from pathlib import Path
from random import Random
from typing import Any

from naive_differ import naive_changes

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.app.replay import Replay
from advisory_watch.bootstrap.local import open_memory
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.cli.output_json import json_line
from advisory_watch.core.advisory import Change
from advisory_watch.core.page import Page
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES

ITEM = re.compile(r"<item>.*?</item>", re.DOTALL)
TITLE = re.compile(r"<title>(?P<name>.*?) - Level (?P<level>[1-4]): [^<]*</title>")
WORDS = {
    1: "Exercise Normal Precautions",
    2: "Exercise Increased Caution",
    3: "Reconsider Travel",
    4: "Do Not Travel",
}
LEVEL_KINDS = {Change.LEVEL_RAISED.value, Change.LEVEL_LOWERED.value}
SOURCE = SOURCES["us_state"]
FALSE_SHARE_MAX = 0.1
"""Some planted errors cannot be distinguished from the truth: new words, a new date, a stated
level.
"""

SPARED_AROUND_CHANGE = timedelta(days=4)
"""Around a true change, its own item is left unchanged; noise is only added next to it."""


@dataclass
class NoiseGenerator:
    """Plants faults into one capture after the other; a fault may last for days."""

    random: Random
    change_times: dict[str, list[datetime]]
    active: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add_noise(self, page: Page) -> Page:
        """Return the capture with faults in it."""
        text = page.body.decode()
        items = ITEM.findall(text)
        head, tail = text[: text.index("<item>")], text[text.rindex("</item>") + len("</item>") :]
        noisy = [copy for item in items for copy in self._noisy_items(item, page.fetched_at)]
        if self.random.random() < 0.06:
            noisy = [self._redated_in_bulk(item, page.fetched_at) for item in noisy]
        self.random.shuffle(noisy)
        return replace(page, body=(head + "\n".join(noisy) + tail).encode())

    def _noisy_items(self, item: str, at: datetime) -> Iterator[str]:
        match = TITLE.search(item)
        name = match["name"].strip() if match else ""
        is_spared = any(
            abs(at - moment) < SPARED_AROUND_CHANGE for moment in self.change_times.get(name, ())
        )
        remaining, fault = self.active.get(name, (0, ""))
        if remaining > 0:
            self.active[name] = (remaining - 1, fault)
        elif self.random.random() < 0.02:
            fault = self.random.choice(sorted(FAULTS))
            self.active[name] = (self.random.choice([1, 1, 1, 2, 3, 6, 14]) - 1, fault)
        else:
            fault = ""
        if match is None or not fault:
            yield item
            return
        noisy_items = FAULTS[fault](self.random, item, int(match["level"]), at)
        if is_spared and (fault in REPLACING_FAULTS):
            yield item
            return
        yield from noisy_items

    def _redated_in_bulk(self, item: str, at: datetime) -> str:
        if self.random.random() < 0.2:
            return item
        wordless = _with_words(item, "") if self.random.random() < 0.9 else item
        return _dated(wordless, at.date())


def placeholder(_random: Random, item: str, _level: int, at: datetime) -> list[str]:
    """Replace the item by a stub of Level 1, dated the day of the capture."""
    stub = _with_words(_at_level(item, 1), "Exercise normal precaution<p>Summary not available</p>")
    return [_dated(stub, at.date())]


def old_copy(random: Random, item: str, level: int, at: datetime) -> list[str]:
    """Replace the item by an older issue with another level and new words."""
    return [_old_copy(random, item, level, at)]


def old_copy_added(random: Random, item: str, level: int, at: datetime) -> list[str]:
    """Add an older issue with another level next to the true item."""
    return [item, _old_copy(random, item, level, at)]


def copied_twice(_random: Random, item: str, _level: int, at: datetime) -> list[str]:
    """Add a second copy of the item, dated the day of the capture."""
    return [item, _dated(item, at.date())]


def wrong_year(random: Random, item: str, _level: int, _at: datetime) -> list[str]:
    """Give the item a date in another age, or no year at all."""
    year = random.choice(["2920", "2030", "20202", "1926", ""])
    return [re.sub(r"(<pubDate>\w+, \d+ \w+) \d+", rf"\1 {year}", item)]


def redated(random: Random, item: str, _level: int, at: datetime) -> list[str]:
    """Date the known words, or an empty text, to the day of the capture."""
    return [_dated(random.choice([item, _with_words(item, "")]), at.date())]


def vanished(_random: Random, _item: str, _level: int, _at: datetime) -> list[str]:
    """Remove the item."""
    return []


def two_levels(random: Random, item: str, level: int, _at: datetime) -> list[str]:
    """Give another level under the same date, next to the true item or alternating with it."""
    other = _with_words(_at_level(item, _other_level(random, level)), f"<p>Some words {level}.</p>")
    return random.choice([[item, other], [other], [item]])


FAULTS = {
    fault.__name__: fault
    for fault in (
        placeholder,
        old_copy,
        old_copy_added,
        copied_twice,
        wrong_year,
        redated,
        vanished,
        two_levels,
    )
}
REPLACING_FAULTS = {"placeholder", "old_copy", "wrong_year", "redated", "vanished", "two_levels"}


def _old_copy(random: Random, item: str, level: int, at: datetime) -> str:
    issued = re.search(r"<pubDate>\w+, (\d+ \w+ \d{4})</pubDate>", item)
    if issued is None:
        return item
    day = datetime.strptime(issued[1], "%d %b %Y").date()  # noqa: DTZ007 - a day has no zone
    other = _other_level(random, level)
    note = random.choice(
        ["", f"The advisory level was increased to {other}.", "Reissued with minor edits."]
    )
    words = f"<p>{note} {WORDS[other]} due to crime. Old words {random.randrange(9999)}.</p>"
    age = timedelta(days=random.randrange(200, 900))
    return _dated(_with_words(_at_level(item, other), words), min(day, at.date()) - age)


def _other_level(random: Random, level: int) -> int:
    return random.choice([other for other in WORDS if other != level])


def _at_level(item: str, level: int) -> str:
    return re.sub(r"Level [1-4]: [A-Za-z ]+(?=</)", f"Level {level}: {WORDS[level]}", item)


def _with_words(item: str, words: str) -> str:
    return re.sub(
        r"<description>.*?</description>",
        lambda _: f"<description><![CDATA[{words}]]></description>",
        item,
        flags=re.DOTALL,
    )


def _dated(item: str, day: date) -> str:
    return re.sub(r"<pubDate>.*?</pubDate>", f"<pubDate>{day:%a, %d %b %Y}</pubDate>", item)


def score(seed: int, captures: Iterable[Page], truth: list[dict[str, Any]]) -> Counter[str]:
    """Count true, false and missed changes, and print the mistakes."""
    change_times: dict[str, list[datetime]] = {}
    for event in truth:
        change_times.setdefault(event["name"], []).append(
            datetime.fromisoformat(event["first_seen_at"])
        )
    noise = NoiseGenerator(random=Random(seed), change_times=change_times)
    noisy_items = [noise.add_noise(page) for page in captures]
    true_changes = {
        (event["destination"], event["from_level"], event["to_level"]) for event in truth
    }
    counts: Counter[str] = Counter(naive=sum(1 for _ in naive_changes(SOURCE, noisy_items)))
    with open_memory() as home:
        replay = Replay(
            rule_set_version=rule_set_version,
            check_page=check_is_document,
            ledger=home.ledger,
            archive=home.archive,
            sources={SOURCE.id: SOURCE},
        )
        for change in (change for outcome in replay.run(noisy_items) for change in outcome.changes):
            level_change = (change.destination, change.from_severity, change.to_severity)
            if change.kind not in LEVEL_KINDS:
                continue
            counts["true" if level_change in true_changes else "false"] += 1
            if level_change not in true_changes:
                print(f"seed {seed} false: {json_line(change)}")
            true_changes.discard(level_change)
    for level_change in sorted(true_changes):
        print(f"seed {seed} missed: {level_change}")
    counts["missed"] = len(true_changes)
    return counts


def main() -> int:
    """Score every seed; return 1 if a change was missed or one alert in ten was false."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    corpus = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared")) / "corpus"
    lines = (corpus / "us_state.changes.jsonl").read_text().splitlines()
    truth = [loads(line) for line in lines]
    captures = list(load_captures(find_captures([corpus / "us_state.warc.gz"])))
    total: Counter[str] = Counter()
    for seed in range(seeds):
        total += score(seed, captures, truth)
    print(
        f"{seeds} seeds: {total['true']} true changes reported, {total['missed']} missed, "
        f"{total['false']} false; a naive differ reports {total['naive']}"
    )
    return int(bool(total["missed"]) or total["false"] > total["true"] * FALSE_SHARE_MAX)


if __name__ == "__main__":
    sys.exit(main())
