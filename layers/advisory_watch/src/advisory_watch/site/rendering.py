"""The templates: every value is escaped unless a template says otherwise, and none is missing."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from advisory_watch.core.files import File
from advisory_watch.site.addresses import root

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Build the templates' environment once; a name that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def page(path: str, template: str, **values: object) -> File:
    """Render one page; `root` leads from it to the root of the site."""
    text = environment().get_template(template).render(**values, root=root(path))
    return File(path=path, body=text.encode())
