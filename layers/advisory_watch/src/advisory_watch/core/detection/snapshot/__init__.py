"""What only a whole snapshot shows: its age, mass moves, and the flags of an index."""
