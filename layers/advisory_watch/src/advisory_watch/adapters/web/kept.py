"""Send a request and read its response over persistent connections.

This does the same as `exchange`, for many documents of one host. For each request, requests reads
the environment's proxies, handles cookies and merges settings again. That takes longer than the
request itself (docs/adr/0009). A URL that needs a proxy or credentials still goes through requests.
So does a host whose responses violate the HTTP standard.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from ssl import SSLContext, create_default_context
from urllib.parse import SplitResult, urlsplit

from requests.adapters import DEFAULT_CA_BUNDLE_PATH
from requests.utils import get_environ_proxies, requote_uri, select_proxy

from advisory_watch.adapters.web.exchange import (
    Answer,
    Begun,
    Budget,
    Exchange,
    on_the_wire,
    read_answer,
)
from advisory_watch.adapters.web.kept_answer import KeptAnswer, NotStrict
from advisory_watch.adapters.web.kept_connection import GONE, KeptConnection, Open
from advisory_watch.core.pages import Target


@dataclass(kw_only=True)
class KeptExchange:
    """Implement `Asks` with one persistent connection to each host and port.

    `pacing` gives the caller the host, and so its connection, for the time of the request.
    `otherwise` is the fallback, and its session has the headers of every request. `opened` opens
    the sockets.
    """

    otherwise: Exchange
    opened: Open
    _kept: dict[str, KeptConnection] = field(default_factory=dict)
    _direct: dict[str, bool] = field(default_factory=dict)

    def ask(self, target: Target, url: str, headers: Mapping[str, str], budget: Budget) -> Answer:
        """GET a URL, as `Asks` describes."""
        if self._is_direct(url):
            try:
                with on_the_wire(target, url, budget):
                    return self._ask(target, url, headers, budget)
            except NotStrict:
                self._direct[_root(urlsplit(url))] = False
        return self.otherwise.ask(target, url, headers, budget)

    def close(self) -> None:
        """Close all connections."""
        for connection in list(self._kept.values()):
            connection.close()

    def _is_direct(self, url: str) -> bool:
        """Return whether a URL needs no proxy and no credentials."""
        root = _root(urlsplit(url))
        if root not in self._direct:
            self._direct[root] = "@" not in root and not _proxy_of(root)
        return url.isascii() and self._direct[root]

    def _ask(self, target: Target, url: str, headers: Mapping[str, str], budget: Budget) -> Answer:
        """Send the request; keep the connection if the response was read to its end."""
        parts = urlsplit(requote_uri(url))  # as requests does: a space becomes `%20`
        connection, answer = self._answer(parts, headers, budget)
        begun = Begun(url=url, status=answer.status, headers=answer.headers, raw=answer)
        try:
            return read_answer(target, begun, self.otherwise.limits, budget)
        finally:
            if answer.is_read and not answer.is_last:
                self._kept[_root(parts)] = connection
            else:
                connection.close()

    def _answer(
        self, parts: SplitResult, headers: Mapping[str, str], budget: Budget
    ) -> tuple[KeptConnection, KeptAnswer]:
        """Use the kept connection, or a new one if the host has closed it.

        Bytes that arrived unrequested would be taken for the response: such a connection is closed.
        """
        kept = self._kept.pop(_root(parts), None)
        if kept is not None:
            try:
                if kept.is_silent:
                    return kept, self._get(kept, parts, headers, budget)
            except GONE:
                pass
            kept.close()
        fresh = KeptConnection(parts, self._tls(parts), self.opened)
        return fresh, self._get(fresh, parts, headers, budget)

    def _get(
        self,
        connection: KeptConnection,
        parts: SplitResult,
        headers: Mapping[str, str],
        budget: Budget,
    ) -> KeptAnswer:
        limits, session = self.otherwise.limits, self.otherwise.session
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        every = {name: str(value) for name, value in session.headers.items()}
        try:
            return connection.get(path, {**every, **headers}, limits, budget.left_s)
        except BaseException:
            connection.close()
            raise

    def _tls(self, parts: SplitResult) -> SSLContext | None:
        """Trust the authorities that requests would trust: the environment's bundle, or its own."""
        if parts.scheme != "https":
            return None
        session = self.otherwise.session
        settings = session.merge_environment_settings(parts.geturl(), {}, None, None, None)
        return _trusting(
            settings["verify"] if isinstance(settings["verify"], str) else DEFAULT_CA_BUNDLE_PATH
        )


@cache
def _trusting(bundle: str) -> SSLContext:
    if Path(bundle).is_dir():
        return create_default_context(capath=bundle)
    return create_default_context(cafile=bundle)


def _root(parts: SplitResult) -> str:
    """Return the scheme, host and port that a connection leads to."""
    return f"{parts.scheme}://{parts.netloc}"


def _proxy_of(root: str) -> str | None:
    """Return the proxy that the environment sets for a URL, or None if there is no proxy."""
    return select_proxy(root, get_environ_proxies(root))
