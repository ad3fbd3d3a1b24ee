"""Publish to Amazon SNS topics, which deliver to people and programs."""

from advisory_watch.adapters.sns.alerts import SnsNotifier
from advisory_watch.adapters.sns.digest import SnsBulletin

__all__ = ["SnsBulletin", "SnsNotifier"]
