"""Use cases, and the ports that they need, in the terms of the domain."""
