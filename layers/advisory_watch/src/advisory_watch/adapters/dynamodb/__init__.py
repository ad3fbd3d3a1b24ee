"""Store the ledger and the outbox in one DynamoDB table."""

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox

__all__ = ["DynamoLedger", "DynamoOutbox"]
