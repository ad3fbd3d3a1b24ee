"""What of wording and pace is a setting."""

import pytest

from advisory_watch.adapters.memory import MemoryNotifier, MemoryOutbox
from advisory_watch.core.errors import UsageError
from advisory_watch.core.grouping import alone
from advisory_watch.wiring.mail import inbox_relay, title_of, word
from advisory_watch.wiring.moments import now
from builders import an_alert


def test_an_alert_is_worded_under_the_title_of_its_source() -> None:
    """'us_state' is our name for it; people know it as the US."""
    assert word(alone(an_alert())).message.subject.startswith("US: ")
    assert title_of("retired") == "retired"


def test_the_email_links_to_the_evidence_where_others_can_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key without an address can be checked by the owner alone."""
    monkeypatch.setenv("EVIDENCE_URL", "https://watch.example.org/")
    email = word(alone(an_alert())).message.email
    link = f"https://watch.example.org/pages/ab/{'ab' * 32}.warc.gz"
    assert f"Evidence: {link}\n" in email


def test_a_time_to_settle_that_is_none_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback at the first alert would be found by nobody before it."""
    monkeypatch.setenv("SETTLE_S", "soon")
    with pytest.raises(UsageError, match="SETTLE_S: expected seconds, found 'soon'"):
        inbox_relay(MemoryOutbox(), MemoryNotifier(), now)


def test_a_relay_to_people_waits_until_a_check_has_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the first of sixty changes would be an email by itself."""
    monkeypatch.setenv("SETTLE_S", "0")
    outbox, notifier = MemoryOutbox(), MemoryNotifier()
    outbox.owe(an_alert())
    assert len(list(inbox_relay(outbox, notifier, now).drain())) == 1
