"""`advisory-watch retract`: what a person does who was wrong in public."""

import re

from publisher import Site, an_answer
from terminal import Terminal
from us_feed import a_feed, a_raise


def test_an_alert_is_taken_back_once(terminal: Terminal, site: Site) -> None:
    """The correction says what was wrong and why; a second try sends nothing."""
    terminal.run("check", "us_state")
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    told = terminal.run("check", "us_state").out
    found = re.search(r"^Alert: (\w{16})$", told, re.MULTILINE)
    assert found is not None
    ran = terminal.run("retract", found[1], "--reason", "A test page.")
    assert ran.status == 0
    assert "Subject: CORRECTION: US: Kuwait raised to Level 3 from 1" in ran.out
    assert f"Alert {found[1]} was wrong. Please disregard it. A test page." in ran.out
    assert "SMS, " in ran.out
    again = terminal.run("retract", found[1], "--reason", "A test page.")
    assert (again.status, "Subject" in again.out) == (0, False)
    assert "was retracted before" in again.out


def test_an_alert_that_is_not_there_is_an_error_in_words(terminal: Terminal) -> None:
    """Asking must not make a home, either."""
    ran = terminal.run("retract", "0123456789abcdef", "--reason", "x")
    assert (ran.status, terminal.home.exists()) == (2, False)
    assert "expected a home with alerts" in ran.err
