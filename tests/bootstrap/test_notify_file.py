"""`notify.toml`: every mistake is a clear error before anything runs."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from advisory_watch.bootstrap.notify_file import parse_channels, read_notify_file
from advisory_watch.core.errors import UsageError
from advisory_watch.core.notify_channel import NotifyChannel, QuietHours

CHANNEL_URL = "json://example.org/SECRET"

FULL = """\
timezone = "Asia/Tokyo"

# The duty officer
[[channel]]
name = "duty"
url = "json://example.org/SECRET"
destinations = ["Russia", "UA", "UA"]
sources = ["us_state"]
min_severity = 3
quiet_hours = "22:00-07:00"
timezone = "Europe/Berlin"

[[channel]]
name = "phone"
url = "json://example.org/SECRET"
urgent_only = true
source_problems = true
quiet_hours = "9:30 - 17:00"
"""


def accepted(url: str) -> str:
    """Accept every URL."""
    assert "://" in url
    return ""


def parse(*lines: str, check: str = "") -> tuple[NotifyChannel, ...]:
    """Parse one entry with a name, a URL and further lines."""
    text = "\n".join(["[[channel]]", "name = 'duty'", f"url = '{CHANNEL_URL}'", *lines])
    return parse_channels(text, lambda _url: check)


def test_a_whole_file_is_read() -> None:
    """The documented keys, each once."""
    duty, phone = parse_channels(FULL, accepted)
    assert (duty.name, duty.url) == ("duty", CHANNEL_URL)
    assert duty.wanted.destinations == ("RU", "UA")
    assert duty.wanted.sources == ("us_state",)
    assert duty.wanted.min_severity == 3
    assert not duty.wanted.is_urgent_only
    assert duty.quiet_hours == QuietHours(
        start=time(22), end=time(7), zone=ZoneInfo("Europe/Berlin")
    )
    assert phone.wanted.is_urgent_only
    assert phone.has_source_problems
    assert phone.quiet_hours == QuietHours(
        start=time(9, 30), end=time(17), zone=ZoneInfo("Asia/Tokyo")
    )


def test_without_a_time_zone_the_machine_decides() -> None:
    """Most laptops are where their owner is."""
    (channel,) = parse("quiet_hours = '22:00-07:00'")
    assert channel.quiet_hours == QuietHours(start=time(22), end=time(7), zone=None)


MISTAKES = [
    ("destinatons = ['RU']", "found 'destinatons'; did you mean 'destinations'?"),
    ("destinations = ['Rusia']", "found 'Rusia'; did you mean 'Russia'?"),
    ("destinations = 'RU'", "destinations: expected a list of texts such as ['RU', 'Ukraine']"),
    ("destinations = []", "expected at least one, or no key `destinations` for all"),
    ("sources = ['us_sate']", "found 'us_sate'; did you mean 'us_state'?"),
    ("min_severity = 5", "min_severity: expected a number from 1 to 4, found 5"),
    ("min_severity = '3'", "min_severity: expected a number from 1 to 4, found '3'"),
    ("min_severity = true", "min_severity: expected a number from 1 to 4, found True"),
    ("urgent_only = 'yes'", "urgent_only: expected true or false, found 'yes'"),
    ("quiet_hours = '22-7'", "quiet_hours: expected hours such as '22:00-07:00', found '22-7'"),
    ("quiet_hours = '22:00-24:30'", "expected hours such as '22:00-07:00'"),
    ("quiet_hours = '07:00-07:00'", "use `urgent_only = true`"),
    ("timezone = 'Europe/Berlin'", "timezone: expected quiet_hours in the same entry"),
    (
        "quiet_hours = '22:00-07:00'\ntimezone = 'Mars/Base'",
        "timezone: expected a time zone of this machine such as 'Europe/Berlin', found 'Mars/Base'",
    ),
    (
        "quiet_hours = '22:00-07:00'\ntimezone = '../../etc/passwd'",
        "expected a time zone of this machine",
    ),
]


@pytest.mark.parametrize(("line", "expected"), MISTAKES)
def test_a_mistake_is_named_with_its_entry(line: str, expected: str) -> None:
    """A reader who believes to be subscribed and is not misses the one message that counts."""
    with pytest.raises(UsageError) as error:
        parse(line)
    assert str(error.value).startswith("notify.toml line 1, channel 1 ('duty'): ")
    assert expected in str(error.value)
    assert "SECRET" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[channel]\n", "notify.toml: expected TOML, found: Expected ']]' at"),
        ("[[chanel]]\nname = 'x'", "found 'chanel'; did you mean 'channel'?"),
        ("channel = 'x'", "channel: expected entries [[channel]]"),
        ("timezone = 7", "notify.toml: timezone: expected a time zone of this machine"),
        ("[[channel]]\nurl = 'json://h'", "name: expected a short text such as 'duty officer'"),
        ("\n\n[[channel]]\nname = 'x'", "notify.toml line 3, channel 1 ('x'): url: expected a URL"),
        ("[[channel]]\nname = 'json://h'\nurl = 'x'", "name: expected a short text"),
        ("[[channel]]\nname = 'x'\nurl = 7", "found a value of the type int"),
    ],
)
def test_a_broken_file_is_named(text: str, expected: str) -> None:
    """The line or the entry tells where to look."""
    with pytest.raises(UsageError) as error:
        parse_channels(text, accepted)
    assert expected in str(error.value)


def test_two_channels_of_one_name_are_refused() -> None:
    """The name identifies what was delivered: two of one name would share it."""
    entry = f"[[channel]]\nname = 'duty'\nurl = '{CHANNEL_URL}'\n"
    with pytest.raises(UsageError, match=r"channel 2: name: .* found 'duty' twice"):
        parse_channels(entry + entry, accepted)


def test_a_url_that_cannot_be_used_is_an_error_without_the_url() -> None:
    """The reason comes from Apprise's adapter, the place from here."""
    with pytest.raises(UsageError, match=r"^notify.toml line 1, channel 1 \('duty'\): url: no$"):
        parse(check="no")


def test_an_absent_file_is_no_mistake(tmp_path: Path) -> None:
    """Without channels, a watch prints what changes."""
    assert read_notify_file(tmp_path, accepted) is None


def test_a_file_that_others_can_read_gives_a_warning(tmp_path: Path) -> None:
    """It holds the password of a mailbox."""
    path = tmp_path / "notify.toml"
    path.write_text(FULL)
    path.chmod(0o644)
    found = read_notify_file(tmp_path, accepted)
    assert found is not None
    assert "chmod 600" in found.warnings[0]
    path.chmod(0o600)
    found = read_notify_file(tmp_path, accepted)
    assert found is not None
    assert (len(found.channels), found.warnings) == (2, ())


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    """An editor on Windows may save as UTF-16 or Windows-1252."""
    (tmp_path / "notify.toml").write_bytes(b"# one\n# M\xfcller\n")
    with pytest.raises(UsageError, match="line 2: expected text in UTF-8"):
        read_notify_file(tmp_path, accepted)
