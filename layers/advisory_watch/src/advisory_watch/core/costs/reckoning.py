"""The bill of a month: all lines, in the order of the data flow."""

from collections.abc import Mapping
from itertools import chain

from advisory_watch.core.costs import keeping, running, telling, watching
from advisory_watch.core.costs.bill import Bill, bill_of
from advisory_watch.core.costs.habits import HABITS, Habit
from advisory_watch.core.costs.stack import Stack
from advisory_watch.core.costs.usage import Audience, Usage


def reckon(stack: Stack, audience: Audience, habits: Mapping[str, Habit] = HABITS) -> Bill:
    """Estimate the bill of a month. Raises `UsageError` for a quantity that cannot be estimated."""
    usage = Usage(stack=stack, audience=audience, habits=habits)
    rooms = (running, keeping, watching, telling)
    return bill_of(chain.from_iterable(room.lines(usage) for room in rooms))
