"""Actions that a function must never be permitted, even if its code asks for them."""

import pytest

from support.aws.iam_permissions import ARNS, Grant, grants
from support.aws.template import as_list, functions, resources, statements

ROLES = [properties["Role"]["Fn::GetAtt"][0] for properties in functions().values()]

WRITING = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")


def on(name: str, role: str) -> list[Grant]:
    """Return what a role is granted on a resource, or on something inside it."""
    return [grant for grant in grants(role) if grant.resource.startswith(ARNS[name])]


def test_the_notifier_cannot_read_the_archive() -> None:
    """The notify function only sends alerts; an intruder in it must not change a page."""
    assert on("ArchiveBucket", "NotifyRole") == []
    assert [grant for grant in grants("NotifyRole") if grant.action.startswith("s3:")] == []


def test_the_site_cannot_publish() -> None:
    """The site function renders publishers' text, so it must not be able to send a message."""
    assert [grant for grant in grants("SiteRole") if grant.action.startswith("sns:")] == []
    policies = resources("AWS::SNS::TopicPolicy").values()
    assert "SiteRole" not in str([list(statements(policy)) for policy in policies])


def test_the_checker_cannot_subscribe() -> None:
    """The check function parses publishers' pages, so it must not reach topics or addresses."""
    assert [grant for grant in grants("CheckRole") if grant.action.startswith("sns:")] == []
    allowed = {
        action
        for policy in resources("AWS::SNS::TopicPolicy").values()
        for statement in statements(policy)
        for action in as_list(statement["Action"])
        if statement["Effect"] == "Allow"
    }
    assert allowed == {"sns:Publish"}


@pytest.mark.parametrize("role", ROLES)
def test_no_function_sees_who_subscribed(role: str) -> None:
    """An address that no function can read cannot appear in a log."""
    allowed = {grant.action for grant in grants(role) if grant.action.startswith("sns:")}
    assert allowed <= {"sns:Publish"}


@pytest.mark.parametrize("role", ROLES)
def test_no_function_deletes_from_archive_or_history(role: str) -> None:
    """Evidence that a function can delete proves nothing once an intruder controls the function."""
    assert [grant for grant in on("ArchiveBucket", role) if "Delete" in grant.action] == []
    for grant in on("Table", role):
        if "Delete" in grant.action:
            assert grant.partitions
            assert not {"HISTORY#*", "SOURCE#*"} & set(grant.partitions)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"CheckRole"}))
def test_only_checks_write_versions(role: str) -> None:
    """A version that another function can overwrite is not proof of the publisher's words."""
    for grant in on("Table", role):
        if grant.action in WRITING:
            assert grant.partitions
            assert not {"HISTORY#*", "SOURCE#*"} & set(grant.partitions)
