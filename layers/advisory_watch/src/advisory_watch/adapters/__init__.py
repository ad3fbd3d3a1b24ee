"""What keeps the promises of the ports: one vendor a module, no module importing another."""
