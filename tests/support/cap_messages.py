"""CAP messages as receivers read them, each validated with the schema of OASIS."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from lxml import etree

from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.cap import Advisories, render_cap_messages
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES

SCHEMAS = Path(__file__).parents[1] / "site" / "schemas"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
FOLDER = SiteConfig(sources=tuple(SOURCES.values()))
SERVED = SiteConfig(sources=tuple(SOURCES.values()), base_url="https://watch.example.org")


def schema(name: str) -> etree.XMLSchema:
    """Read a schema without access to the network."""
    return etree.XMLSchema(etree.parse(SCHEMAS / name, etree.XMLParser(no_network=True)))


ATOM_SCHEMA, CAP_SCHEMA = schema("atom.xsd"), schema("CAP-v1.2.xsd")


def read_messages(files: Iterable[WebFile]) -> dict[str, etree._Element]:
    """Validate the CAP messages among some files, and return them by their identifiers."""
    found = {}
    for file in files:
        if file.path.endswith(".cap.xml"):
            message = etree.fromstring(file.body)
            CAP_SCHEMA.assertValid(message)
            found[message.findtext(f"{CAP}identifier")] = message
    return found


def messages(
    *entries: ChangeLogEntry, config: SiteConfig = SERVED, advisories: Advisories | None = None
) -> Mapping[str, etree._Element]:
    """Write the CAP messages of some changes, and return them by their identifiers."""
    newest_first = sorted(entries, key=lambda entry: entry.decided_at, reverse=True)
    return read_messages(render_cap_messages(newest_first, config, advisories))


def text_of(message: etree._Element, name: str) -> str | None:
    """Return the text of an element of `info`."""
    text: str | None = message.findtext(f"{CAP}info/{CAP}{name}")
    return text


def parameters_of(message: etree._Element) -> Mapping[str, str]:
    """Return the parameters of a message, by name."""
    return {
        parameter.findtext(f"{CAP}valueName"): parameter.findtext(f"{CAP}value")
        for parameter in message.iter(f"{CAP}parameter")
    }
