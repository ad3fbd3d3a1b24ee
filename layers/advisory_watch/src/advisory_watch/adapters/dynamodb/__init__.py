"""Store the ledger, the outbox and the marks of runs in one DynamoDB table."""

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoEventQueue, DynamoOutbox
from advisory_watch.adapters.dynamodb.system_log import DynamoSystemLog

__all__ = ["DynamoEventQueue", "DynamoLedger", "DynamoOutbox", "DynamoSystemLog"]
