"""Parse dates as publishers write them; `core.verdicts.dates` decides whether to believe one."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime


def day_of_rss(text: str) -> date | None:
    """Parse `Thu, 12 Mar 2026`, with or without a time and zone; None if it is not a date.

    The weekday is not checked: it is derived, and publishers' typing errors are in the
    rest. The year must have four digits.
    """
    parts = text.replace(",", " ").split()
    day = " ".join(parts[1:4]) if parts and parts[0].isalpha() else " ".join(parts[:3])
    for form in ("%d %b %Y", "%d %B %Y"):
        try:
            return datetime.strptime(day, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def moment_of_rss(text: str) -> datetime | None:
    """Parse `Sun, 06 Mar 2022 14:05:09 +0000` and return it in UTC; None if it is not a time.

    A time without a zone, or with the unknown zone `-0000`, is taken as UTC (RFC 5322,
    3.3).
    """
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def day_of_iso(text: str) -> date | None:
    """Parse an ISO 8601 time and return its day in UTC; None if it is not valid."""
    moment = moment_of_iso(text)
    return moment.date() if moment is not None else None


def moment_of_iso(text: str) -> datetime | None:
    """Parse an ISO 8601 time and return it in UTC; None if it is not valid.

    A time without a zone is taken as UTC. Fractions of any length are allowed.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
