"""Fetch pages politely: the port `PageFetcher` on requests and libcurl.

Each module refuses one kind of thing:

- `ssrf`: addresses that are not public.
- `redirects`: other hosts and ports, credentials, http after https, loops.
- `response`: doubtful heads and lengths, unknown codings, cut or large bodies, gzip bombs.
- `requests_engine`, `curl_wire`: broken chunks, foreign certificates, silence, slowness.
- `politeness`: a second request at once, before a pause is over, or after the deadline.
"""

from advisory_watch.adapters.http.client import HttpClient
from advisory_watch.adapters.http.requests_engine import new_session
from advisory_watch.adapters.http.response import Limits
from advisory_watch.adapters.http.ssrf import AddressGuard

__all__ = ["AddressGuard", "HttpClient", "Limits", "new_session"]
