"""Fetch pages politely: the port `PageFetcher` on requests."""

from advisory_watch.adapters.http.client import HttpClient
from advisory_watch.adapters.http.session import new_session
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.adapters.http.transport import Limits

__all__ = ["AddressGuard", "HttpClient", "Limits", "new_session"]
