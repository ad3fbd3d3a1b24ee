"""The use of resources by one check of a wide source and its workers (docs/adr/0010)."""

from dataclasses import dataclass
from math import ceil

from advisory_watch.core.costs import assumptions as each_takes
from advisory_watch.core.costs.habits import Habit
from advisory_watch.core.parts import PART_DOCUMENTS, numbers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One check that dispatches partitions, with the work that follows.

    `habit` is the use of a check that reads the source itself. `workers` is how many hosts
    are read in parallel. All hosts are assumed to have the same number of documents. The
    queue accepts an unchanged partition once in five minutes; more frequent checks are
    still counted each time.
    """

    habit: Habit
    workers: int

    @property
    def parts(self) -> int:
        """The greatest possible number of partitions; some partition numbers may stay empty."""
        return self.habit.hosts * numbers_of(ceil(self.habit.listed / self.habit.hosts))

    @property
    def requests(self) -> int:
        """The requests to the queue: sending, receiving and deleting."""
        return ceil(self.parts / each_takes.PARTS_A_SEND) + self.parts * each_takes.TAKING_REQUESTS

    @property
    def at_once(self) -> int:
        """The number of workers that have work."""
        return min(self.workers, self.habit.hosts)

    @property
    def seconds(self) -> float:
        """The run time of all workers; a worker waits for one host, a check for several.

        The workers' requests take the time of an ordinary check, less the time of the
        dispatching check itself.
        """
        spared = max(0, self.habit.seconds - each_takes.HANDING_SECONDS)
        asking = spared * min(self.habit.hosts, each_takes.HOSTS_AT_ONCE)
        starting = self.at_once * each_takes.WORKER_START_SECONDS
        return asking + starting + self.parts * each_takes.PART_SECONDS

    @property
    def traces(self) -> float:
        """The number of traced worker runs during the round."""
        followed = min(self.parts, self.seconds / self.at_once * each_takes.TRACED_A_SECOND)
        return followed + (self.parts - followed) * each_takes.TRACED_BEYOND

    @property
    def documents_of_a_part(self) -> int:
        """The documents of a partition, at most, on average."""
        return min(ceil(self.habit.listed / self.habit.hosts), PART_DOCUMENTS)

    @property
    def part_kb(self) -> int:
        """The billed size of writing the item of a partition."""
        return ceil(self.documents_of_a_part * each_takes.PART_DOCUMENT_KB)

    @property
    def written_kb(self) -> int:
        """The size of all writes: the source's health, and the partitions with any request."""
        return each_takes.HEALTH_KB + min(self.parts, self.habit.documents) * self.part_kb
