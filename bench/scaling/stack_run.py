"""Runs one world through one design."""

from dataclasses import dataclass

from scaling.event_queue import Agenda
from scaling.crawl import Crawl, Visited, Work
from scaling.designs import Design
from scaling.population import Population
from scaling.delivery import Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """The results of a run."""

    population: Population
    design: Design
    work: Work
    telling: Telling


def run(
    population: Population, design: Design, on_visit: Visited = lambda _host, _began, _ended: None
) -> Ran:
    """Simulate a world with a design, until every published change has been delivered."""
    agenda = Agenda()
    telling = Telling(agenda=agenda, design=design, population=population)
    crawl = Crawl(
        agenda=agenda,
        design=design,
        population=population,
        on_found=telling.found,
        on_visit=on_visit,
    )
    crawl.begin()
    agenda.run()
    return Ran(population=population, design=design, work=crawl.work, telling=telling)
