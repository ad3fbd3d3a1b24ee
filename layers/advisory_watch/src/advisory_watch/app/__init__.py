"""The use cases, in the words of the domain, and the ports they need."""
