"""The evidence of an alert: time and endpoint, the rule that decided, and the page."""

from advisory_watch.core.alerts import Alert


def proof(alert: Alert, evidence_url: str, site_url: str = "") -> str:
    """Return the evidence that the alert is true, and the address of its own page.

    `evidence_url` is the address of the archive, `site_url` the address of the site.
    """
    evidence = alert.evidence
    if evidence is None:
        return ""
    link = change_link(alert, site_url)
    page = f"This change: {link}\n" if link else ""
    return (
        f"Seen {evidence.read_at:%Y-%m-%d %H:%M:%S} UTC through {alert.source}/{evidence.door}; "
        f"decided by rule {alert.rule}.\n"
        f"Page as received: SHA-256 {evidence.page_key}\n"
        f"Evidence: {evidence_link(evidence.page_key, evidence_url)}\n"
        f"{page}Alert: {alert.id}"
    )


def evidence_link(page_key: str, evidence_url: str) -> str:
    """Return the address of the page in the archive, or its key if the archive has no address."""
    key = f"pages/{page_key[:2]}/{page_key}.warc.gz"
    return f"{evidence_url.rstrip('/')}/{key}" if evidence_url else key


def change_link(alert: Alert, site_url: str) -> str:
    """Return the address of the alert's page on the site (see `site.addresses`).

    Returns an empty string without a site, and for news about a source, which has no page.
    """
    if not site_url or alert.destination is None:
        return ""
    return f"{site_url.rstrip('/')}/c/{alert.id}.html"
