"""Write a new source: its module with card, documents, golden files and a test.

usage: python tools/new_source.py ID TITLE

ID is `<country>_<publisher>`, such as `au_dfat`; TITLE is the source's name in alerts. What
is written reads a small JSON index, and passes all tests before anything is filled in.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template

ROOT = Path(__file__).parents[1]
MODULES = Path("layers/advisory_watch/src/advisory_watch/sources")
DOCUMENTS = Path("tests/sources")
FORMS = Path(__file__).parent / "new_source_forms"
GOLDEN = ("-q", "-p", "no:xdist", "tests/sources/test_saved_pages.py", "--update-golden")

ID_FORM = re.compile(r"[a-z]{2}(_[a-z][a-z0-9]*)+")
ID_MAX_CHARS = 20
TITLE_FORM = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]([A-Za-zÀ-ÖØ-öø-ÿ0-9 .,&()-]*[A-Za-zÀ-ÖØ-öø-ÿ0-9.)])?")
TITLE_MAX_CHARS = 30
"""A title is part of an SMS."""


class Refused(Exception):
    """A source cannot be written with this id and title; nothing is."""


def files_of(source_id: str, title: str, today: str) -> Mapping[Path, str]:
    """Return the text of each file of a new source, by its path in the repository."""
    documents = DOCUMENTS / source_id / "index"
    forms = {
        MODULES / f"{source_id}.py": "source.py.txt",
        DOCUMENTS / f"test_{source_id}.py": "test_source.py.txt",
        **{documents / form.name: form.name for form in sorted(FORMS.glob("*.json"))},
    }
    host = f"{source_id.replace('_', '-')}.example"
    words = {"ID": source_id, "TITLE": title, "HOST": host, "TODAY": today}
    return {
        path: Template((FORMS / form).read_text()).substitute(words) for path, form in forms.items()
    }


def require_new(root: Path, source_id: str, title: str) -> None:
    """Raise `Refused` for an id or a title that is malformed, or an id that is taken."""
    if not ID_FORM.fullmatch(source_id) or len(source_id) > ID_MAX_CHARS:
        raise Refused(
            f"ID: expected <country>_<publisher> such as au_dfat, in lower case and at most"
            f" {ID_MAX_CHARS} characters; found {source_id!r}"
        )
    if not TITLE_FORM.fullmatch(title) or len(title) > TITLE_MAX_CHARS:
        raise Refused(
            f"TITLE: expected a name such as Australia, at most {TITLE_MAX_CHARS} characters"
            f" without quotation marks; found {title!r}"
        )
    places = (
        MODULES / f"{source_id}.py",
        MODULES / source_id,
        DOCUMENTS / f"test_{source_id}.py",
        DOCUMENTS / source_id,
    )
    taken = [str(place) for place in places if (root / place).exists()]
    if taken:
        raise Refused(f"ID: expected a new one, found {source_id!r} in {taken[0]}")


def write(root: Path, source_id: str, title: str) -> None:
    """Write the files, the golden files and the generated parts; after a failure, none of them."""
    require_new(root, source_id, title)
    files = files_of(source_id, title, datetime.now(UTC).date().isoformat())
    try:
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        run(root, "-m", "pytest", *GOLDEN, "-k", source_id)
        generated = run(root, "tools/generate.py")
    except BaseException:
        for path in files:
            (root / path).unlink(missing_ok=True)
        shutil.rmtree(root / DOCUMENTS / source_id, ignore_errors=True)
        raise
    documents = sorted((root / DOCUMENTS / source_id).rglob("*.json"))
    written = dict.fromkeys([*files, *(path.relative_to(root) for path in documents)])
    print("".join(f"wrote {path}\n" for path in written) + generated, end="")


def run(root: Path, *arguments: str) -> str:
    """Run a Python program of the repository and return its output. Raises `Refused`."""
    library = root / MODULES.parents[1]
    done = subprocess.run(  # noqa: S603 - our own programs on our own files
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(library)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(
            f"expected {' '.join(arguments)} to succeed, found:\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def main() -> int:
    """Write the source named on the command line."""
    try:
        _, source_id, title = sys.argv
        write(ROOT, source_id, title)
    except ValueError:
        print('usage: make new-source ID=xx_yyy TITLE="Name in alerts"', file=sys.stderr)
    except Refused as error:
        print(f"new-source: {error}", file=sys.stderr)
    else:
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())
