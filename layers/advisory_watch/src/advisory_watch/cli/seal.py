"""`advisory-watch seal`: sign the last version of every chain of today.

Exit status: 0 done, or nothing to do; 1 a source could not be read and is missing.
"""

import sys
from argparse import Namespace
from pathlib import Path

from advisory_watch.app.ports import Ledger
from advisory_watch.app.sign_manifest import SigningResult
from advisory_watch.bootstrap.evidence import sign_home_manifest
from advisory_watch.bootstrap.settings import home_folder
from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import console, say
from advisory_watch.cli.verify import stores_of
from advisory_watch.core.errors import AdvisoryWatchError
from advisory_watch.core.evidence.manifest import manifest_name

INCOMPLETE = 1

NOTHING = (
    "Nothing to sign: no version is new since the last manifest, or that of today is written "
    "already; the next day has its own."
)


def run(given: Namespace) -> int:
    """Write and sign today's manifest, on the named stack or else in the home folder."""
    with stores_of(given) as stores:
        sealed = stores.sealing(home_folder(given.home)).run()
    if given.json:
        print(json_line(_members(sealed)))
    elif sealed.manifest is None and not sealed.lost:
        say(console(), NOTHING)
    else:
        _tell(sealed)
    return INCOMPLETE if sealed.lost else 0


def seal_home(folder: Path, ledger: Ledger, *, is_silent: bool) -> None:
    """Seal after a check; a failure here must not look like a failed check."""
    try:
        sealed = sign_home_manifest(folder, ledger).run()
    except AdvisoryWatchError as error:
        print(f"advisory-watch: not signed today: {error}", file=sys.stderr)
        return
    if sealed.manifest and not is_silent:
        _tell(sealed)


def _members(sealed: SigningResult) -> dict[str, object]:
    manifest = sealed.manifest
    return {
        "manifest": f"manifests/{manifest_name(manifest.day)}" if manifest else None,
        "key": manifest.key if manifest else None,
        "lost": dict(sealed.lost),
    }


def _tell(sealed: SigningResult) -> None:
    """Print where the manifest is, and which key signed it."""
    manifest = sealed.manifest
    if manifest is not None:
        file = f"manifests/{manifest_name(manifest.day)}"
        say(console(), f"Signed: {file}, by the key {manifest.key}")
    for source, reason in sealed.lost.items():
        say(console(), f"{source} is not in it: {reason}")
