"""Change logs, built one destination at a time."""

from collections.abc import Callable

from advisory_watch.core.change_log import ChangeLog, with_entries
from advisory_watch.core.messages.log_entry import build_entries
from advisory_watch.core.views import DestinationHistory


def with_history(
    change_log: ChangeLog, history: DestinationHistory, title_of: Callable[[str], str]
) -> ChangeLog:
    """Replace the entries of one destination."""
    return with_entries(change_log, {history.destination: build_entries(history, title_of)})
