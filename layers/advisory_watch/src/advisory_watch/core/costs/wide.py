"""What one check of a wide source takes, and the workers of its parts (docs/adr/0010)."""

from dataclasses import dataclass
from math import ceil

from advisory_watch.core.costs import assumptions as each_takes
from advisory_watch.core.costs.habits import Habit
from advisory_watch.core.parts import PART_DOCUMENTS, numbers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One check that hands parts on, and all that comes of it.

    `habit` is what the check would take if it read the source itself; `workers` is how many
    hosts are read at once. Hosts are taken to have as many documents each. What did not move the
    queue takes once in five minutes; where checks are more frequent, it is counted each time.
    """

    habit: Habit
    workers: int

    @property
    def parts(self) -> int:
        """How many parts there are: at most, since some numbers nothing falls upon."""
        return self.habit.hosts * numbers_of(ceil(self.habit.listed / self.habit.hosts))

    @property
    def requests(self) -> int:
        """What is asked of the queue: calls that hand on, and those that take and delete."""
        return ceil(self.parts / each_takes.PARTS_A_SEND) + self.parts * each_takes.TAKING_REQUESTS

    @property
    def at_once(self) -> int:
        """How many workers there are work for."""
        return min(self.workers, self.habit.hosts)

    @property
    def seconds(self) -> float:
        """How long all workers run: they wait one host each where a check waits for several.

        What they ask for takes what the check would take beyond what it keeps for itself.
        """
        spared = max(0, self.habit.seconds - each_takes.HANDING_SECONDS)
        asking = spared * min(self.habit.hosts, each_takes.HOSTS_AT_ONCE)
        starting = self.at_once * each_takes.WORKER_START_SECONDS
        return asking + starting + self.parts * each_takes.PART_SECONDS

    @property
    def traces(self) -> float:
        """How many of the workers' runs are traced, while the round lasts."""
        followed = min(self.parts, self.seconds / self.at_once * each_takes.TRACED_A_SECOND)
        return followed + (self.parts - followed) * each_takes.TRACED_BEYOND

    @property
    def documents_of_a_part(self) -> int:
        """How many documents a part has, at most on average."""
        return min(ceil(self.habit.listed / self.habit.hosts), PART_DOCUMENTS)

    @property
    def part_kb(self) -> int:
        """How large a part's item is, as a write of it is billed."""
        return ceil(self.documents_of_a_part * each_takes.PART_DOCUMENT_KB)

    @property
    def written_kb(self) -> int:
        """What is written: how the check went, and the parts in which anything was asked for."""
        return each_takes.HEALTH_KB + min(self.parts, self.habit.documents) * self.part_kb
