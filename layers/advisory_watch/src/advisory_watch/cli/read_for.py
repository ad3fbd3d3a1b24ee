"""`advisory-watch read-for`: read sources here for a stack whose network publishers refuse.

Exit status of `--once`: 0 all sources were read and sent, 1 some, 2 none or a wrong command.
"""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.read_for import (
    ReaderHome,
    ReadingPlan,
    only_reader,
    open_reading,
    reader_home,
)
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.bootstrap.watch import signalled_runtime
from advisory_watch.bootstrap.web import limits, sources
from advisory_watch.cli.install_hint import install_hint
from advisory_watch.cli.options import add_home, bucket_of, home_of, stack_of
from advisory_watch.cli.output_table import console
from advisory_watch.cli.watch import (
    STOPPED,
    STOPPED_BUSY,
    add_loop_options,
    interval_options,
    parse_intervals,
    run_alone,
)
from advisory_watch.cli.watch_log import WatchLog
from advisory_watch.core.errors import LedgerError, UsageError
from advisory_watch.core.ingest.registry import RegisteredReader, entry_of
from advisory_watch.sources import SOURCES

if TYPE_CHECKING:
    from advisory_watch.bootstrap.stack import OpenedStack

FORMS = """\
First make a key with --new-key, and deploy the stack with the entry that it prints. Then read:
every page goes, signed, below ingest/NAME/ of the archive bucket. docs/reader.md has all steps.
"""

ALL_READ, SOME_READ, NONE_READ = 0, 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add the stack, the sources and the options."""
    parser.description, parser.formatter_class = FORMS, RawDescriptionHelpFormatter
    parser.epilog = "exit status of --once: 0 all sources read and sent, 1 some, 2 none"
    parser.add_argument("stack", metavar="STACK", help="name of the deployed stack")
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="which ones; those registered if none"
    )
    parser.add_argument("--new-key", metavar="NAME", help="make the key of a new reader, and end")
    parser.add_argument("--reader", metavar="NAME", help="which reader; the only one if none")
    parser.add_argument("--bucket", metavar="NAME", help="archive bucket; the stack is not asked")
    add_loop_options(parser, between="readings", once="read what is due, send it, and end")
    add_home(parser)
    parser.add_argument("--profile", metavar="NAME", help="profile of the AWS configuration")
    parser.add_argument("--region", metavar="NAME", help="AWS region")


def run(given: Namespace) -> int:
    """Read until a signal; everything given is checked before the first request."""
    limits(process_settings())
    sources(given.sources)
    if given.new_key:
        return _make_key(given)
    home = reader_home(home_of(given), given.reader or only_reader(home_of(given)))
    home.signer()
    if given.install_hint:
        print(_hint(given, home))
        return 0
    return run_alone(
        home.folder,
        lambda: _read(_plan(given, home), is_once=given.once),
        is_once=given.once,
    )


def _make_key(given: Namespace) -> int:
    home = reader_home(home_of(given), given.new_key)
    wanted = tuple(given.sources) or _failing(given)
    key = home.create_key()
    reader = RegisteredReader(name=home.name, key=key, sources=frozenset(wanted))
    print(f"The private key is {home.key}: keep it on this computer.")
    print("Deploy the stack with this entry in the parameter Readers (docs/reader.md):")
    print(entry_of(reader))
    return 0


def _failing(given: Namespace) -> Sequence[str]:
    """Return the sources that the stack cannot read. Raises `UsageError` if there is none."""
    expected = f"read-for --new-key: expected sources out of {', '.join(SOURCES)}"
    if given.bucket:
        raise UsageError(f"{expected}; found none, and --bucket does not show which ones fail")
    try:
        failing = stack_of(given).failing_sources()
    except LedgerError as error:
        raise UsageError(f"{expected}; found none, and the stack's health says: {error}") from error
    if not failing:
        raise UsageError(f"{expected}; found none, and the stack {given.stack} reads all of them")
    return failing


def _plan(given: Namespace, home: ReaderHome) -> ReadingPlan:
    if given.bucket:
        writer, names = bucket_of(given), given.sources
        if not names:
            expected = f"sources out of {', '.join(SOURCES)} with --bucket"
            raise UsageError(f"read-for: expected {expected}, found none")
    else:
        stack = stack_of(given)
        writer, names = stack.ingest_writer(), given.sources or _registered(stack, home)
    wanted = sources(names)
    return ReadingPlan(
        home=home,
        sources=wanted,
        intervals=parse_intervals(given.interval, wanted),
        writer=writer,
    )


def _registered(stack: "OpenedStack", home: ReaderHome) -> Sequence[str]:
    """Return the sources that the stack takes from this reader, in the usual order."""
    for reader in stack.readers():
        if reader.name == home.name:
            return [source for source in SOURCES if source in reader.sources]
    raise UsageError(
        f"stack {stack.stack.name}: expected the reader {home.name} in its parameter Readers, "
        f"found {', '.join(reader.name for reader in stack.readers()) or 'none'}; deploy it with "
        f"the entry of `--new-key`, or name sources out of {', '.join(SOURCES)}"
    )


def _read(plan: ReadingPlan, *, is_once: bool) -> int:
    log = WatchLog(console())
    outcomes: dict[str, bool] = {}
    with signalled_runtime() as runtime, open_reading(plan, runtime) as watch:
        log.say(f"reading as the reader {plan.home.name}")
        log.say_plan(watch)
        for event in watch.run_once() if is_once else watch.run():
            log.print(event)
            if isinstance(event, SourceOutcome):
                outcomes[event.source] = event.ok
        if not is_once:
            log.say(STOPPED_BUSY if watch.tasks.is_running() else STOPPED)
    if not is_once or all(outcomes.values()):
        return ALL_READ
    return SOME_READ if any(outcomes.values()) else NONE_READ


def _hint(given: Namespace, home: ReaderHome) -> str:
    """Return the unit and the cron line for this reader, with the options given."""
    options = interval_options(given)
    for name in ("bucket", "profile", "region"):
        if value := getattr(given, name):
            options += [f"--{name}", value]
    command = ["read-for", given.stack, *given.sources, "--reader", home.name, *options]
    return install_hint(command, home_of(given), name=f"advisory-watch-reader-{home.name}")
