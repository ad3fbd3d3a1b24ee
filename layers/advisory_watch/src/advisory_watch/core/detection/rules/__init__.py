"""The rules of states of advice: each has a name, a reason and a real case."""
