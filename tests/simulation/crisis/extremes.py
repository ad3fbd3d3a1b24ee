"""Two programs that must fail: one tells nothing, the other tells every difference."""

from datetime import datetime, timedelta

from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.alert import build_alert
from advisory_watch.core.fingerprint import differences, fingerprint
from advisory_watch.core.page import Page
from advisory_watch.core.record import Evidence, Version
from advisory_watch.sources.us_state import SOURCE
from simulation.crisis.watch import CheckResult, RecordedChange, Watch


class SilentWatch(Watch):
    """Reads every page, and tells nothing."""

    def check(
        self,
        body: bytes | None,
        at: datetime,
        clock_error: timedelta,
        second: bytes | None = None,
    ) -> CheckResult:
        """Succeed without a change."""
        del at, clock_error, second
        return CheckResult(is_ok=body is not None, reason="", changes=())


class NaiveWatch(Watch):
    """Compares each page with the one before, and tells every difference."""

    def __init__(self) -> None:
        super().__init__()
        self._versions: dict[str, Version] = {}

    def check(
        self,
        body: bytes | None,
        at: datetime,
        clock_error: timedelta,
        second: bytes | None = None,
    ) -> CheckResult:
        """Record every copy that differs from the last one."""
        del clock_error, second
        if body is None:
            return CheckResult(is_ok=False, reason="expected an answer, found none", changes=())
        endpoint = SOURCE.endpoints[0]
        page = Page(target=endpoint.target, body=body, fetched_at=at)
        found = [self._change(copy, page) for copy in endpoint.read(page).advisories]
        return CheckResult(is_ok=True, reason="", changes=tuple(filter(None, found)))

    def _change(self, copy: Advisory, page: Page) -> RecordedChange | None:
        last = self._versions.get(copy.destination)
        before = last.advisory if last else None
        if before is not None and fingerprint(before) == fingerprint(copy):
            return None
        version = Version(
            source=copy.source,
            destination=copy.destination,
            number=last.number + 1 if last else 1,
            advisory=copy,
            changes=differences(before, copy) if before else (Change.FIRST_SEEN,),
            rule="naive",
            decided_at=page.fetched_at,
            evidence=Evidence(endpoint="rss", page_key=page.sha256, read_at=page.fetched_at),
        )
        self._versions[copy.destination] = version
        alert = build_alert(before, version)
        return RecordedChange(version=version, alert=alert, before=before)
