"""The queues of payouts; they have a cluster of their own, so that nothing delays them."""

SEND_QUEUE = "payouts.send"
LOOK_QUEUE = "payouts.look"
SCHEDULE_QUEUE = "payouts.schedules"
