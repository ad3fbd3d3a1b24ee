"""The function of docs/chat.md: a reader copies it as it is."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.request import Request

import pytest

from advisory_watch.core.messages.payload import render_document
from support.aws.template import ROOT
from support.builders import an_alert

WEBHOOK = "https://hooks.example.org/T000"


@pytest.fixture
def handler() -> Callable[[dict[str, Any], None], None]:
    """Load the code of the page."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "chat.md").read_text(), re.DOTALL)
    loaded: dict[str, Any] = {}
    exec(compile(code, "docs/chat.md", "exec"), loaded)  # noqa: S102 - our own page
    found: Callable[[dict[str, Any], None], None] = loaded["handler"]
    return found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (render_document(an_alert(), "US"), "Kuwait"),
        (json.dumps({"kind": "test", "text": "This is a test."}), "This is a test."),
    ],
    ids=["alert", "test"],
)
def test_the_function_posts_the_headline(
    handler: Callable[[dict[str, Any], None], None],
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    words: str,
) -> None:
    """A function that fails on our document would fail at the first alert, not before."""
    posted: list[Request] = []

    def urlopen(request: Request, timeout: float) -> BytesIO:
        posted.append(request)
        assert timeout
        return BytesIO()

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    monkeypatch.setenv("WEBHOOK_URL", WEBHOOK)
    handler({"Records": [{"body": body}]}, None)
    (request,) = posted
    assert request.full_url == WEBHOOK
    assert isinstance(request.data, bytes)
    assert words in json.loads(request.data)["text"]
