"""Send HTTP requests with requests and libcurl: the port `HttpWires`.

Each module refuses one kind of thing:

- `address_guard`: addresses that are not public.
- `requests_engine`, `curl_engine`: broken chunks, foreign certificates, silence, slowness.
- `outcome`: with `core.http_message` doubtful heads and lengths, large or cut bodies, gzip bombs.

`app.politeness` refuses requests that come too soon, and `core.redirects` other hosts and loops.
"""

from advisory_watch.adapters.http.address_guard import AddressGuard, proxy_of
from advisory_watch.adapters.http.wires import MANY, Wires

__all__ = ["MANY", "AddressGuard", "Wires", "proxy_of"]
