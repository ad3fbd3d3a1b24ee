"""What a function may never do, whatever it may come to ask for: a promise for each."""

import pytest

from permissions import ARNS, Grant, grants
from template import as_list, functions, resources, statements

ROLES = [each["Role"]["Fn::GetAtt"][0] for each in functions().values()]

WRITING = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")


def on(name: str, role: str) -> list[Grant]:
    """Return what a role is granted on a resource, or on something in it."""
    return [each for each in grants(role) if each.resource.startswith(ARNS[name])]


def test_the_notifier_cannot_read_the_archive() -> None:
    """It tells what was decided; whoever takes it over finds no page to change."""
    assert on("ArchiveBucket", "NotifyRole") == []
    assert [each for each in grants("NotifyRole") if each.action.startswith("s3:")] == []


def test_the_site_cannot_publish() -> None:
    """What renders the words of strangers must not be able to tell anybody anything."""
    assert [each for each in grants("SiteRole") if each.action.startswith("sns:")] == []
    policies = resources("AWS::SNS::TopicPolicy").values()
    assert "SiteRole" not in str([list(statements(each)) for each in policies])


def test_the_checker_cannot_subscribe() -> None:
    """What reads the pages of strangers knows no topic, and no address of anybody."""
    assert [each for each in grants("CheckRole") if each.action.startswith("sns:")] == []
    allowed = {
        action
        for policy in resources("AWS::SNS::TopicPolicy").values()
        for each in statements(policy)
        for action in as_list(each["Action"])
        if each["Effect"] == "Allow"
    }
    assert allowed == {"sns:Publish"}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_who_subscribed(role: str) -> None:
    """An address that no function can read is in no log of one."""
    allowed = {each.action for each in grants(role) if each.action.startswith("sns:")}
    assert allowed <= {"sns:Publish"}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_deletes_from_the_archive_or_the_history(role: str) -> None:
    """Evidence that a function can delete proves nothing once it was taken over."""
    assert [each for each in on("ArchiveBucket", role) if "Delete" in each.action] == []
    for each in on("Table", role):
        if "Delete" in each.action:
            assert each.partitions
            assert not {"HISTORY#*", "SOURCE#*"} & set(each.partitions)


def test_a_worker_takes_parts_and_hands_none_on() -> None:
    """Whoever reads the pages of strangers must not be able to say what is asked for next."""
    queue = {each.action for each in grants("WorkRole") if each.action.startswith("sqs:")}
    assert queue == {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"}
    assert [each for each in grants("WorkRole") if each.action.startswith("sns:")] == []


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"CheckRole", "WorkRole"}))
def test_only_a_check_writes_what_sources_said(role: str) -> None:
    """A version that somebody else may write over is not what the publisher said."""
    for each in on("Table", role):
        if each.action in WRITING:
            assert each.partitions
            assert not {"HISTORY#*", "SOURCE#*"} & set(each.partitions)
