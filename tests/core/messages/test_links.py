"""The link to the page of a change: in every message, if there is a site."""

import json
from dataclasses import replace

import pytest

from advisory_watch.core.alert import build_correction
from advisory_watch.core.alert_batch import SMS_MAX_CHARS, Channel, Transmission
from advisory_watch.core.messages import build_publication, render
from support.builders import NOON, an_advisory, an_alert

SITE = "https://d111111abcdef8.cloudfront.net"
ALERT = an_alert()
LINK = f"{SITE}/c/{ALERT.id}.html"
OFFICIAL = "https://travel.state.gov/kuwait.html"


@pytest.mark.parametrize("site", [SITE, f"{SITE}/"])
def test_an_email_and_a_document_link_to_the_change(site: str) -> None:
    """A reader who doubts an alert can check its evidence."""
    message = render(ALERT, "US", site_url=site)
    assert f"\nThis change: {LINK}\n" in message.email
    assert json.loads(message.document)["change_url"] == LINK


def test_without_a_site_no_message_links_to_it() -> None:
    """No link is better than a broken one."""
    message = render(ALERT, "US")
    assert "This change" not in message.email
    assert json.loads(message.document)["change_url"] is None
    assert message.sms.endswith(f" {OFFICIAL}")


def test_a_correction_links_to_its_own_page() -> None:
    """The page of the wrong alert does not show the correction."""
    correction = build_correction(ALERT, "A test page.", NOON)
    message = render(correction, "US", site_url=SITE)
    assert f"This change: {SITE}/c/{correction.id}.html\n" in message.email


def test_news_about_a_source_has_no_page() -> None:
    """An outage concerns no destination; the front page shows it."""
    news = replace(ALERT, destination=None, before=None, after=None, kinds=("source_blind",))
    assert json.loads(render(news, "US", site_url=SITE).document)["change_url"] is None


def test_an_sms_links_to_the_change_first_if_both_links_fit() -> None:
    """The official page comes last: the government has the last word."""
    sms = render(ALERT, "US", site_url=SITE).sms
    assert sms.endswith(f" {LINK} {OFFICIAL}")
    assert sms == render(ALERT, "US").sms.replace(OFFICIAL, f"{LINK} {OFFICIAL}")
    assert len(sms) <= SMS_MAX_CHARS


def test_an_sms_without_an_official_link_ends_with_ours() -> None:
    """One link is better than none."""
    alert = replace(ALERT, after=an_advisory(url=None), before=an_advisory(url=None))
    assert render(alert, "US", site_url=SITE).sms.endswith(f" {LINK}")


def test_an_sms_that_is_full_goes_without_ours() -> None:
    """Half a link leads nowhere, and the news comes first."""
    after = replace(ALERT.after or an_advisory(), url=f"{OFFICIAL}?{'x' * 40}")
    alert = replace(ALERT, after=after)
    assert render(alert, "US", site_url=SITE).sms == render(alert, "US").sms


def test_every_entry_of_a_grouped_email_has_its_link() -> None:
    """In a burst, each change has its own page."""
    other = replace(ALERT, id="fedcba9876543210")
    storm = Transmission(alerts=(ALERT, other), channels=(Channel.EMAIL,), is_group=True)
    email = build_publication(storm, str, site_url=SITE).message.email
    assert email.count(f"  {SITE}/c/") == 2
    assert f"  {LINK}\n  Alert: {ALERT.id}\n" in email
