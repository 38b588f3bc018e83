from __future__ import annotations

from core.machine.alerts import register_alert_listener
from core.machine.jobs import register_queue
from messaging.alerting import tell_of_alert
from messaging.outbox import send_email, send_sms
from messaging.telling import TELLING_QUEUE, wake_telling
from users.texts import register_message_writer


def wire() -> None:
    register_message_writer("sms", send_sms)
    register_message_writer("email", send_email)
    register_alert_listener("messaging", tell_of_alert)
    register_alert_listener("messaging.alerts", wake_telling)
    register_queue(TELLING_QUEUE, cluster="core", drain="messaging.telling.tell_recipients")
    register_queue("messaging.outbox", cluster="core", drain="messaging.sending.send_messages")
