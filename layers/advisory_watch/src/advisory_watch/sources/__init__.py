"""One module per publisher, and the register. A source does not depend on another."""
