"""The benchmark scores any watcher, keeps the labels from it, and says what it could not score."""

import json
import sys
from pathlib import Path

import pytest
from detection_quality import (
    SCORERS,
    NoAnswer,
    NoBenchmark,
    Watcher,
    find_recordings,
    main,
    score_passages,
    score_recording,
)

WATCHER = """
import json, sys
match sys.argv[1:]:
    case ["replay", warc, "--json"]:
        print(open(warc).read())
    case ["departure", "--json"]:
        for line in sys.stdin:
            passage = json.loads(line)
            assert "expected" not in passage, "the label was given away"
            print(json.dumps({"id": passage["id"], "rung": passage["source"]}))
    case other:
        sys.exit(f"usage: {other}")
"""
"""A watcher that prints its recording, and for a passage the name of the publisher."""

SCORER = """
import sys
truth, alerts = (open(path).read().split() for path in sys.argv[1:])
missed, false = set(truth) - set(alerts), set(alerts) - set(truth)
print("missed", missed)
print(f"changes {len(truth)}  alerts {len(alerts)}  missed {len(missed)}  false {len(false)}  "
      f"recall 50.0%  precision 50.0%  median delay nan h")
sys.exit(1)
"""
"""A scorer of words, with the last line of the real one."""

LEAVE_SCORER = """
import json, sys
rungs, truth = ([json.loads(line) for line in open(path)] for path in sys.argv[1:])
right = sum(a["rung"] == b["expected"] for a, b in zip(rungs, truth))
print(f"passages {len(truth)}  recall {right}.0 %  precision 2.0 %  ladder 3.0 %")
"""


def write(folder: Path, **files: str) -> Path:
    """Write files, `__` in their names being a dot; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a benchmark: two recordings with truth, one without, and three passages."""
    passages = [
        {"id": number, "lang": "en", "text": "Leave.", "destination": "KW", **labels}
        for number, labels in enumerate(
            ({"publisher_style": "none", "expected": "none"},) * 2
            + ({"publisher_style": "none", "expected": "depart_immediately"},)
        )
    ]
    write(
        tmp_path / "corpus",
        aa__warc__gz="a b",
        aa__changes__jsonl="a c",
        bb_new__warc__gz="b",
        bb__changes__jsonl="b",
        cc__warc__gz="c",
        leave__dev__jsonl="".join(f"{json.dumps(passage)}\n" for passage in passages),
    )
    write(tmp_path / "tools", score_replay__py=SCORER, score_leave__py=LEAVE_SCORER)
    write(tmp_path, watcher__py=WATCHER)
    return tmp_path


@pytest.fixture
def watcher(folder: Path) -> Watcher:
    """Return the watcher of the folder."""
    return Watcher(command=(sys.executable, str(folder / "watcher.py")))


def test_a_truth_finds_its_recording(folder: Path) -> None:
    """A recording without truth has no score, and a truth may be named for its source."""
    found = find_recordings(folder / "corpus", [])
    assert [(it.name, it.truths["changes"].name) for it in found] == [
        ("aa", "aa.changes.jsonl"),
        ("bb_new", "bb.changes.jsonl"),
    ]
    (chosen,) = find_recordings(folder / "corpus", ["bb_new"])
    assert chosen.name == "bb_new"


@pytest.mark.parametrize("wanted", [["cc"], ["aa", "typo"]])
def test_a_recording_without_truth_cannot_be_chosen(folder: Path, wanted: list[str]) -> None:
    """A typing error would otherwise print an empty table."""
    with pytest.raises(NoBenchmark, match=rf"named {wanted[-1]} .* found aa, bb_new"):
        find_recordings(folder / "corpus", wanted)


def test_a_watcher_is_scored_on_its_alerts(folder: Path, watcher: Watcher) -> None:
    """A scorer that ends with status 1 has found errors; its figures count all the same."""
    (recording, _) = find_recordings(folder / "corpus", [])
    assert score_recording(recording, (watcher,), folder / "tools") == [
        "| `aa` | changes | watcher | 2 | 1 | 1 | 50.0% | 50.0% | – |"
    ]


def test_a_watcher_without_the_kind_is_not_scored(folder: Path, watcher: Watcher) -> None:
    """The naive differ knows nothing of urgency: a zero would be unfair."""
    (recording, _) = find_recordings(folder / "corpus", [])
    narrow = Watcher(command=watcher.command, kinds=frozenset(set(SCORERS) - {"changes"}))
    assert score_recording(recording, (narrow,), folder / "tools") == []


def test_passages_are_asked_without_their_labels(folder: Path, watcher: Watcher) -> None:
    """The watcher fails if it sees a label."""
    row = score_passages(folder / "corpus" / "leave.dev.jsonl", watcher, folder / "tools")
    assert row == "| `leave.dev.jsonl` | leave | watcher | 3 | – | – | 2.0 % | 2.0 % | – |"


@pytest.mark.parametrize("status", [1, 3])
def test_a_watcher_that_fails_is_named_with_its_last_words(folder: Path, status: int) -> None:
    """Otherwise a typing error in WATCHER would look like a recall of zero."""
    (recording, _) = find_recordings(folder / "corpus", [])
    program = f"import sys\nprint('first', file=sys.stderr)\nsys.exit({status})"
    (folder / "broken.py").write_text(program)
    broken = Watcher(command=(sys.executable, str(folder / "broken.py")))
    absent = Watcher(command=("/no/watcher",))
    results = score_recording(recording, (broken, absent), folder / "tools")
    assert all(isinstance(result, NoAnswer) for result in results)
    assert [str(result).partition(": [Errno")[0] for result in results] == [
        f"aa: expected `broken replay` to end with status 0, or 1 and lines, found {status}: first",
        "aa: expected a watcher, found '/no/watcher'",
    ]


def test_a_scorer_that_prints_no_score_is_named(folder: Path, watcher: Watcher) -> None:
    """An absent scorer must not look like a score."""
    (recording, _) = find_recordings(folder / "corpus", [])
    (folder / "tools" / "score_replay.py").unlink()
    (result,) = score_recording(recording, (watcher,), folder / "tools")
    assert str(result).startswith("aa: score_replay.py: expected a score, found ")


def test_an_absent_benchmark_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The recordings are not in the repository."""
    monkeypatch.setenv("ADVISORY_WATCH_SHARED", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["detection_quality.py"])
    assert main() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{tmp_path}/corpus: expected recordings with truth (NAME.warc.gz")
    assert "name their folder with ADVISORY_WATCH_SHARED or --folder" in said.err
