"""Strict parsing of documents, independent of any publisher: an exact result, or an error."""
