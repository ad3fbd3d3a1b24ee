"""A simulated stack of any size: publishers, the check, the outbox, and delivery times."""
