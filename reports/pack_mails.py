"""What the e-mail with a pack says: the figures of its days in some lines, what needs a look, and where the
workbook is. It is written here for who is sent it and for who looks at it before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings

from core.days import display_day
from core.money import display
from messaging.templates import render
from mpesa.collections.discrepancies import open_cases
from mpesa.measuring.requests import LOSS_TARGET, SUCCESS_TARGET
from mpesa.measuring.spans import By
from reports.kinds import Words
from reports.metrics.measuring import Metrics, measure
from reports.models import WAITING, ReportState
from reports.scheduling import report_of
from users.actors import SYSTEM
from users.languages import language_for
from users.models import Business, Language, User

_DAYS: Final = Words("{first} to {last}", "{first} hadi {last}")
_COLLECTED: Final = Words(
    "Collected: {amount}, by {count} payments", "Zilizokusanywa: {amount}, malipo {count}"
)
_SUCCESS: Final = Words(
    "Payments that succeeded: {value} (at least {target})", "Malipo yaliyofaulu: {value} (angalau {target})"
)
_LOSS: Final = Words(
    "Callbacks that were lost: {value} (under {target})", "Majibu yaliyopotea: {value} (chini ya {target})"
)
# Where nothing was measured, "none" would be read as the figure: payments came, and none of them succeeded.
_NOTHING_ENDED: Final = Words("no payment request ended", "hakuna ombi la malipo lililoisha")
_NOTHING_OWED: Final = Words("none was expected", "hakuna lililotarajiwa")
_LOOK: Final = Words("Needs a look: {what}", "Ya kuangalia: {what}")
_LITTLE_SUCCESS: Final = Words("too few payments succeed", "malipo machache mno yanafaulu")
_MUCH_LOSS: Final = Words("too many callbacks are lost", "majibu mengi mno yanapotea")
_FAILED: Final = Words("payouts that failed: {count}", "malipo ya kutoka yaliyoshindikana: {count}")
_CASES: Final = Words("discrepancies that are open now: {count}", "tofauti zilizo wazi sasa: {count}")
_NOTHING: Final = Words("nothing", "hakuna")
_MISSED: Final = Words(
    "Not sent before this one: {count}. Ask for them on the page.\n\n",
    "Ambazo hazikutumwa kabla ya hii: {count}. Ziombe kwenye ukurasa.\n\n",
)


@dataclass(frozen=True)
class Mail:
    """An e-mail that is not written yet."""

    template: str
    values: dict[str, str]
    language: str

    @property
    def text(self) -> tuple[str, str]:
        """Its subject and its body."""
        return render(self.template, self.language, self.values)


def mail_of(
    *,
    business: Business,
    pack: str,
    of_days: tuple[date, date],
    user: User,
    file_state: str = ReportState.READY,
    missed: int = 0,
) -> Mail:
    """The e-mail with a pack for somebody, in their language, whose workbook is in this state.

    The right of the reader was looked at before.
    """
    first_day, last_day = of_days
    language = language_for(user=user, business=business)
    values = {
        "business": business.name,
        "pack": getattr(report_of(pack).title, language),
        "period": _days(first_day, last_day, language),
        "figures": figures_in_words(business, first_day=first_day, last_day=last_day, language=language),
        "missed": missed_in_words(missed, language),
    }
    if file_state == ReportState.FAILED:
        return Mail("report_pack_not_made", values, language)
    template = "report_pack_in_making" if file_state in WAITING else "report_pack"
    return Mail(template, values | {"address": f"{settings.BASE_URL}/reports"}, language)


def figures_in_words(business: Business, *, first_day: date, last_day: date, language: str) -> str:
    """The lines about the days. The right of the reader was looked at before; no line names a person."""
    found = measure(business=business, actor=SYSTEM, by=By.TILL, first_day=first_day, last_day=last_day)
    total = found.total
    success, loss = total.requests.success, total.requests.loss
    looks = _looks(found, business, language)
    return "\n".join(
        (
            _said(
                _COLLECTED,
                language,
                amount=display(total.collected.received),
                count=total.collected.receipts,
            ),
            _said(
                _SUCCESS,
                language,
                value=_measured(success, _NOTHING_ENDED, language),
                target=_percent(SUCCESS_TARGET),
            ),
            _said(
                _LOSS,
                language,
                value=_measured(loss, _NOTHING_OWED, language),
                target=_percent(LOSS_TARGET),
            ),
            _said(_LOOK, language, what="; ".join(looks) or _said(_NOTHING, language)),
        )
    )


def _days(first_day: date, last_day: date, language: str) -> str:
    if first_day == last_day:
        return display_day(first_day)
    return _said(_DAYS, language, first=display_day(first_day), last=display_day(last_day))


def missed_in_words(missed: int, language: str) -> str:
    """A paragraph about packs that were not sent; empty where there are none."""
    return _said(_MISSED, language, count=missed) if missed else ""


def _looks(found: Metrics, business: Business, language: str) -> list[str]:
    requests, payouts = found.total.requests, found.total.payouts
    failed = payouts.failed if payouts is not None else 0
    cases = open_cases().filter(business=business).count()
    looks = []
    if requests.success is not None and requests.success < SUCCESS_TARGET:
        looks.append(_said(_LITTLE_SUCCESS, language))
    if requests.loss is not None and requests.loss >= LOSS_TARGET:
        looks.append(_said(_MUCH_LOSS, language))
    looks += [
        _said(words, language, count=count) for words, count in ((_FAILED, failed), (_CASES, cases)) if count
    ]
    return looks


def _said(words: Words, language: str, **values: object) -> str:
    return (words.sw if language == Language.SWAHILI else words.en).format(**values)


def _measured(share: Decimal | None, without: Words, language: str) -> str:
    return _said(without, language) if share is None else _percent(share)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f} %"
