"""Pages, manifests, the records of readers elsewhere, and the site in S3."""
