"""The publishers' site as files: 1,200 documents, and what becomes of them.

Three states of it, each a folder: `before`; `news`, in which one document in a hundred says
something else and the others are the very same files; and `chrome`, in which the same
documents do and every other one differs all the same, in what no reader would call news.
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
from speed.places import EDITIONS, FEED, index_path
from speed.shapes import SHAPES, american

BEFORE, AFTER = date(2026, 11, 24), date(2026, 11, 25)
NEWS_EVERY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document: whose, about what, and under which path."""

    publisher: str
    advice: Advice
    path: str

    @property
    def shape(self) -> str:
        """The id of the source whose pages look so."""
        return self.publisher.rpartition("_")[0]


def documents() -> tuple[Document, ...]:
    """Return every document but the feed, in a fixed order."""
    return tuple(
        Document(publisher=name, advice=each, path=path_of(name, each))
        for name in EDITIONS
        for each in all_advice(name)
    )


def path_of(publisher: str, advice: Advice) -> str:
    """Return the path of a document below the root; Ireland's end with a slash."""
    ending = "/" if publisher.startswith("ie_dfa") else ""
    return f"{publisher}/{advice.slug}{ending}"


def news(everything: tuple[Document, ...]) -> frozenset[str]:
    """Return the paths of the documents that change: one in a hundred, of every shape."""
    return frozenset(each.path for each in everything[NEWS_EVERY // 2 :: NEWS_EVERY])


def build(folder: Path, share: int = 1) -> tuple[Document, ...]:
    """Write the three states, of every `share` documents one; return the documents."""
    everything = documents()[::share]
    moved = news(everything)
    unmoved, few = frozenset[str](), tuple(each for each in everything if each.path in moved)
    _write(folder / "before", everything, unmoved, BEFORE)
    _indexes(folder / "before", everything, BEFORE)
    shutil.copytree(folder / "before", folder / "news", copy_function=os.link)
    _write(folder / "news", few, moved, AFTER)
    _write(folder / "chrome", everything, moved, AFTER)
    _indexes(folder / "chrome", everything, AFTER)
    return everything


def _write(root: Path, some: Iterable[Document], moved: frozenset[str], day: date) -> None:
    """Write documents as they are seen on one day."""
    for each in some:
        advice = changed(each.advice, AFTER) if each.path in moved else each.advice
        name = f"{each.path}index.html" if each.path.endswith("/") else each.path
        _put(root / name, SHAPES[each.shape](advice, day), day)


def _indexes(root: Path, some: Iterable[Document], day: date) -> None:
    """Write the index of every publisher, and the one feed."""
    for publisher in EDITIONS:
        own = [each for each in some if each.publisher == publisher]
        body = _children(own) if publisher.startswith("uk") else _links(own)
        _put(root / index_path(publisher), body.encode(), day)
    _put(root / index_path(FEED), american(all_advice(FEED), day), day)


def _links(some: Iterable[Document]) -> str:
    items = "".join(
        f'<li><a href="/{each.path}">{escape(each.advice.name)}</a></li>' for each in some
    )
    return (
        f"<!DOCTYPE html><html><head><title>Destinations</title></head><body>{items}</body></html>"
    )


def _children(some: Iterable[Document]) -> str:
    children = [
        {
            "base_path": f"/foreign-travel-advice/{each.advice.slug}",
            "public_updated_at": f"{each.advice.issued_on}T10:00:00+00:00",
            "details": {"country": {"name": each.advice.name}},
        }
        for each in some
    ]
    return json.dumps({"links": {"children": children}})


def _put(path: Path, body: bytes, day: date) -> None:
    """Write a file anew, so that a state which shares it keeps its own; dated by the visit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(body)
    moment = datetime.combine(day, time(4), UTC).timestamp()
    os.utime(path, (moment, moment))
