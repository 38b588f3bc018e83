"""The queues of payment requests."""

PUSH_QUEUE = "mpesa.push"
QUERY_QUEUE = "mpesa.query"
