"""Scores a watcher on recorded months: recall, precision and delay (docs/benchmark.md).

usage: python bench/detection_quality.py [RECORDING …] [--folder FOLDER] [--watcher COMMAND]

FOLDER holds `corpus`, the recordings and their truth, and `tools`, the scorers. The default is the
folder named by ADVISORY_WATCH_SHARED, or `../shared`. Without RECORDING, all are scored. COMMAND is
a watcher with `replay WARC --json` and `departure --json`. A naive differ is scored next to it.
Prints a Markdown table. Exit status: 0 all is scored, 1 a watcher gave no answer to a part, 2 the
benchmark is absent.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

NAIVE_DIFFER = shlex.join([sys.executable, str(Path(__file__).with_name("naive_differ.py"))])

PASSAGES = "leave.dev.jsonl"

PARALLEL = 2
"""Recordings that are replayed at the same time."""

NOT_SCORED = "–"
COLUMNS = ("true", "missed", "false", "recall", "precision", "delay")


class NoAnswer(Exception):
    """A watcher or a scorer gave nothing that can be scored."""


class NoBenchmark(Exception):
    """The folder has no recording with truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """A program in `tools`; `score` matches its last line, with a group for each column."""

    program: str
    score: re.Pattern[str]


SCORERS: Mapping[str, Scorer] = {
    "changes": Scorer(
        program="score_replay.py",
        score=re.compile(
            r"^changes (?P<true>\d+) .* missed (?P<missed>\d+) +false (?P<false>\d+) +"
            r"recall (?P<recall>\S+) +precision (?P<precision>\S+) +"
            r"median delay (?P<delay>\S+) h",
            re.MULTILINE,
        ),
    ),
    "urgent": Scorer(
        program="score_urgent.py",
        score=re.compile(
            r"^urgent (?P<true>\d+) .* missed (?P<missed>\d+) +false (?P<false>\d+) +"
            r"recall (?P<recall>\S+) +precision (?P<precision>\S+)",
            re.MULTILINE,
        ),
    ),
    "scope": Scorer(
        program="score_scope.py",
        score=re.compile(
            r"^scope changes (?P<true>\d+) .* missed (?P<missed>\d+) +recall (?P<recall>\S+)",
            re.MULTILINE,
        ),
    ),
}
"""By kind of truth: `<recording>.<kind>.jsonl`."""

LEAVE_SCORER = Scorer(
    program="score_leave.py",
    score=re.compile(
        r"^passages (?P<true>\d+) +recall (?P<recall>[\d.]+ %) +precision (?P<precision>[\d.]+ %)",
        re.MULTILINE,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A command to score, and the kinds of truth to score it on."""

    command: tuple[str, ...]
    kinds: frozenset[str] = frozenset(SCORERS)

    @property
    def name(self) -> str:
        """The name of the program, without its folder and ending."""
        return Path(self.command[-1]).stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A WARC file, and its truth by kind."""

    name: str
    warc: Path
    truths: Mapping[str, Path]


Result = str | NoAnswer
"""A row of the table, or the reason for its absence."""


def main() -> int:
    """Print a row for each recording, kind of truth and watcher."""
    given = _arguments()
    corpus, tools = given.folder / "corpus", given.folder / "tools"
    watcher = Watcher(command=tuple(shlex.split(given.watcher)))
    naive = Watcher(command=tuple(shlex.split(NAIVE_DIFFER)), kinds=frozenset({"changes"}))
    try:
        recordings = find_recordings(corpus, given.recordings)
    except NoBenchmark as error:
        print(error, file=sys.stderr)
        return 2
    print("| recording | truth | watcher | true | missed | false | recall | precision | delay, h |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    score = partial(score_recording, watchers=(watcher, naive), tools=tools)
    is_complete = True
    with ThreadPoolExecutor(PARALLEL) as pool:
        for results in pool.map(score, recordings):
            is_complete &= _print(results)
    if not given.recordings and (corpus / PASSAGES).exists():
        is_complete &= _print([score_passages(corpus / PASSAGES, watcher, tools)])
    return 0 if is_complete else 1


def _arguments() -> Namespace:
    parser = ArgumentParser(description="Score a watcher on recorded months.")
    shared = os.environ.get("ADVISORY_WATCH_SHARED") or "../shared"
    parser.add_argument("recordings", nargs="*", metavar="RECORDING")
    parser.add_argument("--folder", type=Path, default=Path(shared))
    parser.add_argument("--watcher", default="advisory-watch", metavar="COMMAND")
    return parser.parse_args()


def _print(results: list[Result]) -> bool:
    """Print rows, and reasons as errors; return whether all are rows."""
    for result in results:
        print(result, file=sys.stdout if isinstance(result, str) else sys.stderr, flush=True)
    return all(isinstance(result, str) for result in results)


def find_recordings(corpus: Path, wanted: list[str]) -> list[Recording]:
    """Return the recordings that have truth, by name. Raises `NoBenchmark`.

    A truth belongs to the recording of its name, else to one whose name continues it: `jp_mofa` to
    `jp_mofa_newarrival`.
    """
    names = sorted(path.name.removesuffix(".warc.gz") for path in corpus.glob("*.warc.gz"))
    truths: dict[str, dict[str, Path]] = {}
    for kind in SCORERS:
        for path in sorted(corpus.glob(f"*.{kind}.jsonl")):
            name = path.name.removesuffix(f".{kind}.jsonl")
            owners = [name] if name in names else [it for it in names if it.startswith(f"{name}_")]
            for owner in owners[:1]:
                truths.setdefault(owner, {})[kind] = path
    missing = sorted(set(wanted) - set(truths))
    if missing or not truths:
        found = ", ".join(truths) or "none"
        raise NoBenchmark(
            f"{corpus}: expected recordings with truth"
            f"{' named ' + ', '.join(missing) if missing else ''} (NAME.warc.gz and "
            f"NAME.changes.jsonl, .urgent.jsonl or .scope.jsonl), found {found}; "
            "name their folder with ADVISORY_WATCH_SHARED or --folder"
        )
    return [
        Recording(name=name, warc=corpus / f"{name}.warc.gz", truths=truths[name])
        for name in sorted(truths)
        if not wanted or name in wanted
    ]


def score_recording(
    recording: Recording, watchers: tuple[Watcher, ...], tools: Path
) -> list[Result]:
    """Replay a recording through each watcher once, and score its alerts on every truth."""
    return [result for watcher in watchers for result in _score(recording, watcher, tools)]


def _score(recording: Recording, watcher: Watcher, tools: Path) -> Iterator[Result]:
    kinds = [kind for kind in recording.truths if kind in watcher.kinds]
    if not kinds:
        return
    with TemporaryDirectory() as folder:
        alerts = Path(folder) / "alerts.jsonl"
        try:
            alerts.write_bytes(_answer(watcher, "replay", str(recording.warc)))
            for kind in kinds:
                cells = _scored(tools, SCORERS[kind], recording.truths[kind], alerts)
                yield _row(recording.name, kind, watcher, cells)
        except NoAnswer as error:
            yield NoAnswer(f"{recording.name}: {error}")


def score_passages(passages: Path, watcher: Watcher, tools: Path) -> Result:
    """Ask a watcher what each passage says about leaving, and score its answers."""
    labelled = [json.loads(line) for line in passages.read_text().splitlines() if line.strip()]
    with TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.jsonl"
        try:
            questions = "".join(f"{json.dumps(_question(passage))}\n" for passage in labelled)
            answers.write_bytes(_answer(watcher, "departure", questions=questions.encode()))
            cells = _scored(tools, LEAVE_SCORER, answers, passages)
        except NoAnswer as error:
            return NoAnswer(f"{passages.name}: {error}")
    return _row(passages.name, "leave", watcher, cells)


def _question(passage: Mapping[str, str]) -> dict[str, str]:
    """Return what a watcher is asked about a passage: everything but the labels."""
    asked = {name: passage[name] for name in ("id", "lang", "text", "destination")}
    return asked | {"source": passage["publisher_style"]}


def _answer(watcher: Watcher, *arguments: str, questions: bytes = b"") -> bytes:
    """Run a command of a watcher; exit status 1 means that it could read only a part.

    Status 1 without a line is no answer: it is also the status of a Python program that crashes.
    """
    command = [*watcher.command, *arguments, "--json"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, input=questions)
    except OSError as error:
        raise NoAnswer(f"expected a watcher, found {watcher.command[0]!r}: {error}") from error
    if done.returncode not in (0, 1) or (done.returncode and not done.stdout):
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        expected = f"expected `{watcher.name} {arguments[0]}` to end with status 0, or 1 and lines"
        raise NoAnswer(f"{expected}, found {done.returncode}: {said}")
    return done.stdout


def _scored(tools: Path, scorer: Scorer, *files: Path) -> dict[str, str]:
    """Run a scorer; return the columns of its last line."""
    command = [sys.executable, str(tools / scorer.program), *map(str, files)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    match = scorer.score.search(done.stdout)
    if match is None:
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2]
        raise NoAnswer(f"{scorer.program}: expected a score, found {said!r}")
    return {
        column: NOT_SCORED if cell == "nan" else cell for column, cell in match.groupdict().items()
    }


def _row(recording: str, kind: str, watcher: Watcher, cells: Mapping[str, str]) -> str:
    scores = (cells.get(column, NOT_SCORED) for column in COLUMNS)
    return f"| {' | '.join((f'`{recording}`', kind, watcher.name, *scores))} |"


if __name__ == "__main__":
    sys.exit(main())
