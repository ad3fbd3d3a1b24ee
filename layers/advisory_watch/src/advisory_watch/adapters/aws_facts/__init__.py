"""Examine a deployed stack through the AWS services that it consists of."""

from advisory_watch.adapters.aws_facts.eyes import AwsFacts

__all__ = ["AwsFacts"]
