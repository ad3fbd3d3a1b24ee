"""Who is told to leave, and how urgently."""
