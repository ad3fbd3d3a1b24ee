"""Decide what a snapshot means, compared with the recorded advice.

Start with `judge`: it holds the order of the checks. `limits` holds every number, with its
reason. Each rule is a small function; its name is printed with every detection.
"""
