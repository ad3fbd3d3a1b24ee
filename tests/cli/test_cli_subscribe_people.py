"""Subscribe the people of a file at once, and test whether a message arrives."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from support.address_finder import found_in
from support.aws.deployed_stack import deployed
from support.terminal import Terminal

HEADING = "name,endpoint,destinations"
ANN, PHONE, HOOK = "ann@example.org", "+4915112345678", "https://example.org/hook?token=s3cret"
ADDRESSES = [ANN, PHONE, HOOK, "eve@", "zoe@example.org"]


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Deploy the stack under its default name."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    with deployed() as outputs:
        yield outputs


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Write a file of three people, as a spreadsheet saves it."""
    return write(
        tmp_path, f"Ann Lee,{ANN},Russia; UA", f"Bob,{PHONE},", "", f'Hook,{HOOK},"Kuwait,IQ"'
    )


def write(folder: Path, *lines: str, heading: str = HEADING) -> Path:
    """Write a file of people below a heading, with the mark of a spreadsheet's UTF-8."""
    path = folder / "people.csv"
    path.write_text("\r\n".join((heading, *lines)), "utf-8-sig")
    return path


@pytest.mark.usefixtures("stack")
def test_all_people_of_a_file_are_subscribed(terminal: Terminal, people: Path) -> None:
    """A duty officer has a list of forty people, not forty commands."""
    ran = terminal.run("subscribe", "--file", str(people), "--source", "us_state", "--digest")
    assert (ran.status, ran.err) == (0, ""), ran.out
    assert "line 2: Ann Lee, a***@example.org: " in ran.out
    assert "line 3: Bob, +49…78: subscribed" in ran.out
    assert "3 of 3 people are subscribed." in ran.out
    assert found_in(ran.out, ADDRESSES) == []
    listed = {
        line["endpoint"]: line["policy"]
        for line in terminal.run("subscriptions", "--json", "--show-addresses").lines
    }
    assert set(listed) == {ANN, PHONE, HOOK}
    assert listed[HOOK]["destination"] == ["KW", "IQ"]
    assert "destination" not in listed[PHONE]
    assert "digest" in json.dumps(listed[ANN])
    assert "digest" not in json.dumps(listed[PHONE])


@pytest.mark.usefixtures("stack")
def test_programs_get_an_object_for_each_person(terminal: Terminal, people: Path) -> None:
    """The lines go into a log, which must have no address."""
    terminal.run("subscribe", "--file", str(people))
    ran = terminal.run("subscribe", "--file", str(people), "--urgent-only", "--json")
    assert [(line["line"], line["name"], line["done"], line["error"]) for line in ran.lines] == [
        (2, "Ann Lee", "filter changed", None),
        (3, "Bob", "filter changed", None),
        (5, "Hook", "filter changed", None),
    ]
    assert found_in(ran.out, ADDRESSES) == []


@pytest.mark.parametrize(
    ("lines", "mistakes"),
    [
        (["Eve,eve@,"], ["line 2: endpoint: expected an email address such as"]),
        (["Eve,somewhere,"], ["line 2: endpoint: expected an email address, a phone number"]),
        (["Eve,,"], ["line 2: endpoint: expected an email address, a phone number"]),
        ([f",{ANN},"], ["line 2: name: expected a name to report by, found none"]),
        (["zoe@example.org,zoe@example.org,"], ["line 2: name: expected", "found an address"]),
        ([f"Ann,{ANN},Rusia"], ["line 2:", "found 'Rusia'; did you mean Russia (RU)?"]),
        ([f"Ann,{ANN},Congo"], ["line 2:", "(CD) or Republic of the Congo (CG)?"]),
        ([f"A,{ANN},", f"B,{ANN},RU"], ["line 3: endpoint: expected each once", "line 2"]),
        ([f"Ann,{ANN},RU,UA"], ["line 2: expected 3 columns, found more; separate"]),
        (["Eve,eve@,", f"Ann,{ANN},Rusia"], ["found 2 mistakes", "line 2:", "line 3:"]),
        ([], ["expected at least one person below the heading"]),
        (['Ann,"unfinished'], ["expected CSV, found"]),
    ],
)
def test_a_mistake_stops_the_whole_file(
    terminal: Terminal, tmp_path: Path, lines: list[str], mistakes: list[str]
) -> None:
    """Half a list that is subscribed looks like all of it; AWS is not even called."""
    ran = terminal.run("subscribe", "--file", str(write(tmp_path, *lines)))
    assert (ran.status, ran.out) == (2, "")
    assert all(mistake in ran.err for mistake in mistakes)
    assert found_in(ran.err, ADDRESSES) == []


def test_a_file_that_is_no_list_of_people_is_named(terminal: Terminal, tmp_path: Path) -> None:
    """Each message says what to save or to type."""
    path = write(tmp_path, f"{ANN},Ann,", heading="mail,name,place")
    assert f"expected the heading {HEADING}, found 'mail,name," in (
        terminal.run("subscribe", "--file", str(path)).err
    )
    path.write_bytes(f"{HEADING}\nJörg,{ANN},".encode("latin-1"))
    assert "save it as `CSV UTF-8`" in terminal.run("subscribe", "--file", str(path)).err
    assert "expected a file to read" in terminal.run("subscribe", "--file", "none.csv").err
    assert "a kind and an endpoint" in terminal.run("subscribe").err
    both = terminal.run("subscribe", "email", ANN, "--file", str(path))
    assert "expected no endpoint" in both.err


@pytest.mark.usefixtures("stack")
def test_a_spreadsheet_may_separate_by_semicolons(terminal: Terminal, tmp_path: Path) -> None:
    """Spreadsheets of countries with a decimal comma do, and order columns as they like."""
    path = write(tmp_path, f"RU,UA;Ann;{ANN}", heading="Destinations;Name;Endpoint")
    assert terminal.run("subscribe", "--file", str(path)).status == 0
    (listed,) = terminal.run("subscriptions", "--json").lines
    assert listed["policy"]["destination"] == ["RU", "UA"]


@pytest.fixture
def queue(stack: dict[str, str]) -> str:
    """Return the URL of a queue for messages."""
    del stack
    return str(boto3.client("sqs").create_queue(QueueName="news")["QueueUrl"])


def received(queue: str) -> list[dict[str, object]]:
    """Return the messages that arrived."""
    answer = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


@pytest.mark.parametrize("narrowed", [(), ("--destination", "RU", "--min-severity", "4")])
def test_a_test_message_reaches_its_endpoint_alone(
    terminal: Terminal, queue: str, narrowed: tuple[str, ...]
) -> None:
    """The officer must see that it arrives, and must wake no other reader."""
    arn = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    other = str(boto3.client("sqs").create_queue(QueueName="other")["QueueUrl"])
    tested = ("subscribe", "sqs", arn["Attributes"]["QueueArn"])
    terminal.run(*tested, *narrowed)
    terminal.run("subscribe", "sqs", arn["Attributes"]["QueueArn"].replace("news", "other"))
    before = terminal.run("subscriptions", "--json").lines
    prepared = terminal.run(*tested, "--test")
    assert (prepared.status, received(queue)) == (0, [])
    assert "run the same command again" in " ".join(prepared.out.split())
    shown = " ".join(terminal.run("subscriptions").out.split())
    assert "test-" not in shown
    assert "--renew" not in shown
    sent = terminal.run(*tested, "--test")
    assert "test message sent" in sent.out
    assert [message["kind"] for message in received(queue)] == ["test"]
    assert received(other) == []
    assert terminal.run("subscriptions", "--json").lines == before


@pytest.mark.usefixtures("stack")
def test_only_a_confirmed_subscription_of_ours_is_tested(
    terminal: Terminal, stack: dict[str, str]
) -> None:
    """Each message names the next step."""
    assert "expected a subscribed endpoint" in terminal.run("subscribe", "sms", PHONE, "--test").err
    boto3.client("sns").subscribe(TopicArn=stack["AlertsTopic"], Protocol="sms", Endpoint=PHONE)
    assert "expected a filter that this program wrote" in (
        terminal.run("subscribe", "sms", PHONE, "--test").err
    )
    assert "expected no filter" in (
        terminal.run("subscribe", "sms", PHONE, "--test", "--urgent-only").err
    )
