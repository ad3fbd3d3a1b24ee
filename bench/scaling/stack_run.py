"""Runs one world through one design."""

from dataclasses import dataclass

from scaling.crawl import Crawl, CrawlTotals, Visited
from scaling.delivery import DeliveryModel
from scaling.designs import Design
from scaling.event_queue import EventQueue
from scaling.population import Population


@dataclass(frozen=True, slots=True, kw_only=True)
class StackRun:
    """The results of a run."""

    population: Population
    design: Design
    totals: CrawlTotals
    delivery: DeliveryModel


def run_stack(
    population: Population, design: Design, on_visit: Visited = lambda _host, _began, _ended: None
) -> StackRun:
    """Simulate a world with a design, until every published change has been delivered."""
    event_queue = EventQueue()
    delivery = DeliveryModel(event_queue=event_queue, design=design, population=population)
    crawl = Crawl(
        event_queue=event_queue,
        design=design,
        population=population,
        on_found=delivery.record_change,
        on_visit=on_visit,
    )
    crawl.begin()
    event_queue.run()
    return StackRun(population=population, design=design, totals=crawl.totals, delivery=delivery)
