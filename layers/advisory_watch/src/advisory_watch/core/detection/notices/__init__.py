"""Dated one-off items: which are news, and what is remembered of them."""
