"""The rules, as pure functions over frozen values: no clock, no network, no files, no log."""
