"""The templates: values are escaped by default, and a missing value is an error."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from advisory_watch.core.files import File
from advisory_watch.core.wording import as_shown, in_short, step_of
from advisory_watch.site.addresses import change_page, destination_page, root
from advisory_watch.site.assets import icon, script, stylesheet
from advisory_watch.site.edition import Edition
from advisory_watch.site.rules import sentence_of
from advisory_watch.site.weblinks import web

TEMPLATES = Path(__file__).parent / "templates"

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


def page(path: str, template: str, edition: Edition, **values: object) -> File:
    """Render one page; `root` is the relative path to the root of the site."""
    text = environment().get_template(template).render(**values, edition=edition, root=root(path))
    return File(path=path, body=text.encode())


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
