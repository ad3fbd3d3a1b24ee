"""A small invented world in a publisher's format, to try everything without a network."""
