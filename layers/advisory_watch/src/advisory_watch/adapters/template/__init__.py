"""The template of the stack, as far as it costs anything: `read_stack` is the door."""

from advisory_watch.adapters.template.reading import read_stack

__all__ = ["read_stack"]
