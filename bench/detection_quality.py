"""Scores detection on recorded months: recall, precision and delay, compared with a naive differ.

usage: python bench/detection_quality.py [FOLDER]

FOLDER holds `<source>.warc.gz` and `<source>.changes.jsonl` (the true changes). The scorer is
`score_replay.py` in the folder `tools` next to FOLDER. The default is the folder named by
ADVISORY_WATCH_SHARED, or `../shared`. Prints a Markdown table.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from naive_differ import naive_changes

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.app.results import ChangeOutcome
from advisory_watch.bootstrap.replay import CaptureSet, plan_replay, replay
from advisory_watch.cli.output_json import json_line
from advisory_watch.core.errors import AdvisoryWatchError
from advisory_watch.sources import SOURCES

SCORE = re.compile(
    r"changes (?P<changes>\d+)\s+alerts (?P<alerts>\d+)\s+missed (?P<missed>\d+)\s+"
    r"false (?P<false>\d+)\s+recall (?P<recall>\S+)\s+precision (?P<precision>\S+)\s+"
    r"median delay (?P<delay>\S+) h"
)

HEADINGS = ("source", "judge", "true changes", "alerts", "false", "recall", "precision", "delay")


def main() -> int:
    """Score every source with a recorded history; return the worst exit status of the scorer."""
    shared = Path(os.environ.get("ADVISORY_WATCH_SHARED", "../shared"))
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "corpus"
    histories = [path for path in sorted(corpus.glob("*.warc.gz")) if _source_of(path) in SOURCES]
    if not histories:
        found = f"{corpus}: expected recorded histories (<source>.warc.gz), found none"
        print(f"{found}; set ADVISORY_WATCH_SHARED or name a folder", file=sys.stderr)
        return 2
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    return max([_score_all(corpus, history) for history in histories])


def _source_of(history: Path) -> str:
    return history.name.removesuffix(".warc.gz")


def _score_all(corpus: Path, history: Path) -> int:
    source_id = _source_of(history)
    truth = corpus / f"{source_id}.changes.jsonl"
    naive = naive_changes(SOURCES[source_id], load_captures(find_captures([history])))
    _score(corpus, truth, source_id, "naive differ", naive)
    return _score(corpus, truth, source_id, "Advisory Watch", _ours(history, source_id))


def _ours(history: Path, source_id: str) -> list[ChangeOutcome]:
    outcomes = replay(plan_replay(CaptureSet(files=[history], source_id=source_id)))
    return [change for outcome in outcomes for change in outcome.changes]


def _score(
    corpus: Path, truth: Path, source: str, judge: str, changes: Iterable[ChangeOutcome]
) -> int:
    """Write the changes to a file for the scorer, and print the score as a row."""
    with TemporaryDirectory() as folder:
        alerts = Path(folder) / "alerts.jsonl"
        alerts.write_text("".join(f"{json_line(change)}\n" for change in changes))
        scorer = corpus.parent / "tools" / "score_replay.py"
        command = [sys.executable, *map(str, (scorer, truth, alerts))]
        scored = subprocess.run(command, check=False, capture_output=True, text=True)
    match = SCORE.search(scored.stdout)
    if match is None:
        message = f"score_replay.py: expected a score, found {scored.stdout or scored.stderr!r}"
        raise AdvisoryWatchError(message)
    cells = [match[name] for name in ("changes", "alerts", "false", "recall", "precision")]
    print(f"| `{source}` | {judge} | {' | '.join(cells)} | {match['delay']} h |")
    return scored.returncode


if __name__ == "__main__":
    sys.exit(main())
