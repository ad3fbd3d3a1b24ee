"""Faults that a document served by a publisher can have."""

from support.publishers.http_publisher import Answer, Site, a_redirect, an_answer

DOCUMENT_FAULTS = {
    "404": "HTTP 404",
    "403": "HTTP 403",
    "429": "HTTP 429",
    "503": "HTTP 503",
    "time-out": "time",
    "truncated": "expected",
    "html": "expected",
    "encoding": "expected",
    "empty object": "expected",
    "30 MB": "expected at most",
    "redirect": "expected an address on",
}
"""Each fault of a document, with the text that the output must contain for it."""


def faults(body: bytes, site: Site) -> dict[str, Answer]:
    """Return one answer per fault, to be served in place of a document."""
    length = {"Content-Length": str(len(body))}
    return {
        "404": an_answer(b"", status=404),
        "403": an_answer(b"", status=403),
        "429": an_answer(b"", status=429, Retry_After="600"),
        "503": an_answer(b"", status=503, Retry_After="600"),
        "time-out": Answer(headers=length, pieces=(body[:100],), hangs=True),
        "truncated": an_answer(body[: len(body) // 10]),
        "html": an_answer(b"<!doctype html><title>Welcome</title><p>Hello</p>"),
        "encoding": an_answer(body.decode().encode("utf-16")),
        "empty object": an_answer(b"{}"),
        "30 MB": an_answer(body + b" " * 30 * 1024 * 1024),
        "redirect": a_redirect(site.url("/elsewhere", host="localhost")),
    }
