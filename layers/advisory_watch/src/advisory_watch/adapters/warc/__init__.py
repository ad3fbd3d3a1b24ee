"""Pages, and the records of readers elsewhere, as WARC files."""
