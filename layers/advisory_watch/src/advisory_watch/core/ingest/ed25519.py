"""Verify Ed25519 signatures (RFC 8032, 5.1.7) with the standard library alone.

A function has no package for cryptography, which is larger than all its other packages
(docs/adr/0015). Verification handles only public values, so that its timing reveals nothing. Keys
and signatures are made elsewhere (`adapters.signatures`).
"""

from functools import cache
from hashlib import sha512

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_P = 2**255 - 19
"""The prime of the field."""

_ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of the base point."""

_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)

_SIGN_BIT = 255

_Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T, with x = X/Z, y = Y/Z and xy = T/Z."""

_NEUTRAL: _Point = (0, 1, 1, 0)


def is_signed(key: bytes, content: bytes, signature: bytes) -> bool:
    """Tell whether a signature of 64 bytes belongs to a public key of 32 bytes."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    point, factor = decoded(key), int.from_bytes(signature[KEY_BYTES:], "little")
    if point is None or factor >= _ORDER:
        return False
    digest = sha512(signature[:KEY_BYTES] + key + content).digest()
    hashed = int.from_bytes(digest, "little") % _ORDER
    return _encoded(_sum_of_products(factor, _base(), hashed, _negated(point))) == signature[:32]


def decoded(key: bytes) -> _Point | None:
    """Return the point that 32 bytes encode, or None if there is no such point (5.1.3)."""
    if len(key) != KEY_BYTES:
        return None
    number = int.from_bytes(key, "little")
    is_odd, y = number >> _SIGN_BIT, number & ((1 << _SIGN_BIT) - 1)
    x = _root((y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P) if y < _P else None
    if x is None or (x == 0 and is_odd):
        return None
    x = _P - x if x & 1 != is_odd else x
    return x, y, 1, x * y % _P


def _root(square: int) -> int | None:
    root = pow(square, (_P + 3) // 8, _P)
    if root * root % _P != square:
        root = root * _ROOT_OF_MINUS_1 % _P
    return root if root * root % _P == square else None


def _encoded(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << _SIGN_BIT).to_bytes(KEY_BYTES, "little")


@cache
def _base() -> _Point:
    point = decoded((4 * pow(5, -1, _P) % _P).to_bytes(KEY_BYTES, "little"))
    assert point is not None  # noqa: S101 - a constant of the curve
    return point


def _negated(point: _Point) -> _Point:
    x, y, z, t = point
    return _P - x, y, z, _P - t


def _added(one: _Point, other: _Point) -> _Point:
    """Add two points, which may be equal (5.1.4)."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * t1 * t2 * _D % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _sum_of_products(one: int, first: _Point, other: int, second: _Point) -> _Point:
    """Return `one * first + other * second`, bit by bit for both at once."""
    terms = (_NEUTRAL, first, second, _added(first, second))
    total = _NEUTRAL
    for bit in range(max(one.bit_length(), other.bit_length()) - 1, -1, -1):
        total = _added(total, total)
        if chosen := (one >> bit & 1) | (other >> bit & 1) << 1:
            total = _added(total, terms[chosen])
    return total
