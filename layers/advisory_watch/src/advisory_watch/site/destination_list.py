"""The names by which the search of every page finds a destination: a script with data only."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from advisory_watch.core.destinations import normalise, read_table
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import DESTINATION_LIST

LIST_NAME = "ADVISORY_WATCH_DESTINATIONS"
"""The constant that the script of the search reads."""


def render_destination_list(names: Mapping[str, str]) -> WebFile:
    """Render code, name and other names of each destination; `names` are by code.

    Other names are codes, synonyms, German names and capitals, each in a normal form.
    """
    rows = [
        [code, name, *_other_names(code, name)]
        for code, name in sorted(names.items(), key=lambda item: (item[1].casefold(), item[0]))
    ]
    lines = ",\n".join(json.dumps(row) for row in rows)
    return WebFile(path=DESTINATION_LIST, body=f"const {LIST_NAME} = [\n{lines}\n];\n".encode())


def _other_names(code: str, name: str) -> list[str]:
    plain = normalise(name)
    return sorted(_names_by_code().get(code, frozenset()) - {plain, code.casefold()})


@cache
def _names_by_code() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, *others in read_table("iso3166"):
        found[code].update(_normal(others))
    for table in ("synonyms", "german_names", "capitals"):
        for codes, *others in read_table(table):
            found[codes.split()[0]].update(_normal(others))
    return {code: frozenset(names) for code, names in found.items()}


def _normal(names: Iterable[str]) -> Iterable[str]:
    return filter(None, map(normalise, names))
