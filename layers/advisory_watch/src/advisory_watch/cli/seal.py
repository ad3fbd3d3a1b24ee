"""`advisory-watch seal`: sign how every chain of versions ends today."""

import sys
from argparse import Namespace
from pathlib import Path

from advisory_watch.app.ports import Ledger
from advisory_watch.app.sealing import Sealed
from advisory_watch.cli.lines import json_line
from advisory_watch.cli.screen import console, say
from advisory_watch.core.errors import AdvisoryWatchError, UsageError
from advisory_watch.core.manifests import manifest_name
from advisory_watch.wiring.embedded import open_home
from advisory_watch.wiring.proofs import home_sealing
from advisory_watch.wiring.settings import home_folder

INCOMPLETE = 1


def run(given: Namespace) -> int:
    """Write and sign the manifest of today, unless nothing moved since the last one."""
    folder = home_folder(given.home)
    if not folder.exists():
        raise UsageError(f"seal: expected a home with a ledger, found no {folder}")
    with open_home(folder) as home:
        sealed = home_sealing(folder, home.ledger).run()
    manifest = sealed.manifest
    if given.json:
        file = f"manifests/{manifest_name(manifest.day)}" if manifest else None
        key = manifest.key if manifest else None
        print(json_line({"manifest": file, "key": key, "lost": dict(sealed.lost)}))
    elif manifest is None:
        say(console(), "Nothing to sign: no version is new since the last manifest, or today's "
            "is written. The next day has its own.")  # fmt: skip
    else:
        tell(folder, sealed)
    return INCOMPLETE if sealed.lost else 0


def seal_home(folder: Path, ledger: Ledger, *, is_silent: bool) -> None:
    """Seal after a check; what goes wrong with it must not look like a failed check."""
    try:
        sealed = home_sealing(folder, ledger).run()
    except AdvisoryWatchError as error:
        print(f"advisory-watch: not sealed today: {error}", file=sys.stderr)
        return
    if sealed.manifest and not is_silent:
        tell(folder, sealed)


def tell(folder: Path, sealed: Sealed) -> None:
    """Say where the manifest is, and by which key it is signed."""
    manifest = sealed.manifest
    if manifest is not None:
        file = folder / "manifests" / manifest_name(manifest.day)
        say(console(), f"Signed: {file} (key {manifest.key[:16]})")
    for source, reason in sealed.lost.items():
        say(console(), f"{source} is not in it: {reason}")
