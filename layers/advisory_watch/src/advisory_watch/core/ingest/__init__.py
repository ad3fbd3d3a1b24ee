"""Pages that a reader elsewhere fetched and signed: their form, and the rules for taking them."""
