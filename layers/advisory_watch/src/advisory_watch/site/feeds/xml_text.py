"""Text and attribute values in XML.

`xml.sax.saxutils` writes the same, but loads an HTTP client and a mail parser in every check.
"""

import html

_WHITE_SPACE = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
"""A parser turns them into spaces in an attribute (XML 1.0, 3.3.3)."""


def escape(text: str) -> str:
    """Escape a text between tags."""
    return html.escape(text, quote=False)


def quoted(text: str) -> str:
    """Write an attribute value, in quotes."""
    return f'"{html.escape(text).translate(_WHITE_SPACE)}"'
