"""Route all connections of requests through the gate.

TLS and the `Host` header keep the name: a certificate is still checked against it. Behind the
operator's own proxy, the proxy resolves names, and the gate is not used for them.
"""

import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
)

from advisory_watch.adapters.web.gate import Gate


class GatedAdapter(HTTPAdapter):
    """Transport adapter that sends requests over connections that the gate opened."""

    def __init__(self, gate: Gate, *, pool_connections: int, pool_maxsize: int) -> None:
        self._gate = gate
        super().__init__(pool_connections=pool_connections, pool_maxsize=pool_maxsize)

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,  # noqa: FBT001, FBT002 - as requests has it
        **options: Any,
    ) -> None:
        """Create the pools, as requests does when an adapter is made."""
        self.poolmanager = _GatedPools(
            self._gate, num_pools=connections, maxsize=maxsize, block=block, **options
        )


class _GatedPools(PoolManager):
    def __init__(self, gate: Gate, **options: Any) -> None:
        super().__init__(**options)
        self._gate = gate

    def _new_pool(
        self, scheme: str, host: str, port: int, request_context: dict[str, Any] | None = None
    ) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, host, port, request_context)
        pool.ConnectionCls = _GATED[scheme]
        pool.conn_kw["gate"] = self._gate
        return pool


class _GatedConnection(HTTPConnection):
    def __init__(self, *place: Any, gate: Gate, **options: Any) -> None:
        super().__init__(*place, **options)
        self._gate = gate

    def _new_conn(self) -> socket.socket:
        """Open the connection; raise the errors of urllib3, which `causes` recognises."""
        try:
            return self._gate.open(
                self.host,
                self.port,
                timeout=self.timeout,
                source_address=self.source_address,
                socket_options=self.socket_options,
            )
        except UnicodeError as error:
            raise LocationParseError(self.host) from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error


class _GatedTlsConnection(_GatedConnection, HTTPSConnection): ...


_GATED = {"http": _GatedConnection, "https": _GatedTlsConnection}
