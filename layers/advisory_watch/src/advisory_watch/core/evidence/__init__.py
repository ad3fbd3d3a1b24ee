"""Evidence that others can verify: hash chain, manifests, checks and export."""
