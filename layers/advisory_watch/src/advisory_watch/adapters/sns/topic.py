"""A topic in our words: publish one message in several forms, or learn that nobody took it."""

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
    """One SNS topic: only here is something published to it."""

    def __init__(self, client: SNSClient, arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(
        self, name: str, subject: str, forms: Mapping[str, str], attributes: Mapping[str, Attribute]
    ) -> None:
        """Publish the forms of a message, by carrier; `name` is what an error calls it.

        Raises `DeliveryFailed`. Letters stay as they are, since an escaped one takes thrice
        the room, and SNS takes 256 kB for all forms together.
        """
        try:
            self._client.publish(
                TopicArn=self._arn,
                Subject=_subject(subject),
                Message=json.dumps(forms, ensure_ascii=False),
                MessageStructure="json",
                MessageAttributes={each: _attribute(value) for each, value in attributes.items()},
            )
        except (ClientError, BotoCoreError) as error:
            raise DeliveryFailed(f"{name}: expected SNS to accept it, found {error}") from error


def _subject(text: str) -> str:
    """Make sure that SNS takes the subject: a name with an accent must not stop an alert."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = "".join(each if each.isprintable() else " " for each in ascii_text)
    return " ".join(plain.split())[:SUBJECT_MAX_CHARS]


def _attribute(value: Attribute) -> MessageAttributeValueTypeDef:
    """Write a value in the type that filter policies expect of it."""
    match value:
        case str():
            return {"DataType": "String", "StringValue": value}
        case int():
            return {"DataType": "Number", "StringValue": str(value)}
        case _:
            return {"DataType": "String.Array", "StringValue": json.dumps(value)}
