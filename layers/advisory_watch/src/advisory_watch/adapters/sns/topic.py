"""Wrap one SNS topic: publish a message in several forms, or raise if SNS does not accept it."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.message import SUBJECT_MAX_CHARS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_sns.client import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

    from advisory_watch.core.message import Attribute


class Topic:
    """One SNS topic; no other class publishes to it."""

    def __init__(self, client: SNSClient, arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(
        self, name: str, subject: str, forms: Mapping[str, str], attributes: Mapping[str, Attribute]
    ) -> None:
        """Publish one form of a message for each carrier; `name` identifies it in errors.

        Raises `DeliveryFailed`. Letters beyond ASCII are not escaped: an escaped one takes three
        times the room, and SNS limits all forms together to 256 kB.
        """
        try:
            self._client.publish(
                TopicArn=self._arn,
                Subject=_subject(subject),
                Message=json.dumps(forms, ensure_ascii=False),
                MessageStructure="json",
                MessageAttributes={
                    attribute: _attribute(value) for attribute, value in attributes.items()
                },
            )
        except (ClientError, BotoCoreError) as error:
            raise DeliveryFailed(f"{name}: expected SNS to accept it, found {error}") from error


def _subject(text: str) -> str:
    """Make the subject acceptable to SNS: a name with an accent must not stop an alert."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = "".join(character if character.isprintable() else " " for character in ascii_text)
    return " ".join(plain.split())[:SUBJECT_MAX_CHARS]


def _attribute(value: Attribute) -> MessageAttributeValueTypeDef:
    """Convert a value to the attribute type that filter policies expect."""
    match value:
        case str():
            return {"DataType": "String", "StringValue": value}
        case int():
            return {"DataType": "Number", "StringValue": str(value)}
        case _:
            return {"DataType": "String.Array", "StringValue": json.dumps(value)}
