"""One check, as `advisory-watch check` and the function make it.

usage: python bench/memory/check_once.py HOME RULES [SOURCE…]

RULES is the version of the rules, and the day of the check: with another version than before, all
pages are judged again. Without a SOURCE, all sources that the publisher plays are checked side by
side in threads, as in the function. The clients of AWS are created too. Prints the outcomes, a JSON
line each.
"""

import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore

import boto3

from advisory_watch.adapters.threads import side_by_side
from advisory_watch.bootstrap.check_function import FIRST_READS_AT_ONCE
from advisory_watch.bootstrap.local import open_check, open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.bootstrap.web import sources


def main() -> None:
    """Check once, and print what came of it."""
    folder, rules, *names = sys.argv[1:]
    for service in ("dynamodb", "s3", "sqs"):
        boto3.client(service, region_name="eu-west-1")
    played = " ".join(process_settings().endpoint_urls).lower()
    wanted = [source for source in sources(names) if f"_{source.id}_" in played]

    def later() -> datetime:
        return now() + timedelta(days=int(rules))

    with open_home(Path(folder)) as home, open_check(home, clock=later) as check:
        first_read = BoundedSemaphore(FIRST_READS_AT_ONCE)
        limited = replace(
            check,
            rule_set_version=lambda _: int(rules),
            first_read=first_read,
            side_by_side=side_by_side,
        )
        for outcome in limited.run(wanted):
            found = {"source": outcome.source, "ok": outcome.ok, "reason": outcome.reason}
            print(json.dumps(found | {"judged": len(outcome.detections)}), flush=True)


if __name__ == "__main__":
    main()
