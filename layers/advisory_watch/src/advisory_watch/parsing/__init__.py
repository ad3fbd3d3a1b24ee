"""Strict reading of documents: exactly what is there, or an error."""
