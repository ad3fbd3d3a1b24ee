"""The configuration of a site, and the rendering of its templates."""
