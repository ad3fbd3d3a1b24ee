"""Who is asked to leave, and how urgently."""
