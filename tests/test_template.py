"""The template matches the folders: it deploys every function of the repository, and no other."""

import json
from pathlib import Path

import pytest

from advisory_watch.adapters.dynamodb.items import DESTINATION, OUTBOX
from advisory_watch.bootstrap import settings
from support.aws.template import ROOT, event, functions, resources, template

FUNCTIONS = functions()
OF_CHANNELS = functions("channels.yaml")
HANDLER_MAX_LINES = 40


def test_every_folder_is_a_function_and_every_function_a_folder() -> None:
    """A handler that is not deployed never runs, and no alarm covers it."""
    folders = {f"functions/{path.parent.name}" for path in ROOT.glob("functions/*/app.py")}
    deployed = [*FUNCTIONS.values(), *OF_CHANNELS.values()]
    assert {properties["Handler"].rpartition("/")[0] for properties in deployed} == folders
    assert {properties["CodeUri"] for properties in deployed} == {"functions"}


@pytest.mark.parametrize("path", sorted(ROOT.glob("functions/*/app.py")), ids=str)
def test_a_handler_fits_on_one_screen(path: Path) -> None:
    """A handler that grows contains logic out of the tests' reach; the logic belongs elsewhere."""
    assert len(path.read_text().splitlines()) <= HANDLER_MAX_LINES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_setting_of_a_function_is_documented(function: str) -> None:
    """A misspelt name sets an environment variable that no program reads."""
    names = {name for name in FUNCTIONS[function]["Environment"] if "POWERTOOLS" not in name}
    assert {name for name in names if f"`{name}`" not in str(settings.__doc__)} == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_logs_of_every_function_expire(function: str) -> None:
    """Logs that never expire are a cost that grows without limit."""
    group = FUNCTIONS[function]["LoggingConfig"]["LogGroup"]["Ref"]
    assert resources("AWS::Logs::LogGroup")[group]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("path", sorted(ROOT.glob("events/*.json")), ids=lambda path: path.stem)
def test_every_saved_event_is_an_object(path: Path) -> None:
    """A syntax error must fail here, not first in `sam local invoke -e`."""
    assert isinstance(json.loads(path.read_text()), dict)


def test_the_stream_triggers_notify_for_new_alerts_only() -> None:
    """A filter that rejects every record would look like a world without changes."""
    doorbell = FUNCTIONS["NotifyFunction"]["Events"]["Doorbell"]["Properties"]
    (filter_,) = doorbell["FilterCriteria"]["Filters"]
    pattern = json.loads(filter_["Pattern"])
    (record,) = event("notify_doorbell")["Records"]
    assert record["eventName"] in pattern["eventName"]
    assert [record["dynamodb"]["Keys"]["pk"]["S"]] == pattern["dynamodb"]["Keys"]["pk"]["S"]
    assert pattern["eventName"] == ["INSERT"]
    assert pattern["dynamodb"]["Keys"]["pk"]["S"] == [OUTBOX]


def test_the_stream_triggers_site_for_records_and_alerts() -> None:
    """The site needs no update for a claimed alert, but a cancelled one must leave its page."""
    doorbell = FUNCTIONS["SiteFunction"]["Events"]["Doorbell"]["Properties"]
    said, pending = (
        json.loads(filter_["Pattern"]) for filter_ in doorbell["FilterCriteria"]["Filters"]
    )
    assert said == {"dynamodb": {"Keys": {"sk": {"S": [{"prefix": DESTINATION}]}}}}
    assert pending["eventName"] == ["INSERT", "REMOVE"]
    assert pending["dynamodb"]["Keys"]["pk"]["S"] == [OUTBOX]
    assert doorbell["MaximumBatchingWindowInSeconds"] == 10
    first, second = event("site_doorbell")["Records"]
    assert first["dynamodb"]["Keys"]["sk"]["S"].startswith(DESTINATION)
    assert second["dynamodb"]["Keys"]["pk"]["S"] == OUTBOX


def test_the_stream_has_no_more_readers_than_it_serves() -> None:
    """DynamoDB throttles a third reader of the stream, which would delay alerts."""
    events = [trigger for function in FUNCTIONS.values() for trigger in function["Events"].values()]
    assert len([trigger for trigger in events if trigger["Type"] == "DynamoDB"]) <= 2


@pytest.mark.parametrize("function", ["NotifyFunction", "SiteFunction"])
def test_links_lead_to_the_site(function: str) -> None:
    """A broken link in an email that was sent cannot be corrected."""
    assert FUNCTIONS[function]["Environment"]["SITE_URL"] == {"Ref": "SiteUrl"}


def test_the_judging_run_knows_what_is_expected() -> None:
    """A task that is not expected is never missed."""
    names = {"STACK_NAME", "DEAD_LETTERS_URLS", "DIGEST_HOUR", "SIGNS_MANIFESTS"}
    names |= {"CHECK_SCHEDULES", "SOURCES_OFF"}
    assert names <= set(FUNCTIONS["NotifyFunction"]["Environment"])


@pytest.mark.parametrize("name", ["Table", "ArchiveBucket", "ArchiveBucketPolicy"])
def test_irreplaceable_resources_outlive_the_stack(name: str) -> None:
    """The evidence of an alert exists once; deleting the stack must not delete it."""
    resource = template()["Resources"][name]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("AWS::DynamoDB::Table", {"Table"}),
        ("AWS::S3::Bucket", {"ArchiveBucket", "SiteBucket"}),
        ("AWS::SNS::Topic", {"AlertsTopic", "OperatorsTopic"}),
    ],
)
def test_resources_with_data_keep_their_logical_ids(kind: str, names: set[str]) -> None:
    """A renamed table is a new, empty one, and a renamed topic has no subscribers."""
    assert set(resources(kind)) == names
    fixed = {"TableName", "BucketName", "TopicName"}
    assert [resource for resource in resources(kind).values() if fixed & set(resource)] == []
