"""Implementations of the ports: one vendor a module, and no module imports another."""
