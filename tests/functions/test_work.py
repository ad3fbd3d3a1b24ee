"""A wide source: from its check through the queue to the worker and the outbox."""

from collections.abc import Iterator
from math import ceil
from typing import Any

import pytest
from item_sizes import item_bytes

from advisory_watch.adapters.sqs import BATCH, read_partition
from advisory_watch.costs.prices import read
from support.aws.moto_stack import MotoStack, account
from support.aws.template import event
from support.publishers.http_publisher import Site
from support.scenarios.partitioned_embassies import queued_partitions, serve_alerts

WRITE_UNIT = 1024

POST = "np.usembassy.gov"


@pytest.fixture
def wide() -> Iterator[MotoStack]:
    """Open an account in which the embassies are a wide source."""
    with account() as cloud:
        cloud.go_wide(from_documents=100)
        yield cloud


def of(messages: list[dict[str, Any]], post: str) -> list[dict[str, Any]]:
    """Return the message whose partition includes a post."""
    return [
        message
        for message in messages
        if post in {document.id for document in read_partition(message["body"]).documents}
    ]


def test_an_alert_of_an_embassy_comes_through_the_queue(wide: MotoStack, site: Site) -> None:
    """The whole way must work: index, queue, worker, ledger, outbox; and nothing twice."""
    messages = queued_partitions(wide)
    serve_alerts(site, 1)
    ours = of(messages, POST)
    assert wide.invoke("CheckFunction", {"Records": ours}) == {"batchItemFailures": []}
    assert wide.items("OUTBOX") == []
    serve_alerts(site, 2)
    for _ in range(2):
        wide.invoke("CheckFunction", {"Records": ours})
    (pending,) = wide.items("OUTBOX")
    assert pending["pk"] == {"S": "OUTBOX"}
    assert len(wide.items("PART#us_embassies")) == 1


def test_an_unchanged_partition_is_two_calls(wide: MotoStack, site: Site) -> None:
    """Of a hundred partitions, ninety-nine are unchanged."""
    serve_alerts(site, 1)
    ours = of(queued_partitions(wide), POST)
    wide.invoke("CheckFunction", {"Records": ours})
    wide.calls.clear()
    wide.invoke("CheckFunction", {"Records": ours})
    assert wide.calls == ["dynamodb:BatchGetItem", "dynamodb:PutItem"]


def test_the_bill_counts_what_a_round_asks_of_aws(
    wide: MotoStack, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Calls that the estimate leaves out still appear on the bill of AWS."""
    serve_alerts(site, 0)
    messages = queued_partitions(wide)
    partitions = len(messages)
    sends = ceil(partitions / BATCH)
    billed = read("assumptions")["events"]["part"]
    assert billed["queue_requests"] >= 2 + 1 / BATCH  # sent, received, deleted
    health_and_records = ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"]
    partitions_seen = ["dynamodb:Query"]
    sent = ["sqs:SendMessageBatch"] * sends
    assert sorted(wide.calls) == health_and_records + partitions_seen + sent
    (health,) = (item for item in wide.items("SOURCE#us_embassies") if "record" in item)
    assert item_bytes(health) <= WRITE_UNIT
    capsys.readouterr()
    wide.invoke("CheckFunction", {"Records": messages[:1]})
    (line,) = capsys.readouterr().out.splitlines()
    assert len(line) < 1000 * billed["log_kb"]


def test_a_source_that_is_not_wide_is_read_by_the_check(wide: MotoStack, site: Site) -> None:
    """A feed with all destinations is a single document."""
    wide.invoke("CheckFunction", event("check_one_source"))
    assert [request.path for request in site.asked] == ["/us_state/rss", "/us_state/api"]
    assert wide.waiting() == []


def test_a_failure_blocks_its_own_host_and_no_other(wide: MotoStack, site: Site) -> None:
    """The queue returns the failed messages in order; the others are done."""
    serve_alerts(site, 1)
    first, second, third = queued_partitions(wide)[:3]
    groups = {"a": (first | {"body": "nonsense"}, second), "b": (third,)}
    records = [
        message | {"attributes": message["attributes"] | {"MessageGroupId": group}}
        for group, members in groups.items()
        for message in members
    ]
    answer = wide.invoke("CheckFunction", {"Records": records})
    assert answer == {
        "batchItemFailures": [
            {"itemIdentifier": first["messageId"]},
            {"itemIdentifier": second["messageId"]},
        ]
    }
    assert len(wide.items("PART#us_embassies")) == 1


def test_a_saved_message_succeeds(wide: MotoStack) -> None:
    """`sam local invoke` shows that the function starts; it sends no requests to publishers."""
    assert wide.invoke("CheckFunction", event("check_partitions")) == {"batchItemFailures": []}
