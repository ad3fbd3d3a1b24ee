"""What a reading means, given what is known: the rules that decide whether people are told.

Read `judge` first: it is the order of the questions. `limits` holds every number, with
its reason. Each rule is a small function whose name is printed with the verdict.
"""
