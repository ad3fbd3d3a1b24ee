"""Fetch pages politely: the port `PageFetcher` on requests.

```
client        order of a fetch: wait for the host, request, redirect, retry, classify
concurrency   many pages: hosts in parallel, the pages of one host in order, until a deadline
transport     one request and its response, within limits of time and size
keepalive     the same over persistent connections, for many pages of a host
redirects     where a redirect may lead
ssrf          a name is resolved once, checked, and connected to as checked
classify      whether a response is the document, a bot wall, or a page not found
session       the headers that we send, and the data that we never send
```
"""

from advisory_watch.adapters.http.client import HttpClient
from advisory_watch.adapters.http.session import new_session
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.adapters.http.transport import Limits

__all__ = ["AddressGuard", "HttpClient", "Limits", "new_session"]
