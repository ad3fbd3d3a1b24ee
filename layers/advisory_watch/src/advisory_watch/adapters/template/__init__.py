"""Read the resources of the stack's template that cost money; `read_stack` is the entry point."""

from advisory_watch.adapters.template.reading import read_stack

__all__ = ["read_stack"]
