"""The option that rewrites the expected readings."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`; review the difference before you keep it."""
    parser.addoption(
        "--update-golden", action="store_true", help="write what is read now as what is expected"
    )
