"""Verification of the ledger and the archive, as pure functions."""
