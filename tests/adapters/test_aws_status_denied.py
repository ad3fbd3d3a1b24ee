"""Test the probes of a stack without any permission, or with missing parts."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from advisory_watch.adapters.aws_status import PROBES, AwsProbe, StackClients
from advisory_watch.core import doctor_facts as seen
from support.builders import NOON


class Refusing:
    """A client that refuses every call."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __getattr__(self, name: str) -> Any:
        def refuse(*_: object, **__: object) -> Any:
            raise ClientError({"Error": {"Code": self.code, "Message": "no"}}, name)

        return refuse


@pytest.mark.parametrize(
    ("code", "kind"),
    [("AccessDenied", seen.Unobserved), ("ResourceNotFoundException", seen.NotAnswering)],
)
def test_a_refused_probe_is_a_result_and_not_a_crash(code: str, kind: type) -> None:
    """`doctor` is often run first by a role without permissions."""
    outputs = {
        "AlertsTopic": "arn:aws:sns:eu-west-1:1:alerts",
        "OperatorsTopic": "t",
        "CheckFunction": "c",
        "CheckDeadLetters": "u",
    }
    blind = StackClients(client=lambda _: Refusing(code), name="x", outputs=outputs, parameters={})
    facts = list(AwsProbe(blind).look(NOON))
    assert [type(fact) for fact in facts] == [kind] * len(PROBES)
    if kind is seen.Unobserved:
        assert all(getattr(fact, "permission", "") for fact in facts)
