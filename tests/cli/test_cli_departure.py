"""`advisory-watch departure`: texts on standard input, departure advice on standard output."""

import io
import json

import pytest

from advisory_watch.cli import main

ORDER = {
    "id": 7,
    "lang": "en",
    "text": "Leave Mali now.",
    "destination": "ML",
    "source": "us_state",
}


def answers(
    lines: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *options: str,
) -> tuple[int, list[str], str]:
    """Run the command on lines; return the status, the answers and the errors."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    status = main(["departure", *options])
    printed = capsys.readouterr()
    return status, printed.out.splitlines(), printed.err


def test_a_text_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words that decided are part of every answer."""
    status, out, _ = answers([json.dumps(ORDER)], monkeypatch, capsys, "--json")
    assert status == 0
    assert list(map(json.loads, out)) == [
        {"id": 7, "rung": "depart_immediately", "because": ["Leave Mali now."]}
    ]


def test_people_get_a_short_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An officer pastes a sentence and reads one line."""
    _, out, _ = answers([json.dumps(ORDER)], monkeypatch, capsys)
    assert out == ["7: depart immediately | Leave Mali now."]


@pytest.mark.parametrize("line", ["no JSON", "[1]", '{"id": 1}', '{"text": "x", "source": 1}'])
def test_a_bad_line_is_named_and_the_others_are_answered(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One broken line of ten thousand must be found again."""
    status, out, errors = answers(["", line, json.dumps(ORDER)], monkeypatch, capsys, "--json")
    assert status == 2
    assert "line 2: expected" in errors
    assert len(out) == 1
