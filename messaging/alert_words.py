"""What alerts are called when people are written to; the console says more (frame/texts.js)."""

from __future__ import annotations

from typing import Final

from users.models import Language

#: Code -> what it is called in English and in Swahili.
TITLES: Final[dict[str, tuple[str, str]]] = {
    "AMOUNT_DIFFERS": ("another amount came than was asked for", "kiasi tofauti na kilichoombwa kimelipwa"),
    "CREDENTIALS_OLD": ("credentials are older than 90 days", "siri zina zaidi ya siku 90"),
    "DEAD_LETTER": ("something cannot be worked through", "kitu hakiwezi kushughulikiwa"),
    "CHAIN_HOLE": ("money moved that nobody reported", "pesa zilisogea bila kuripotiwa"),
    "ENQUIRY_UNANSWERED": ("Safaricom did not answer a question", "Safaricom haikujibu swali"),
    "ETIMS_STUCK": ("KRA has not signed invoices", "KRA haijasaini ankara"),
    "HEADS_NOT_KEPT": ("heads of the ledger are not kept", "vichwa vya leja havitunzwi"),
    "HOOKS_FILLING": ("it gets what nobody can read", "inapokea kisichosomeka"),
    "INBOX_BEHIND": ("callbacks wait to be worked through", "majibu yanasubiri kushughulikiwa"),
    "INITIATOR_REFUSED": ("Safaricom refuses its operator", "Safaricom inamkataa mwendeshaji wake"),
    "LEDGER_BROKEN": ("the books do not hold", "vitabu havilingani"),
    "MARKET_OVERDUE": ("a market has no result in time", "soko halina matokeo kwa wakati"),
    "PACK_NOT_MADE": ("reports went out without their workbook", "ripoti zilitumwa bila kitabu cha kazi"),
    "PAYOUT_FLOAT_SHORT": ("it does not hold what is to be paid out", "haina pesa za kulipa yanayosubiri"),
    "PAYOUT_LINE_STOPPED": ("Safaricom refuses its payouts", "Safaricom inakataa malipo yake ya kutoka"),
    "PAYOUT_PAID_TWICE": ("a payout may be paid twice", "malipo ya kutoka huenda yamelipwa mara mbili"),
    "PAYOUT_SCHEDULE_HELD": ("a payment that recurs was not made", "malipo yanayojirudia hayakufanyika"),
    "PAYOUT_UNKNOWN": ("what became of payouts is not known", "haijulikani malipo ya kutoka yalifikaje"),
    "PAYOUTS_FAIL": ("many of its payouts fail", "malipo yake mengi ya kutoka yanashindwa"),
    "PRIZES_UNPAID": ("prizes are not paid in time", "zawadi hazijalipwa kwa wakati"),
    "PULL_FAILS": ("Safaricom does not list its payments", "Safaricom haiorodheshi malipo yake"),
    "QUERIES_FAIL": ("Safaricom does not answer questions", "Safaricom haijibu maswali"),
    "RETIRED_ADDRESS_USED": ("its old address is still used", "anwani yake ya zamani bado inatumika"),
    "REFUND_PAID_TWICE": ("a payment may be given back twice", "huenda malipo yamerejeshwa mara mbili"),
    "REQUEST_SILENT": ("a payment waits for its answer", "malipo yanasubiri jibu"),
    "REQUESTS_FAIL": ("many payment requests fail", "maombi mengi ya malipo yanashindwa"),
    "SUSPENSE_OLD": ("money waits for its owner in Suspense", "pesa zinasubiri mwenyewe kwenye Suspense"),
    "TILL_SILENT": ("nothing comes from M-Pesa", "hakuna kinachotoka M-Pesa"),
    "TOKEN_FAILS": ("Safaricom does not let it in", "Safaricom haikubali"),
    "WORK_FAILS": ("some work fails", "kazi fulani inashindwa"),
}
_URGENT: Final = {Language.ENGLISH.value: "URGENT: ", Language.SWAHILI.value: "HARAKA: "}
_SINCE: Final = {Language.ENGLISH.value: "since", Language.SWAHILI.value: "tangu"}
_MORE: Final = {Language.ENGLISH.value: "and {count} more", Language.SWAHILI.value: "na nyingine {count}"}


def title_of(code: str, language: str) -> str:
    """The code itself in words where nobody has named it."""
    english, swahili = TITLES.get(code, (code.lower().replace("_", " "),) * 2)
    return swahili if language == Language.SWAHILI.value else english


def line_of(code: str, language: str, *, about: str, at: str, urgent: bool) -> str:
    """One alert in one line; `about` names its thing, if that has a name that may be told."""
    named = f"{about}: " if about else ""
    first = _URGENT[language] if urgent else ""
    return f"{first}{named}{title_of(code, language)}, {_SINCE[language]} {at}"


def more(count: int, language: str) -> str:
    """What stands below a list that is cut."""
    return _MORE[language].format(count=count)
