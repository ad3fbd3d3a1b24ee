"""The monthly bill of a template, line by line."""
