"""How an alert can be checked: when and where we saw it, what decided, and the page itself."""

from advisory_watch.core.alerts import Alert


def proof(alert: Alert, evidence_url: str, site_url: str = "") -> str:
    """Say what shows that the alert is true, and where its own page is.

    `evidence_url` is where the archive can be read, `site_url` where the site is served.
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
    """Return where the page lies in our archive: a link, or its key where nobody can follow one."""
    key = f"pages/{page_key[:2]}/{page_key}.warc.gz"
    return f"{evidence_url.rstrip('/')}/{key}" if evidence_url else key


def change_link(alert: Alert, site_url: str) -> str:
    """Return where the alert has its page on our site, as `site.addresses` names it.

    Nothing where there is no site; news about a source has no page.
    """
    if not site_url or alert.destination is None:
        return ""
    return f"{site_url.rstrip('/')}/c/{alert.id}.html"
