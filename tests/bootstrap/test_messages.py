"""Settings for the wording and timing of messages."""

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.bootstrap.messages import inbox_dispatcher, render_publication, title_of
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.core.alert_batch import single_transmission
from advisory_watch.core.errors import UsageError
from support.builders import an_alert
from support.fakes.notifiers import MemoryNotifier


def test_an_alert_has_the_title_of_its_source() -> None:
    """`us_state` is an internal id; people know the source as the US."""
    assert render_publication(single_transmission(an_alert())).message.subject.startswith("US: ")
    assert title_of("retired") == "retired"


def test_the_email_links_to_public_evidence() -> None:
    """With a key but no address, only the owner can check the evidence."""
    settings = Settings({"EVIDENCE_URL": "https://watch.example.org/"})
    email = render_publication(single_transmission(an_alert()), settings).message.email
    link = f"https://watch.example.org/pages/ab/{'ab' * 32}.warc.gz"
    assert f"Evidence: {link}\n" in email


def test_an_invalid_settle_time_is_refused_with_a_message() -> None:
    """Otherwise the mistake would show only as a traceback at the first alert."""
    settings = Settings({"SETTLE_S": "soon"})
    with pytest.raises(UsageError, match="SETTLE_S: expected seconds, found 'soon'"):
        inbox_dispatcher(MemoryOutbox(), MemoryNotifier(), now, settings)


def test_the_inbox_relay_waits_until_a_check_is_done() -> None:
    """Without the wait, the first of sixty changes would be an email by itself."""
    settings = Settings({"SETTLE_S": "0"})
    outbox, notifier = MemoryOutbox(), MemoryNotifier()
    outbox.enqueue(an_alert())
    assert len(list(inbox_dispatcher(outbox, notifier, now, settings).drain())) == 1
