"""Amazon SNS: what is published to its topics, which bring it to people and programs."""

from advisory_watch.adapters.sns.alerts import SnsNotifier
from advisory_watch.adapters.sns.digest import SnsBulletin

__all__ = ["SnsBulletin", "SnsNotifier"]
