"""One question and its answer over connections that are kept.

The same promise as `exchange`, for many documents of one host: what requests does anew for
each of them (the environment's proxies, cookies, merged settings) takes longer than
asking (docs/adr/0009). What needs a proxy or credentials goes through requests still, and so
does a host whose answers are not written as the standard wants.
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
    """Asks one URL at a time; one connection is kept to each host and port.

    Whoever asks has the host for themselves meanwhile (`pacing`), and so its connection.
    `otherwise` asks where that is not enough, and says what goes with every request;
    `opened` opens the sockets.
    """

    otherwise: Exchange
    opened: Open
    _kept: dict[str, KeptConnection] = field(default_factory=dict)
    _direct: dict[str, bool] = field(default_factory=dict)

    def ask(self, target: Target, url: str, headers: Mapping[str, str], budget: Budget) -> Answer:
        """Ask, as `Asks` promises."""
        if self._is_direct(url):
            try:
                with on_the_wire(target, url, budget):
                    return self._ask(target, url, headers, budget)
            except NotStrict:
                self._direct[_root(urlsplit(url))] = False
        return self.otherwise.ask(target, url, headers, budget)

    def close(self) -> None:
        """Let go of the connections."""
        for connection in list(self._kept.values()):
            connection.close()

    def _is_direct(self, url: str) -> bool:
        """Tell whether nothing stands between us and a URL, and nothing secret goes with it."""
        root = _root(urlsplit(url))
        if root not in self._direct:
            self._direct[root] = "@" not in root and not _proxy_of(root)
        return url.isascii() and self._direct[root]

    def _ask(self, target: Target, url: str, headers: Mapping[str, str], budget: Budget) -> Answer:
        """Keep the connection where the answer was read to its end."""
        parts = urlsplit(requote_uri(url))  # as requests writes it: a space is `%20`
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
        """Ask over the connection that was kept; over a new one where the host has ended it.

        What has come over it unasked would be taken for the answer: then it is not used again.
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
        """Trust whom requests would trust here: the environment's bundle, or its own."""
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
    """Name what a connection leads to."""
    return f"{parts.scheme}://{parts.netloc}"


def _proxy_of(root: str) -> str | None:
    """Return the proxy that the environment puts in the way, None where there is none."""
    return select_proxy(root, get_environ_proxies(root))
