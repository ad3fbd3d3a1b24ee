"""A home on disk with recorded changes, for tests that tamper with it and verify it."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from advisory_watch.adapters.filesystem import FolderArchive, FolderManifestStore
from advisory_watch.adapters.signatures import LocalSigner, is_signed
from advisory_watch.adapters.sqlite import SqliteLedger, SqliteOutbox, connect
from advisory_watch.adapters.warc.page import examine_page, pack_page, unpack_page
from advisory_watch.app.export_evidence import ExportEvidence
from advisory_watch.app.ports import Signer
from advisory_watch.app.sign_manifest import SigningResult, SignManifest
from advisory_watch.app.verify import AlertChecks, ManifestChecks, Verify
from advisory_watch.app.verify_pages import PageChecks
from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.evidence.chain import VerificationIssue
from advisory_watch.core.evidence.checks import VerificationSummary
from support.builders import an_advisory
from support.scenarios.watched_source import TODAY, Watch, a_document, a_raise

IN_HASTE = "PRAGMA synchronous = OFF"
"""Do not wait for the disk: a test does not have to survive a power failure."""

GRAVER = an_advisory(
    Severity.DO_NOT_TRAVEL,
    name="KW",
    text="Do not travel to KW due to armed conflict.",
    issued_on=TODAY + timedelta(days=1),
)
"""The advice about Kuwait on the day after the raise."""


class VerifiedHome:
    """Ledger, archive and manifests in a folder, as checks of an invented source write them."""

    def __init__(self, folder: Path, *endpoints: str) -> None:
        self.folder = folder
        self.watch = Watch(*(endpoints or ("rss",)))
        self.connection = connect(folder / "ledger.sqlite")
        self.connection.execute(IN_HASTE)
        self.ledger = SqliteLedger(self.connection)
        self.outbox = SqliteOutbox(self.connection)
        self.raw_records = self.ledger
        self.archive = FolderArchive(folder / "pages", pack_page, unpack_page)
        self.manifests = FolderManifestStore(folder / "manifests")
        self.signer: Signer = LocalSigner(folder / "signing-key.pem")

    def live(self) -> "VerifiedHome":
        """Record the world, a raise of Kuwait with its alert, and another raise a day later."""
        self.check()
        self.check(a_raise())
        self.sign_manifest()
        self.watch.time.passes(days=1)
        self.check(GRAVER)
        self.sign_manifest()
        return self

    def check(self, *advisories: Advisory) -> None:
        """Check a snapshot with these advisories, and mark the pending alerts as sent."""
        self.watch.serve(a_document(*advisories))
        self.watch.check(self.ledger, self.archive)
        for alert in self.outbox.pending():
            self.outbox.mark_sent(alert, self.watch.time())

    def sign_manifest(self) -> SigningResult:
        """Write the manifest of the day."""
        return SignManifest(
            ledger=self.ledger,
            seals=self.ledger,
            sources=("us_state",),
            manifests=self.manifests,
            signer=self.signer,
            clock=self.watch.time,
        ).run()

    def verify(
        self, places: Collection[tuple[str, str]] | None = None, key: str = ""
    ) -> tuple[list[VerificationIssue], VerificationSummary]:
        """Verify the current contents of the home."""
        verify = Verify(
            ledger=self.ledger,
            raw_records=self.raw_records,
            pages=PageChecks(
                raw_archive=self.archive,
                examine=examine_page,
                sources={"us_state": self.watch.source},
            ),
            alerts=AlertChecks(outbox=self.outbox, clock=self.watch.time),
            manifests=ManifestChecks(
                manifests=self.manifests, seals=self.ledger, is_signed=is_signed
            ),
            expected_key=key,
        )
        results = list(verify.run(places, lambda _done, _of: None))
        issues = [result for result in results if isinstance(result, VerificationIssue)]
        (summary,) = (result for result in results if isinstance(result, VerificationSummary))
        return issues, summary

    def issue_lines(self) -> list[str]:
        """Return the issues that a verification finds, one line each."""
        return [
            f"{issue.where}: {issue.severity.name}: {issue.expected} -> {issue.found}"
            for issue in self.verify()[0]
        ]

    def export_evidence(self) -> ExportEvidence:
        """Build the use case that exports an alert with its evidence."""
        return ExportEvidence(
            outbox=self.outbox,
            raw_records=self.raw_records,
            raw_archive=self.archive,
            manifests=self.manifests,
        )

    def alerts(self) -> list[Alert]:
        """Return the sent alerts in order."""
        return list(self.outbox.sent("2026-09"))

    def run_sql(self, statement: str, *values: object) -> None:
        """Change the ledger with SQL, which no program of this project does."""
        with self._by_hand() as hand:
            assert hand.execute(statement, values).rowcount > 0

    def edit(self, table: str, where: str, change: Callable[[dict[str, Any]], Any]) -> None:
        """Edit records in place, as an intruder would who knows their format."""
        with self._by_hand() as hand:
            rows = hand.execute(f"SELECT record FROM {table} WHERE {where}").fetchall()  # noqa: S608
            assert rows
            for (text,) in rows:
                record = json.loads(text)
                change(record)
                written = json.dumps(record, separators=(",", ":"))
                hand.execute(f"UPDATE {table} SET record = ? WHERE record = ?", (written, text))  # noqa: S608

    @contextmanager
    def _by_hand(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.folder / "ledger.sqlite")) as hand:
            hand.execute(IN_HASTE)
            with hand:
                yield hand

    def page_of(self, number: int) -> Path:
        """Return the file with the page behind a version of Kuwait."""
        version = self.ledger.history("us_state", "KW")[number - 1]
        return Path(self.archive.packed(version.evidence.page_key).file)

    def close(self) -> None:
        """Close the ledger."""
        self.connection.close()
