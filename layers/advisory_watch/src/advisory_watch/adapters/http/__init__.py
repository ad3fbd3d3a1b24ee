"""Fetch pages politely: the port `Web` on requests.

```
polite            order of a fetch: wait for the host, request, redirect, retry, judge
  parallel        many pages: hosts in parallel, the pages of one host in order
  deadline        the time after which no request may begin
  pacing          one request at a time to a host, and a pause after each
  exchange        one request and its response, within limits of time and size
  kept            the same over persistent connections, for many pages of a host
  kept_connection one persistent connection, and the request over it
  kept_answer     one response over it, parsed strictly
  causes          why a host did not answer, in words without secrets
  body            the bytes of a response, unpacked without trusting it
  redirects       where a redirect may lead
  connections     requests and TLS, through the gate only
  gate            a name is resolved once, checked, and connected to as checked
  addresses       which addresses may be requested
  retries         which failures are retried, and when
  judgement       whether a response is the document: the page, or an error
  glance          what an HTML page shows first: bot wall, soft 404
  session         the headers that we send, and the data that we never send
```
"""

from advisory_watch.adapters.http.client import HttpClient
from advisory_watch.adapters.http.session import new_session
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.adapters.http.transport import Limits

__all__ = ["AddressGuard", "HttpClient", "Limits", "new_session"]
