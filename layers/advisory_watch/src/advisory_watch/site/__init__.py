"""The public site: values in, files out."""
