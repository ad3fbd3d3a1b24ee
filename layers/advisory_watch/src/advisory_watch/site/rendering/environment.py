"""Render templates: environment, filters, static assets."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from advisory_watch.core.advisory import Change
from advisory_watch.core.detection.rule import Decision, reason_of
from advisory_watch.core.detection.rules_doubt import Doubt, FirstDoubt
from advisory_watch.core.detection.rules_lower import LoweringRule
from advisory_watch.core.detection.rules_notice import NoticeRule
from advisory_watch.core.detection.rules_raise import RaiseRule
from advisory_watch.core.detection.rules_same_level import SameLevelRule
from advisory_watch.core.detection.types import RuleName
from advisory_watch.core.text import as_shown, in_short, step_of
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import (
    SiteConfig,
    change_page,
    destination_page,
    root,
    web,
)

PHASES = (Decision, SameLevelRule, RaiseRule, LoweringRule, FirstDoubt, Doubt, NoticeRule)

_DIRECTIONS: Mapping[str, type[RuleName]] = MappingProxyType(
    {Change.LEVEL_RAISED.value: RaiseRule, Change.LEVEL_LOWERED.value: LoweringRule}
)
"""Some names are in two phases, one for each direction in which a level can change."""


@cache
def sentence_of(rule: str, kind: str = "") -> str:
    """Return the sentence of a rule, or an empty text for an unknown rule; `kind` is its change."""
    return reason_of(rule, (_DIRECTIONS.get(kind, Decision), *PHASES))


STATIC = Path(__file__).parents[1] / "static"

HASH_CHARS = 10
"""Long enough that two styles never have the same name."""


@cache
def stylesheet() -> WebFile:
    """Join the style sheets in the order of their file names: shared rules come first."""
    parts = [path.read_text() for path in sorted(STATIC.glob("*.css"))]
    return named("site", "css", "\n".join(parts))


@cache
def script() -> WebFile:
    """Return the only script; every page can be read without it."""
    return named("site", "js", (STATIC / "site.js").read_text())


@cache
def icon() -> WebFile:
    """Return the icon of the site, which browsers request anyway."""
    return named("icon", "svg", (STATIC / "icon.svg").read_text())


def named(name: str, kind: str, text: str) -> WebFile:
    """Name a file by the hash of its content, so that a cached copy is never outdated."""
    body = text.encode()
    return WebFile(path=f"static/{name}.{sha256(body).hexdigest()[:HASH_CHARS]}.{kind}", body=body)


TEMPLATES = Path(__file__).parents[1] / "templates"

LANGUAGES = {"de_aa": "de"}
"""Sources in a language other than English, as a hint for screen readers."""


@cache
def environment() -> Environment:
    """Build the environment of the templates once; an undefined name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(iso=iso, utc=utc, utc_clock=utc_clock, words=as_shown, short=in_short)
    made.filters.update(step=step_of, web=web)
    made.globals.update(
        change_page=change_page,
        destination_page=destination_page,
        sentence_of=sentence_of,
        language=lambda source: LANGUAGES.get(source, "en"),
        style=stylesheet().path,
        script=script().path,
        icon=icon().path,
    )
    return made


def page(path: str, template: str, config: SiteConfig, **values: object) -> WebFile:
    """Render one page; `root` is the relative path to the root of the site."""
    text = environment().get_template(template).render(**values, config=config, root=root(path))
    return WebFile(path=path, body=text.encode())


def iso(moment: datetime | date) -> str:
    """Format a moment or a day for programs."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return moment.isoformat()


def utc(moment: datetime | date) -> str:
    """Format a moment or a day for people: `2026-03-01 14:05 UTC`."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return moment.isoformat()


def utc_clock(moment: datetime) -> str:
    """Format the time of day, for places below a heading with the day: `14:05 UTC`."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"
