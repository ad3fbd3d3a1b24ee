"""The naive differ as a watcher: what it prints for a recording."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import naive_differ
import pytest

from advisory_watch.adapters.warc.page import pack_page
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_page
from support.publishers.us_feed import a_feed, a_raise


def test_it_prints_each_difference_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A baseline that sees nothing makes every watcher look good."""
    target = SOURCES["us_state"].endpoints[0].target
    bodies = (a_feed(), a_feed(), a_feed(KW=a_raise()))
    recording = tmp_path / "months.warc.gz"
    recording.write_bytes(
        b"".join(
            pack_page(a_page(body, target=target, fetched_at=NOON + timedelta(days=number)))
            for number, body in enumerate(bodies)
        )
    )
    monkeypatch.setattr(sys, "argv", ["naive_differ.py", "replay", str(recording), "--json"])
    assert naive_differ.main() == 0
    (change,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (change["source"], change["destination"]) == ("us_state", "KW")
    assert (change["kind"], change["to_severity"]) == ("level_raised", 3)
    assert change["decided_at"] == (NOON + timedelta(days=2)).isoformat()


@pytest.mark.parametrize("arguments", [[], ["replay"], ["replay", "a.warc.gz"], ["departure"]])
def test_wrong_usage_is_answered_with_the_usage(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A watcher must not answer a question that it does not know with silence."""
    monkeypatch.setattr(sys, "argv", ["naive_differ.py", *arguments])
    assert naive_differ.main() == 2
    assert capsys.readouterr().err == "usage: naive_differ.py replay WARC --json\n"
