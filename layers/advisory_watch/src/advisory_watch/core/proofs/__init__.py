"""What evidence proves: pure judgements on what lies in ledger and archive."""
