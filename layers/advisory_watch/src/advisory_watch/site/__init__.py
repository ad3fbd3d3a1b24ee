"""The site: values in, files out. No clock, no network, and no file but its own templates."""
