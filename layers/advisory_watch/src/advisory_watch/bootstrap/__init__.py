"""Build clients and use cases from settings: one module for each entry point."""
