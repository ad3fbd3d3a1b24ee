"""The site of the race as files: 1,200 documents in three states.

Each state is a folder. `before` is the start. In `news`, one document in a hundred has new
content, and the others are the same files. In `chrome`, the same documents have new content,
and every other one differs only in parts that no reader would call news.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html import escape
from pathlib import Path

from speed.advice import Advice, all_advice, changed
from speed.hosts import FEED, PUBLISHERS, index_path
from speed.page_formats import PAGE_FORMATS, us_feed_body

BEFORE, AFTER = date(2026, 11, 24), date(2026, 11, 25)
NEWS_EVERY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document: its publisher, its content and its path."""

    publisher: str
    advice: Advice
    path: str

    @property
    def page_format(self) -> str:
        """The id of the source with this page format."""
        return self.publisher.rpartition("_")[0]


def documents() -> tuple[Document, ...]:
    """Return every document except the feed, in a fixed order."""
    return tuple(
        Document(publisher=name, advice=advice, path=path_of(name, advice))
        for name in PUBLISHERS
        for advice in all_advice(name)
    )


def path_of(publisher: str, advice: Advice) -> str:
    """Return the path of a document below the root; Ireland's paths end with a slash."""
    ending = "/" if publisher.startswith("ie_dfa") else ""
    return f"{publisher}/{advice.slug}{ending}"


def news(documents: tuple[Document, ...]) -> frozenset[str]:
    """Return the paths of the documents that change: one in a hundred, of every format."""
    return frozenset(document.path for document in documents[NEWS_EVERY // 2 :: NEWS_EVERY])


def build(folder: Path, share: int = 1) -> tuple[Document, ...]:
    """Write the three states with one document in `share`; return the documents."""
    selected = documents()[::share]
    changed_paths = news(selected)
    none_changed, changed_documents = (
        frozenset[str](),
        tuple(document for document in selected if document.path in changed_paths),
    )
    _write(folder / "before", selected, none_changed, BEFORE)
    _indexes(folder / "before", selected, BEFORE)
    shutil.copytree(folder / "before", folder / "news", copy_function=os.link)
    _write(folder / "news", changed_documents, changed_paths, AFTER)
    _write(folder / "chrome", selected, changed_paths, AFTER)
    _indexes(folder / "chrome", selected, AFTER)
    return selected


def _write(
    root: Path, documents: Iterable[Document], changed_paths: frozenset[str], day: date
) -> None:
    """Write documents as they appear on one day."""
    for document in documents:
        advice = (
            changed(document.advice, AFTER) if document.path in changed_paths else document.advice
        )
        name = f"{document.path}index.html" if document.path.endswith("/") else document.path
        _put(root / name, PAGE_FORMATS[document.page_format](advice, day), day)


def _indexes(root: Path, documents: Iterable[Document], day: date) -> None:
    """Write the index of every publisher, and the single feed."""
    for publisher in PUBLISHERS:
        own = [document for document in documents if document.publisher == publisher]
        body = _children(own) if publisher.startswith("uk") else _links(own)
        _put(root / index_path(publisher), body.encode(), day)
    _put(root / index_path(FEED), us_feed_body(all_advice(FEED), day), day)


def _links(documents: Iterable[Document]) -> str:
    items = "".join(
        f'<li><a href="/{document.path}">{escape(document.advice.name)}</a></li>'
        for document in documents
    )
    return (
        f"<!DOCTYPE html><html><head><title>Destinations</title></head><body>{items}</body></html>"
    )


def _children(documents: Iterable[Document]) -> str:
    children = [
        {
            "base_path": f"/foreign-travel-advice/{document.advice.slug}",
            "public_updated_at": f"{document.advice.issued_on}T10:00:00+00:00",
            "details": {"country": {"name": document.advice.name}},
        }
        for document in documents
    ]
    return json.dumps({"links": {"children": children}})


def _put(path: Path, body: bytes, day: date) -> None:
    """Replace a file, so that another state with a link to it keeps its own; dated by the visit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(body)
    moment = datetime.combine(day, time(4), UTC).timestamp()
    os.utime(path, (moment, moment))
