"""Settings from the environment: every variable that the program reads.

| setting | meaning |
|---|---|
| `ADVISORY_WATCH_HOME` | folder of the embedded ledger and archive |
| `ADVISORY_WATCH_CONTACT` | where publishers reach the owner; part of the User-Agent |
| `ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>` | another URL for an endpoint; its host may be private |
| `ADVISORY_WATCH_TIMEOUT_S` | seconds without data after which a request fails: 20 |
| `ADVISORY_WATCH_DIGEST_DESTINATIONS` | codes with a line of their own in the digest: `RU,UA` |
| `CI` | set by build machines: they may not survey the real endpoints |
| `TABLE_NAME`, `ARCHIVE_BUCKET` | ledger and archive in the cloud |
| `WIDE_FROM_DOCUMENTS` | number of documents from which a source is partitioned; 0: never |
| `PARTS_QUEUE_URL` | the SQS queue of the partitions |
| `READERS` | readers elsewhere whose records are taken: `NAME:KEY:SOURCE+SOURCE` (docs/reader.md) |
| `SIGNING_KEY` | the key of AWS KMS that signs manifests |
| `SITE_BUCKET` | where the site is written in the cloud |
| `SITE_URL` | where the site is served; emails and SMS then link to the page of a change |
| `SUBSCRIBE_CONTACT` | contact for subscriptions, shown on the site; if unset, nothing is shown |
| `EVIDENCE_URL` | public URL of the archive; emails then link to the page |
| `SETTLE_S` | seconds in which a check records its next alert, to detect a burst: 2 |
| `STACK_NAME` | name of the stack: dimension of its metric, and in commands for operators |
| `CHECK_SCHEDULES` | how often each group of sources is checked: `rate(5 minutes),off` |
| `SOURCES_OFF` | sources that are not checked: `us_embassies,nl_bz` |
| `DIGEST_HOUR` | hour of the daily message; `off` if none is due |
| `SIGNS_MANIFESTS` | `yes` if a daily manifest is due |
| `DEAD_LETTERS_URLS` | URLs of the dead-letter queues, separated by commas |
| `EVENT_BUS_NAME` | name or ARN of an EventBridge bus that gets every alert; if unset, none does |
| `CHANNELS_SECRET` | ARN of the secret with the channels of `channels.yaml` |
| `RECEIVED_TABLE` | table of what each of these channels has received |
| `TOPIC_ARN`, `OPERATORS_TOPIC_ARN` | topic of changes, and topic of operational alerts |
| `AWS_RETRY_MODE` | read by the SDK: `standard` abandons a call within seconds (docs/adr/0003) |
| `MALLOC_ARENA_MAX`, `MALLOC_MMAP_THRESHOLD_` | read by the C library (docs/performance.md) |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisory_watch.core.errors import UnknownDestination, UsageError

ENDPOINT_PREFIX = "ADVISORY_WATCH_DOOR_"

DEFAULT_CONTACT = "no contact set; see ADVISORY_WATCH_CONTACT"
"""Sent to publishers until the owner sets `ADVISORY_WATCH_CONTACT`."""

TIMEOUT_MAX_S = 120
"""Three times this is less than half of the longest run that Lambda permits."""

SETTLE_S = 2.0
"""Seconds between two reads of the outbox: a check writes its next alert in tenths of a second."""


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable as an attribute of `Settings`; a missing one is an empty text.

    A required variable that is missing or empty raises `UsageError`.
    """

    name: str
    is_required: bool = False

    def __get__(self, settings: "Settings", _owner: type) -> str:
        """Return the text of the variable."""
        text = settings.environment.get(self.name, "")
        if self.is_required and not text:
            raise UsageError(
                f"expected the environment variable {self.name}, found none; the template sets it"
            )
        return text


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in a copy of the environment; without one, nothing is set.

    A setting is validated when it is used: a wrong time limit does not prevent `show`. Raises
    `UsageError` for an invalid one.
    """

    environment: Mapping[str, str] = field(default_factory=dict)

    home = Variable("ADVISORY_WATCH_HOME")
    data_home = Variable("XDG_DATA_HOME")
    ci = Variable("CI")
    table = Variable("TABLE_NAME", is_required=True)
    archive_bucket = Variable("ARCHIVE_BUCKET", is_required=True)
    site_bucket = Variable("SITE_BUCKET", is_required=True)
    topic_arn = Variable("TOPIC_ARN", is_required=True)
    operators_topic_arn = Variable("OPERATORS_TOPIC_ARN")
    stack_name = Variable("STACK_NAME", is_required=True)
    check_schedules = Variable("CHECK_SCHEDULES")
    sources_off = Variable("SOURCES_OFF")
    digest_hour = Variable("DIGEST_HOUR")
    signs_manifests = Variable("SIGNS_MANIFESTS")
    event_bus_name = Variable("EVENT_BUS_NAME")
    channels_secret = Variable("CHANNELS_SECRET", is_required=True)
    received_table = Variable("RECEIVED_TABLE", is_required=True)
    signing_key = Variable("SIGNING_KEY", is_required=True)
    queue_url = Variable("PARTS_QUEUE_URL")
    partition_from = Variable("WIDE_FROM_DOCUMENTS", is_required=True)
    readers = Variable("READERS")
    site_url = Variable("SITE_URL")
    evidence_url = Variable("EVIDENCE_URL")
    subscribe_contact = Variable("SUBSCRIBE_CONTACT")

    @property
    def contact(self) -> str:
        """Where publishers reach the owner."""
        return self.environment.get("ADVISORY_WATCH_CONTACT") or DEFAULT_CONTACT

    @property
    def endpoint_urls(self) -> dict[str, str]:
        """The replaced endpoint URLs, by variable."""
        variables = self.environment.items()
        return {name: url for name, url in variables if url and name.startswith(ENDPOINT_PREFIX)}

    @property
    def read_timeout_s(self) -> float | None:
        """Seconds without data after which a request fails; None for the default."""
        text = self.environment.get("ADVISORY_WATCH_TIMEOUT_S")
        if not text:
            return None
        try:
            seconds = float(text)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= TIMEOUT_MAX_S:
            expected = f"expected 1 to {TIMEOUT_MAX_S} seconds"
            raise UsageError(f"ADVISORY_WATCH_TIMEOUT_S: {expected}, found {text!r}")
        return seconds

    @property
    def digest_destinations(self) -> tuple[str, ...]:
        """The codes of the destinations that the digest follows."""
        from advisory_watch.core.destinations.typed_names import (  # noqa: PLC0415 - the digest's
            read_typed,
        )

        name = "ADVISORY_WATCH_DIGEST_DESTINATIONS"
        typed = [text.strip() for text in self.environment.get(name, "").split(",")]
        try:
            return tuple(dict.fromkeys(read_typed(text) for text in typed if text))
        except UnknownDestination as error:
            raise UsageError(f"{name}: expected codes such as RU,UA: {error}") from error

    @property
    def dead_letters_urls(self) -> tuple[str, ...]:
        """The URLs of the dead-letter queues."""
        urls = self.environment.get("DEAD_LETTERS_URLS", "").split(",")
        return tuple(url.strip() for url in urls if url.strip())

    @property
    def settle_s(self) -> float:
        """Seconds in which a running check records its next alert."""
        text = self.environment.get("SETTLE_S")
        try:
            return float(text) if text else SETTLE_S
        except ValueError:
            raise UsageError(f"SETTLE_S: expected seconds, found {text!r}") from None

    def home_folder(self, chosen: str | None = None) -> Path:
        """Return the folder chosen by option or environment, else the usual data folder."""
        if named := chosen or self.home:
            return _expanded(named)
        return _expanded(self.data_home or "~/.local/share") / "advisory-watch"


def process_settings() -> Settings:
    """Return the settings of this process."""
    return Settings(dict(os.environ))


def _expanded(folder: str) -> Path:
    try:
        return Path(folder).expanduser()
    except RuntimeError as error:  # `~nobody`, or no home in the environment
        raise UsageError(f"home: expected a folder, found {folder!r}: {error}") from error
