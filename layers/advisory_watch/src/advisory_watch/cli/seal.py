"""`advisory-watch seal`: sign the last version of every chain of today.

Exit status: 0 done, or nothing to do; 1 a source could not be read and is missing.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from advisory_watch.app.sign_manifest import SigningResult
from advisory_watch.bootstrap.local import StoredHome
from advisory_watch.bootstrap.signing import manifest_signer
from advisory_watch.cli.options import add_home, add_stack, home_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.cli.streams import complain
from advisory_watch.core.errors import AdvisoryWatchError
from advisory_watch.core.evidence.manifest import Manifest, manifest_name

INCOMPLETE = 1

NOTHING = (
    "Nothing to sign: no version is new since the last manifest, or that of today is written "
    "already; the next day has its own."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = "once a day, and only where a version is new; `check` does it for its own home"
    add_home(parser)
    add_stack(parser)


def run(given: Namespace) -> int:
    """Write and sign today's manifest, on the named stack or else in the home folder."""
    from advisory_watch.cli.verify import evidence_of  # noqa: PLC0415 - `check` does without

    with evidence_of(given) as stores:
        signed = manifest_signer(
            home_of(given), stores.ledger, stores.seals, stores.manifests
        ).run()
    if given.json:
        name = _name(signed.manifest) if signed.manifest else None
        print_json(signed, "manifest key=manifest.key lost", manifest=name)
    elif signed.manifest is None and not signed.lost:
        print_text(console(), NOTHING)
    else:
        _print(signed)
    return INCOMPLETE if signed.lost else 0


def seal_home(folder: Path, home: StoredHome, *, is_silent: bool) -> None:
    """Seal after a check; a failure here must not look like a failed check."""
    try:
        signed = manifest_signer(folder, home.ledger, home.ledger).run()
    except AdvisoryWatchError as error:
        complain(f"not signed today: {error}")
        return
    if signed.manifest and not is_silent:
        _print(signed)


def _name(manifest: Manifest) -> str:
    return f"manifests/{manifest_name(manifest.day)}"


def _print(signed: SigningResult) -> None:
    if signed.manifest is not None:
        manifest = signed.manifest
        print_text(console(), f"Signed: {_name(manifest)}, by the key {manifest.key}")
    for source, reason in signed.lost.items():
        print_text(console(), f"{source} is not in it: {reason}")
