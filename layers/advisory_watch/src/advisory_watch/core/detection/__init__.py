"""Decide whether a snapshot contains a real change.

Start with `engine`: it holds the order of the checks. Each rule is a small function in a module
`rules_…`, registered by `rule` under its name, which is printed with every detection.
`core.thresholds` holds every number that a rule uses, with its reason.
"""
