"""The template against the folders: what is deployed is what is here, and no more."""

import json
from pathlib import Path

import pytest

from advisory_watch.adapters.aws_facts.running import FUNCTIONS as FUNCTIONS_SEEN
from advisory_watch.adapters.dynamodb.alert_items import OUTBOX
from advisory_watch.adapters.dynamodb.items import DESTINATION
from advisory_watch.core.checkup import RAN_WITHIN
from advisory_watch.wiring import settings
from template import ROOT, event, functions, resources, template

FUNCTIONS = functions()
HANDLER_MAX_LINES = 40


def test_every_folder_is_a_function_and_every_function_a_folder() -> None:
    """A handler that nobody deploys is watched by nobody."""
    folders = {f"functions/{path.parent.name}" for path in ROOT.glob("functions/*/app.py")}
    assert {each["CodeUri"] for each in FUNCTIONS.values()} == folders


@pytest.mark.parametrize("path", sorted(ROOT.glob("functions/*/app.py")), ids=str)
def test_a_handler_fits_on_one_screen(path: Path) -> None:
    """What grows in a handler is a rule in the wrong room, out of the tests' reach."""
    assert len(path.read_text().splitlines()) <= HANDLER_MAX_LINES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_setting_of_a_function_is_one_that_wiring_documents(function: str) -> None:
    """A misspelt name is an environment variable that nobody reads."""
    names = {each for each in FUNCTIONS[function]["Environment"] if "POWERTOOLS" not in each}
    assert {each for each in names if f"`{each}`" not in str(settings.__doc__)} == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_logs_where_logs_end_some_day(function: str) -> None:
    """Logs without an end are the one bill that grows by itself."""
    group = FUNCTIONS[function]["LoggingConfig"]["LogGroup"]["Ref"]
    assert resources("AWS::Logs::LogGroup")[group]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("path", sorted(ROOT.glob("events/*.json")), ids=lambda path: path.stem)
def test_every_saved_event_is_an_object(path: Path) -> None:
    """`sam local invoke -e` must not be the first to find a comma too many."""
    assert isinstance(json.loads(path.read_text()), dict)


def test_the_doorbell_rings_for_what_enters_the_outbox_and_for_nothing_else() -> None:
    """A filter that lets nothing through would look like a world without news."""
    doorbell = FUNCTIONS["NotifyFunction"]["Events"]["Doorbell"]["Properties"]
    (filter_,) = doorbell["FilterCriteria"]["Filters"]
    pattern = json.loads(filter_["Pattern"])
    (record,) = event("notify_doorbell")["Records"]
    assert record["eventName"] in pattern["eventName"]
    assert [record["dynamodb"]["Keys"]["pk"]["S"]] == pattern["dynamodb"]["Keys"]["pk"]["S"]
    assert pattern["eventName"] == ["INSERT"]
    assert pattern["dynamodb"]["Keys"]["pk"]["S"] == [OUTBOX]


def test_the_site_hears_of_what_is_said_and_of_what_enters_or_leaves_the_outbox() -> None:
    """A claim rings for nobody; a cancelled alert leaves, and its page must say so."""
    doorbell = FUNCTIONS["SiteFunction"]["Events"]["Doorbell"]["Properties"]
    said, owed = (json.loads(each["Pattern"]) for each in doorbell["FilterCriteria"]["Filters"])
    assert said == {"dynamodb": {"Keys": {"sk": {"S": [{"prefix": DESTINATION}]}}}}
    assert owed["eventName"] == ["INSERT", "REMOVE"]
    assert owed["dynamodb"]["Keys"]["pk"]["S"] == [OUTBOX]
    assert doorbell["MaximumBatchingWindowInSeconds"] == 10
    first, second = event("site_doorbell")["Records"]
    assert first["dynamodb"]["Keys"]["sk"]["S"].startswith(DESTINATION)
    assert second["dynamodb"]["Keys"]["pk"]["S"] == OUTBOX


def test_the_stream_has_no_more_readers_than_it_serves() -> None:
    """DynamoDB slows a third reader down, and with it the alerts."""
    events = [each for one in FUNCTIONS.values() for each in one["Events"].values()]
    assert len([each for each in events if each["Type"] == "DynamoDB"]) <= 2


@pytest.mark.parametrize("function", ["NotifyFunction", "SiteFunction"])
def test_links_lead_to_the_distribution(function: str) -> None:
    """A link to nowhere in an email cannot be called back."""
    address = {"Fn::Sub": "https://${SiteDistribution.DomainName}"}
    anyway = {"SiteFunction": address, "NotifyFunction": {"Fn::If": ["HasSite", address, ""]}}
    assert FUNCTIONS[function]["Environment"]["SITE_URL"] == anyway[function]


def test_doctor_knows_when_each_function_should_have_run() -> None:
    """A function that it does not know is well for ever."""
    assert set(RAN_WITHIN) == set(FUNCTIONS_SEEN) == set(FUNCTIONS)


@pytest.mark.parametrize("name", ["Table", "ArchiveBucket", "ArchiveBucketPolicy"])
def test_what_cannot_be_had_again_outlives_the_stack(name: str) -> None:
    """The evidence of an alert exists once; a deleted stack must not take it along."""
    resource = template()["Resources"][name]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("AWS::DynamoDB::Table", {"Table"}),
        ("AWS::S3::Bucket", {"ArchiveBucket", "SiteBucket"}),
        ("AWS::SNS::Topic", {"AlertsTopic", "OperatorsTopic"}),
    ],
)
def test_what_holds_data_keeps_its_name_in_the_template(kind: str, names: set[str]) -> None:
    """A renamed table is a new and empty one, and a renamed topic has no subscribers."""
    assert set(resources(kind)) == names
    fixed = {"TableName", "BucketName", "TopicName"}
    assert [each for each in resources(kind).values() if fixed & set(each)] == []
