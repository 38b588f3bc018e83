"""Faults and switches in plain words, grouped, for whoever turns them on from the page."""

from typing import Any

from daraja_sandbox.world.codes import REFUSALS, stk_texts
from daraja_sandbox.world.faults import FAULTS, call_names
from daraja_sandbox.world.switches import CHOICES, DEFAULTS, FLAGS

#: (title, what it is about, {fault: (short name, one sentence)})
GROUPS: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
    (
        "The call fails",
        "Safaricom does not look at the call: nothing has happened, whatever the answer looks like.",
        {
            "error_500": ("Server error", "The call is answered with an internal server error (HTTP 500)."),
            "html_503": (
                "Web page",
                "The call is answered with the HTML page of Safaricom's edge (HTTP 503).",
            ),
            "empty_body": ("Empty answer", "The call is answered with HTTP 200 and nothing in it."),
            "error_200": (
                "Error as success",
                "The call is answered with HTTP 200 that carries an error code.",
            ),
            "reset": ("Cut line", "The connection is cut before there is any answer."),
            "refuse": ("Refused", "The gateway turns the call away with the refusal that you choose."),
            "token_revoked": ("Token ended", "The access token stops working before its time."),
        },
    ),
    (
        "The answer goes astray",
        "Safaricom does what was asked, and the caller cannot tell.",
        {
            "lose_ack": (
                "Lost answer",
                "The call is carried out, and its answer is cut off or replaced by a web page or an error.",
            ),
            "drip": ("Slow answer", "The answer comes in small drips over as many seconds as you say."),
            "result_first": (
                "Result first",
                "The result arrives before the answer to the call that asked for it.",
            ),
        },
    ),
    (
        "The query misleads",
        "Asking what became of a prompt does not help.",
        {
            "processing": (
                "Still processing",
                "The query says that the prompt is being processed, whatever it is.",
            ),
            "early_failure": (
                "Says failed too early",
                "The query says that nobody answered, while the customer may still pay.",
            ),
        },
    ),
    (
        "It ends badly",
        "The request is accepted, and later comes to nothing or to something else.",
        {
            "result_code": ("Bad result", "The prompt or request ends with the result code that you choose."),
            "queue_timeout": (
                "Queue timeout",
                "The timeout address is told; the request is carried out later, or never.",
            ),
        },
    ),
    (
        "Messages get lost",
        "What Safaricom sends to the callback addresses.",
        {
            "lose_callback": ("Lost message", "The message is never sent."),
            "repeat_callback": ("Message twice", "The message is sent twice."),
            "delay_callback": ("Late message", "The message comes as many seconds late as you say."),
            "reorder_callbacks": (
                "Overtaken message",
                "The next message of its kind arrives before this one.",
            ),
            "both_channels": (
                "Told twice",
                "A payment from a prompt is also confirmed as a payment from the menu.",
            ),
        },
    ),
    (
        "The statement is wrong",
        "The next statement that is downloaded differs from what happened.",
        {
            "drop_row": ("Row missing", "One row is left out."),
            "edit_cent": ("One cent off", "One amount is a cent higher than it was."),
            "repeat_row": ("Row twice", "One row is there twice."),
        },
    ),
)
CALLS = {
    "any": "every call",
    "stk": "prompts (all)",
    "c2b": "payments to a till (all)",
    "result": "payouts, enquiries, reversals (all)",
    "oauth": "sign-in (token)",
    "stkpush": "prompt: ask",
    "stkquery": "prompt: query",
    "register": "register addresses",
    "simulate": "simulate a payment",
    "qr": "QR code",
    "pull": "pull transactions",
    "b2c": "pay a customer (B2C)",
    "b2b": "pay a business (B2B)",
    "tax": "pay tax",
    "status": "transaction status",
    "balance": "account balance",
    "reversal": "reversal",
    "validation": "validation",
    "statement": "statement",
}
#: What a message tells, where its name alone does not say it.
MESSAGES = {"stk": "prompt: how it ended", "c2b": "payment: confirmed"}
HOWS = {
    "close": "the connection is cut",
    "html": "a web page comes instead",
    "error": "HTTP 500 comes instead",
    "then_result": "carried out later",
    "dropped": "never carried out",
    "no_product": "no API product (HTTP 401)",
    "gateway": "a fault of the gateway itself (HTTP 500)",
    "gateway_nested": "a fault of the gateway in an envelope (HTTP 500)",
}
#: Faults for which `seconds` means something.
TIMED = ("drip", "queue_timeout", "delay_callback", "reorder_callbacks")
SWITCHES: dict[str, str] = {
    "prompt_seconds": "How many seconds a prompt rings before it ends unanswered.",
    "stk_confirms_c2b": "A paid prompt is confirmed to the registered confirmation address as well.",
    "validation_seconds": "How many seconds a business has to say yes or no to a payment.",
    "callback_seconds": "How many seconds a receiver has to answer a message.",
    "result_seconds": "How many seconds a payout or enquiry waits before it is carried out.",
    "token_seconds": "How many seconds an access token lives.",
    "stamp_skew_seconds": "How many seconds Safaricom's clock is off in its messages; may be negative.",
    "msisdn_style": "How a payer's number is written in payment confirmations.",
    "stk_phone_style": "How a payer's number is written in the message about a prompt.",
    "stk_balance_item": "What the message about a prompt holds under Balance.",
    "query_in_flight": "How the query answers while a prompt still rings.",
    "query_unknown": "How the query answers for a prompt that it does not know.",
    "wrong_basic_answer": "What a sign-in with wrong keys is answered with.",
    "one_token": "A new access token ends the one before.",
    "register_once": "Callback addresses can be registered only once.",
    "https_only": "Callback addresses must begin with https.",
    "forbidden_url_words": "Callback addresses with words such as mpesa, sql or query are refused.",
    "c2b_charges": "Which account pays the charge of a payment that came in.",
    "b2c_charges": "Which account pays the charge of a payout.",
    "result_shape": "Whether results carry parameters as documented, always in lists, or always as objects.",
    "result_types": "Whether results carry numbers as documented, always as texts, or always as numbers.",
    "timeout_body": "What the timeout address is told: the request itself, or a result.",
    "buygoods_receiver": "Which receiver type a payment to a till must name.",
    "status_not_found": "The code for a transaction that the status enquiry does not find.",
    "credential_timestamp": "The security credential may end in a time stamp.",
    "qr_response_code": "What a QR code's answer carries as its response code.",
    "pull_status_key": "The name of the status in the answer to a pull.",
    "pull_zone": "The time zone of a pull's times.",
    "statement_ties": "Which of two rows of the same second a statement shows first.",
    "failed_rows": "Refused payments show on the statement as failed.",
}


def _hows(fault: str) -> list[str]:
    """The variants; a success, which `result_code` can order too, comes last."""
    return sorted((how for how in FAULTS[fault].hows if how), key=lambda how: how == "0")


def _how(fault: str, how: str) -> str:
    if fault == "result_code":
        return f"{how}: {stk_texts(how)[0]}"
    if how in REFUSALS:
        status, code, message = REFUSALS[how]
        return f"{code} {message or '(no message)'} (HTTP {status})"
    return HOWS[how]


def fault_groups() -> list[dict[str, Any]]:
    """Every fault with its sentence, the calls it can be for, its variants, and whether seconds matter."""
    return [
        {
            "title": title,
            "about": about,
            "faults": [
                {
                    "fault": fault,
                    "name": name,
                    "sentence": sentence,
                    "calls": [{"call": call, "words": CALLS[call]} for call in call_names(FAULTS[fault])],
                    "hows": [{"how": how, "words": _how(fault, how)} for how in _hows(fault)],
                    "timed": fault in TIMED,
                }
                for fault, (name, sentence) in faults.items()
            ],
        }
        for title, about, faults in GROUPS
    ]


def switch_list() -> list[dict[str, Any]]:
    """Every switch with its sentence and what it may be: a choice, on or off, or seconds."""
    return [
        {
            "switch": name,
            "sentence": sentence,
            "choices": list(CHOICES.get(name, ())),
            "flag": name in FLAGS,
            "usual": DEFAULTS[name],
        }
        for name, sentence in SWITCHES.items()
    ]
