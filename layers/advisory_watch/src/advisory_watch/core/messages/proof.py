"""How an alert can be checked: when and where we saw it, what decided, and the page itself."""

from advisory_watch.core.alerts import Alert


def proof(alert: Alert, evidence_url: str) -> str:
    """Say what shows that the alert is true; `evidence_url` is where the archive can be read."""
    evidence = alert.evidence
    if evidence is None:
        return ""
    return (
        f"Seen {evidence.read_at:%Y-%m-%d %H:%M:%S} UTC through {alert.source}/{evidence.door}; "
        f"decided by rule {alert.rule}.\n"
        f"Page as received: SHA-256 {evidence.page_key}\n"
        f"Evidence: {evidence_link(evidence.page_key, evidence_url)}\n"
        f"Alert: {alert.id}"
    )


def evidence_link(page_key: str, evidence_url: str) -> str:
    """Return where the page lies in our archive: a link, or its key where nobody can follow one."""
    key = f"pages/{page_key[:2]}/{page_key}.warc.gz"
    return f"{evidence_url.rstrip('/')}/{key}" if evidence_url else key
