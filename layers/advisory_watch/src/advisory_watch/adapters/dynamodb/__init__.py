"""Store the ledger, the outbox and the marks of runs in one DynamoDB table."""
