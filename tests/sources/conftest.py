"""The option that writes the expected readings anew."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`; look at the difference before you keep it."""
    parser.addoption(
        "--update-golden", action="store_true", help="write what is read now as what is expected"
    )
