"""The site: values in, files out. No clock, no network, no file read but its own templates."""
