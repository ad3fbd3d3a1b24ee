"""A small invented world in a publisher's format, to see the whole way without a network."""
