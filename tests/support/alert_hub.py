"""An aggregator of CAP feeds that behaves as the Alert Hub of the IFRC does.

Written after the reading of its public source (IFRCGo/alert-hub-backend, `apps/cap_feed/formats`,
2026). What matters for a publisher:

- A feed belongs to one country. The `atom:id` of an entry is the address of a message; an id that
  is no URL is skipped. `atom:link` is not read.
- An address is read once; a failed one is tried again after a week. The content is never read
  again.
- A message needs `identifier`, `sender`, `sent`, `status` `Actual`, `msgType` and `scope`; each
  `info` needs `category`, `event`, `urgency`, `severity` and `certainty`. `info` that expired is
  skipped, without `expires` it lasts a day.
- A polygon is split at single spaces, latitude first. The geometry library refuses a ring that is
  open or has less than four points.
- A held message that the feed no longer lists was deleted by its author, so it is deleted, if any
  entry could be read. `msgType` and `references` are kept and not interpreted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

NAMES = {"atom": "http://www.w3.org/2005/Atom", "cap": "urn:oasis:names:tc:emergency:cap:1.2"}
READ_AGAIN_AFTER = timedelta(weeks=1)
WITHOUT_EXPIRY = timedelta(days=1)
RING_MIN_POINTS = 4

Ring = list[tuple[float, float]]


class Rejected(Exception):
    """The hub cannot read a message, and logs the reason."""


@dataclass(frozen=True, kw_only=True)
class HeldAlert:
    """A message as the hub shows it; rings have longitude first, as the hub stores them."""

    identifier: str
    kind: str
    references: str | None
    severity: str
    headline: str | None
    instruction: str | None
    expires: datetime
    rings: tuple[Ring, ...]
    geocodes: tuple[tuple[str, str], ...]


@dataclass(kw_only=True)
class AlertHub:
    """One feed of the hub. `fetch` returns the body of an address, or raises `KeyError`."""

    fetch: Callable[[str], bytes]
    feed: str
    held: dict[str, HeldAlert] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)
    _processed: dict[str, datetime] = field(default_factory=dict)

    def poll(self, at: datetime) -> None:
        """Read the feed, and each new message."""
        self._forget(at)
        listed, is_valid = set(), False
        for entry in fromstring(self.fetch(self.feed)).findall("atom:entry", NAMES):
            url = entry.findtext("atom:id", namespaces=NAMES) or ""
            if not _is_url(url):
                self.rejected[url] = "the id is no URL"
                continue
            listed.add(url)
            is_valid = True
            if url not in self._processed and url not in self.held:
                self._read(url, at)
        if is_valid:
            self.held = {url: alert for url, alert in self.held.items() if url in listed}

    def _forget(self, at: datetime) -> None:
        self.held = {url: alert for url, alert in self.held.items() if alert.expires >= at}
        self._processed = {url: until for url, until in self._processed.items() if until >= at}

    def _read(self, url: str, at: datetime) -> None:
        self.fetched.append(url)
        self._processed[url] = at + READ_AGAIN_AFTER
        try:
            alert = _parse(fromstring(self.fetch(url)), at)
        except (Rejected, ValueError) as error:
            self.rejected[url] = str(error)
            return
        if alert:
            self.held[url] = alert


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")


def _required(element: Element, name: str) -> str:
    text = element.findtext(f"cap:{name}", namespaces=NAMES)
    if not text:
        raise Rejected(f"{name} is missing")
    return text


def _optional(element: Element, name: str) -> str | None:
    return element.findtext(f"cap:{name}", namespaces=NAMES) or None


def _parse(root: Element, at: datetime) -> HeldAlert | None:
    """Return a message, or None if it is a test or has expired."""
    for name in ("sender", "scope"):
        _required(root, name)
    datetime.fromisoformat(_required(root, "sent"))
    if _required(root, "status") != "Actual":
        return None
    for info in root.findall("cap:info", NAMES):
        for name in ("category", "event", "urgency", "certainty"):
            _required(info, name)
        stated = _optional(info, "expires")
        expires = datetime.fromisoformat(stated) if stated else at + WITHOUT_EXPIRY
        if expires < at:
            continue
        areas = info.findall("cap:area", NAMES)
        return HeldAlert(
            identifier=_required(root, "identifier"),
            kind=_required(root, "msgType"),
            references=_optional(root, "references"),
            severity=_required(info, "severity"),
            headline=_optional(info, "headline"),
            instruction=_optional(info, "instruction"),
            expires=expires,
            rings=tuple(
                _ring(polygon.text or "")
                for area in areas
                for polygon in area.findall("cap:polygon", NAMES)
            ),
            geocodes=tuple(
                (_required(geocode, "valueName"), _required(geocode, "value"))
                for area in areas
                for geocode in area.findall("cap:geocode", NAMES)
            ),
        )
    return None


def _ring(text: str) -> Ring:
    pairs = [point.split(",") for point in text.strip().split(" ")]
    ring = [(float(pair[1]), float(pair[0])) for pair in pairs]
    if len(ring) < RING_MIN_POINTS or ring[0] != ring[-1]:
        raise Rejected(f"a ring is open or has less than {RING_MIN_POINTS} points")
    return ring
