"""Read a secret of AWS Secrets Manager."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import UsageError


def read_secret(client: Any, arn: str) -> str:
    """Return the text of a secret; errors never contain it. Raises `UsageError`."""
    try:
        answer = client.get_secret_value(SecretId=arn)
    except (ClientError, BotoCoreError) as error:
        raise UsageError(f"secret {arn}: expected its value, found {error}") from error
    if "SecretString" not in answer:
        raise UsageError(f"secret {arn}: expected plain text, found binary data")
    return str(answer["SecretString"])
