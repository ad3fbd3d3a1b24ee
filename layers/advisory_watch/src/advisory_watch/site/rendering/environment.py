"""Render templates: environment, filters, static assets."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from advisory_watch.core.advisory import Change
from advisory_watch.core.alert import UNCONFIRMED_MEANS
from advisory_watch.core.detection.notices.rules import NoticeRule
from advisory_watch.core.detection.rules.doubt import Doubt, FirstDoubt, GraverDoubt
from advisory_watch.core.detection.rules.graver import GraverRule
from advisory_watch.core.detection.rules.lower import LoweringRule
from advisory_watch.core.detection.rules.old import OldCopyRule
from advisory_watch.core.detection.rules.rule import Decision, reason_of
from advisory_watch.core.detection.rules.same_level import SameLevelRule
from advisory_watch.core.detection.rules.urgency import UrgencyRule
from advisory_watch.core.detection.types import RuleName
from advisory_watch.core.messages.parts import graver_names, graver_parts
from advisory_watch.core.messages.plain_words import DEPARTURE, explain_departure
from advisory_watch.core.text import as_shown, in_short, step_of, without_marks
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import (
    CAP_FEED,
    CHANGE_POINTS,
    CHECKED_STYLE,
    COMPARISON,
    DESTINATION_LIST,
    LEVEL_POINTS,
    LEVELS,
    SiteConfig,
    change_page,
    destination_page,
    encode_web_url,
    history_page,
    path_to_root,
)

PHASES = (
    Decision,
    SameLevelRule,
    GraverRule,
    LoweringRule,
    OldCopyRule,
    FirstDoubt,
    GraverDoubt,
    Doubt,
    NoticeRule,
    UrgencyRule,
)

_DIRECTIONS: Mapping[str, type[RuleName]] = {
    Change.LEVEL_RAISED.value: GraverRule,
    Change.LEVEL_LOWERED.value: LoweringRule,
}
"""Some names are in two phases, one for each direction in which a level can change."""


@cache
def sentence_of(rule: str, kind: str = "") -> str:
    """Return the sentence of a rule, or an empty text for an unknown rule; `kind` is its change."""
    return reason_of(rule, (_DIRECTIONS.get(kind, Decision), *PHASES))


STATIC = Path(__file__).parents[1] / "static"

HASH_CHARS = 10
"""Long enough that two styles never have the same name."""


@cache
def read_static_files() -> Mapping[str, WebFile]:
    """Return the style, the script and the icon of the site by these names.

    Style sheets and scripts are joined in the order of their names: shared rules come first. Every
    page can be read without the script. Browsers request an icon anyway.
    """
    return {
        "style": hash_named_file("site", "css", _joined("css")),
        "script": hash_named_file("site", "js", _joined("js")),
        "icon": hash_named_file("icon", "svg", (STATIC / "icon.svg").read_text("utf-8")),
    }


def _joined(kind: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(STATIC.glob(f"*.{kind}")))


PUBLISHED = Path(__file__).parents[1] / "published"


@cache
def read_published_files() -> tuple[WebFile, ...]:
    """Return the JSON schemas and the OpenAPI document, at their permanent addresses."""
    return tuple(
        WebFile(path=path.relative_to(PUBLISHED).as_posix(), body=path.read_bytes())
        for path in sorted(PUBLISHED.rglob("*.json"))
    )


def hash_named_file(name: str, kind: str, text: str) -> WebFile:
    """Name a file by the hash of its content, so that a cached copy is never outdated."""
    body = text.encode()
    return WebFile(path=f"static/{name}.{sha256(body).hexdigest()[:HASH_CHARS]}.{kind}", body=body)


TEMPLATES = Path(__file__).parents[1] / "templates"

LANGUAGES = {"de_aa": "de", "jp_mofa": "ja", "jp_mofa_mail": "ja", "nl_bz": "nl"}
"""Sources in a language other than English, as a hint for screen readers."""


@cache
def template_environment() -> Environment:
    """Build the environment of the templates once; an undefined name is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(iso=format_iso, utc=format_utc, utc_clock=format_clock)
    environment.filters.update(parts=graver_parts, part_names=graver_names)
    environment.filters.update(words=as_shown, short=in_short, step=step_of, web=encode_web_url)
    environment.globals.update(
        change_page=change_page,
        destination_page=destination_page,
        history_page=history_page,
        sentence_of=sentence_of,
        unconfirmed_means=UNCONFIRMED_MEANS,
        checked_style=CHECKED_STYLE,
        destination_list=DESTINATION_LIST,
        comparison=COMPARISON,
        cap_feed_of_all=CAP_FEED,
        levels_for_maps=LEVELS,
        level_points=LEVEL_POINTS,
        change_points=CHANGE_POINTS,
        departure_means=tuple(DEPARTURE.values()),
        explain_departure=explain_departure,
        language=lambda source: LANGUAGES.get(source, "en"),
        **{name: file.path for name, file in read_static_files().items()},
    )
    return environment


def render_page(path: str, template: str, config: SiteConfig, **values: object) -> WebFile:
    """Render one page; `root` is the relative path to the root of the site."""
    page = template_environment().get_template(template)
    text = page.render(**values, config=config, root=path_to_root(path))
    return WebFile(path=path, body=without_marks(text).encode())


def format_iso(moment: datetime | date) -> str:
    """Format a moment or a day for programs."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return moment.isoformat()


def format_utc(moment: datetime | date) -> str:
    """Format a moment or a day for people: `2026-03-01 14:05 UTC`."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return moment.isoformat()


def format_clock(moment: datetime) -> str:
    """Format the time of day, below a heading with the day: `14:05 UTC`."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"
