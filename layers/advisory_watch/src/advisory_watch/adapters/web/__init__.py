"""The web, politely: the port `Web` on requests.

```
polite      order of things: turn, ask, follow, retry, judge
  parallel    many pages: hosts side by side, the pages of one host in line
  deadline    until when something may still be begun
  pacing      one request at a time to a host, and a pause after each
  exchange    one question and its answer, within limits of time and size
  causes      why nobody answered, in words that hold no secret
  body        the bytes of an answer, unpacked without trusting it
  redirects   where an answer may send us
  connections requests and TLS, through the gate and no other way
  gate        a name is looked up once, judged, and connected to as it was judged
  addresses   which addresses may be asked
  retries     what is worth asking again, and when
  judgement   is this answer the document? the page, or why not
  glance      what an HTML page shows at a glance: bot wall, soft 404
  session     who we say we are, what we ask for, and what we never send
```
"""

from advisory_watch.adapters.web.exchange import Limits
from advisory_watch.adapters.web.gate import Gate
from advisory_watch.adapters.web.polite import PoliteWeb
from advisory_watch.adapters.web.session import new_session

__all__ = ["Gate", "Limits", "PoliteWeb", "new_session"]
