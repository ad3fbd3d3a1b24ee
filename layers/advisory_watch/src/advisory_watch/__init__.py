"""Advisory Watch: tells people when a government changes its travel advice, and only then."""

__version__ = "0.1.0"
