"""One module per publisher, and the register. A source knows nothing of another."""
