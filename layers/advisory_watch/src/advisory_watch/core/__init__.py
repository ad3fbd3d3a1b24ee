"""Decision rules as pure functions over frozen values: no clock, network, files or log."""
