"""Lines for delivery: emails, SMS, webhooks, and readers of the site."""

from collections.abc import Iterator

from advisory_watch.core.costs import assumptions as each_takes
from advisory_watch.core.costs import prices
from advisory_watch.core.costs.bill import Line
from advisory_watch.core.costs.usage import DIGESTS, Usage, numbered
from advisory_watch.core.errors import UsageError

KB_A_GB = 1e6


def lines(usage: Usage) -> Iterator[Line]:
    """Yield the cost of each channel. Raises `UsageError` for a country without a known price."""
    alerts, audience = usage.alerts, usage.audience
    digests = usage.scheduled(DIGESTS)
    about = f"{numbered(alerts)} alerts, {numbered(digests)} digests"
    yield Line(price=prices.MESSAGES, quantity=alerts + digests, driver=about)
    yield Line(
        price=prices.EMAILS,
        quantity=audience.email * (alerts + digests),
        driver=f"{audience.email:,} × ({about})",
    )
    yield Line(
        price=prices.WEBHOOKS,
        quantity=audience.webhook * alerts,
        driver=f"{audience.webhook:,} × {numbered(alerts)} alerts",
    )
    for country, phones in sorted(audience.sms.items()):
        yield Line(
            price=sms_price(country),
            quantity=phones * usage.urgent,
            driver=f"{phones:,} × {numbered(usage.urgent)} urgent alerts",
        )
    yield from _readers(usage)


def sms_price(country: str) -> prices.Price:
    """Return the price of an SMS. Raises `UsageError` if it is not known."""
    try:
        return prices.SMS[country]
    except KeyError:
        known = ", ".join(sorted(prices.SMS))
        raise UsageError(
            f"--sms: expected a country of which the price is known ({known}), found {country!r};"
            " AWS lists all of them: https://aws.amazon.com/sns/sms-pricing/"
        ) from None


def _readers(usage: Usage) -> Iterator[Line]:
    if not usage.stack.count("AWS::CloudFront::Distribution"):
        return
    views = each_takes.SITE_VIEWS
    driver = f"{views:,} pages looked at"
    requests = views * each_takes.SITE_VIEW_REQUESTS
    yield Line(price=prices.SITE_REQUESTS, quantity=requests, driver=driver)
    sent = views * each_takes.SITE_VIEW_KB / KB_A_GB
    yield Line(price=prices.SITE_TRANSFER, quantity=sent, driver=driver)
