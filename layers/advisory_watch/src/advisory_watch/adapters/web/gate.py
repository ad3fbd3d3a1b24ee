"""Open all connections: each name is resolved once, checked, and connected to as checked."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from urllib3.util.connection import allowed_gai_family, create_connection

from advisory_watch.adapters.web.addresses import is_nearby, is_public

Resolve = Callable[[str, int], Sequence[str]]
"""Resolves a name for a port: returns its addresses in the order in which to try them."""

Connect = Callable[..., socket.socket]
"""Connects to an address and port; urllib3's own function takes further options."""


class ForbiddenAddress(Exception):
    """A name leads to an address that is not allowed; no connection was opened."""


def look_up(host: str, port: int) -> Sequence[str]:
    """Resolve a name with the system resolver. Raises `OSError`, `UnicodeError`."""
    found = socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Opens connections to public addresses only.

    `own_hosts` are hosts that the operator named: these may be on this machine or in a private
    network. No other name may be. No name at all may lead to a link-local address, where clouds
    keep their credentials.
    """

    resolve: Resolve = look_up
    connect: Connect = create_connection
    own_hosts: frozenset[str] = frozenset()

    def open(self, host: str, port: int, **options: Any) -> socket.socket:
        """Connect to the first address that answers.

        No name is resolved between the check of an address and the connection to it, so that DNS
        cannot change its answer in between. Raises `OSError`, `ForbiddenAddress`.
        """
        failure = OSError("no address")
        for address in self.addresses(host, port):
            try:
                return self.connect((address, port), **options)
            except OSError as error:
                failure = error
        raise failure

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Resolve a name.

        One forbidden address rejects the whole answer: an honest one has none.
        """
        found = self.resolve(host, port)
        for address in found:
            if not self._may_ask(host, address):
                raise ForbiddenAddress(_words(host, address))
        return found

    def _may_ask(self, host: str, address: str) -> bool:
        return is_public(address) or (_name(host) in self.own_hosts and is_nearby(address))


def _name(host: str) -> str:
    """Normalise a host as in `own_hosts`: `Mirror.example.` becomes `mirror.example`."""
    return host.lower().rstrip(".")


def _words(host: str, address: str) -> str:
    """Describe the address, and the remedy for an operator who intended it."""
    words = f"expected a public address for {host}, found {address}"
    if is_nearby(address):
        return f"{words}; a door of your own may be nearby (ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>)"
    return words
