"""What is written to people, in English and in Swahili.

A template is named for its occasion and has the same placeholders in every language. A text message has no
subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from core.text import one_line
from users.models import Language


@dataclass(frozen=True)
class Text:
    """One template in one language; `{name}` stands for a value."""

    body: str
    subject: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        parsed = [*Formatter().parse(self.body), *Formatter().parse(self.subject)]
        return frozenset(name for _, name, _, _ in parsed if name is not None)


_EN, _SW = Language.ENGLISH.value, Language.SWAHILI.value

TEMPLATES: dict[str, dict[str, Text]] = {
    "payout_sent": {
        _EN: Text("{business} is sending you {amount} by M-Pesa: {what}."),
        _SW: Text("{business} inakutumia {amount} kwa M-Pesa: {what}."),
    },
    "payout_paid": {
        _EN: Text("{business} has paid you {amount} by M-Pesa, receipt {receipt}: {what}."),
        _SW: Text("{business} imekulipa {amount} kwa M-Pesa, risiti {receipt}: {what}."),
    },
    "payout_failed": {
        _EN: Text("{business} could not pay you {amount} by M-Pesa: {what}. Ask them, they know why."),
        _SW: Text("{business} haikuweza kukulipa {amount} kwa M-Pesa: {what}. Waulize, wanajua sababu."),
    },
    "invoice_issued": {
        _EN: Text(
            "{business}: invoice {number} for {total}, to be paid by {due_on}. {how}",
            "Invoice {number} of {business}",
        ),
        _SW: Text(
            "{business}: ankara {number} ya {total}, ilipwe kufikia {due_on}. {how}",
            "Ankara {number} ya {business}",
        ),
    },
    "invoice_due": {
        _EN: Text(
            "{business}: {due} of invoice {number} is to be paid by {due_on}. {how}",
            "Invoice {number} of {business} is due on {due_on}",
        ),
        _SW: Text(
            "{business}: {due} za ankara {number} zilipwe kufikia {due_on}. {how}",
            "Ankara {number} ya {business} ilipwe kufikia {due_on}",
        ),
    },
    "invoice_overdue": {
        _EN: Text(
            "{business}: {due} of invoice {number} was to be paid by {due_on}. Please pay it now. {how}",
            "Invoice {number} of {business} is overdue",
        ),
        _SW: Text(
            "{business}: {due} za ankara {number} zilipaswa kulipwa kufikia {due_on}. Tafadhali lipa sasa."
            " {how}",
            "Ankara {number} ya {business} imechelewa",
        ),
    },
    "payment_received": {
        _EN: Text(
            "{business} has received {amount}, {receipt}. Your balance: {balance}.",
            "{business} has received {amount}",
        ),
        _SW: Text(
            "{business} imepokea {amount}, {receipt}. Salio lako: {balance}.",
            "{business} imepokea {amount}",
        ),
    },
    "sale_receipt": {
        _EN: Text("{business}: you have paid {amount}, receipt {number}. Thank you."),
        _SW: Text("{business}: umelipa {amount}, risiti {number}. Asante."),
    },
    "sign_up_code": {
        _EN: Text(
            "{code} is your code to sign up with {business}. It ends in {minutes} minutes. Tell nobody."
        ),
        _SW: Text(
            "{code} ni nambari yako ya kujisajili na {business}. Itaisha baada ya dakika {minutes}."
            " Usimwambie mtu yeyote."
        ),
    },
    "pin_reset_code": {
        _EN: Text(
            "{code} is your code for a new PIN with {business}. It ends in {minutes} minutes. Tell nobody. If"
            " you did not ask for it, do nothing."
        ),
        _SW: Text(
            "{code} ni nambari yako ya kuweka PIN mpya ya {business}. Itaisha baada ya dakika {minutes}."
            " Usimwambie mtu yeyote. Kama hukuiomba, usifanye chochote."
        ),
    },
    "member_invite": {
        _EN: Text(
            "You are invited to work with {business} on Hesabu: {address}#{token} is your invitation, until"
            " {until}. It works once; do not pass it on.",
            "Your invitation to {business}",
        ),
        _SW: Text(
            "Umealikwa kufanya kazi na {business} kwenye Hesabu: {address}#{token} ni mwaliko wako, hadi"
            " {until}. Hufanya kazi mara moja tu; usimpe mtu mwingine.",
            "Mwaliko wako wa {business}",
        ),
    },
    "password_reset_code": {
        _EN: Text(
            "{code} is your code for a new Hesabu password, for {username} at {address}/account. It works"
            " once, within an hour. If you did not ask for it, do nothing.",
            "A new password for Hesabu",
        ),
        _SW: Text(
            "{code} ni nambari yako ya kuweka nenosiri jipya la Hesabu, kwa {username}, {address}/account."
            " Hufanya kazi mara moja, ndani ya saa moja. Kama hukuiomba, usifanye chochote.",
            "Nenosiri jipya la Hesabu",
        ),
    },
    "contact_code": {
        _EN: Text(
            "{code} confirms that {username} recovers a forgotten Hesabu password here ({address}/account)."
            " It works once, within an hour. If this is not you, do nothing.",
            "Your recovery contact for Hesabu",
        ),
        _SW: Text(
            "{code} inathibitisha kwamba {username} atarejesha nenosiri la Hesabu hapa ({address}/account)."
            " Hufanya kazi mara moja, ndani ya saa moja. Kama si wewe, usifanye chochote.",
            "Mawasiliano yako ya kurejesha nenosiri la Hesabu",
        ),
    },
    "password_changed": {
        _EN: Text(
            "The Hesabu password of {username} was changed. If it was not you, choose a new one at"
            " {address}/account at once, and tell the owner of your business.",
            "Your Hesabu password was changed",
        ),
        _SW: Text(
            "Nenosiri la Hesabu la {username} limebadilishwa. Kama si wewe, weka jipya mara moja kwenye"
            " {address}/account, na umwambie mwenye biashara.",
            "Nenosiri lako la Hesabu limebadilishwa",
        ),
    },
    "contact_changed": {
        _EN: Text(
            "A forgotten Hesabu password of {username} is not recovered here any more. If you did not change"
            " that, change your password at {address}/account at once, and tell the owner of your business.",
            "Your recovery contact for Hesabu was changed",
        ),
        _SW: Text(
            "Nenosiri la Hesabu la {username} halitarejeshwa tena hapa. Kama hukubadilisha hilo, badilisha"
            " nenosiri lako mara moja kwenye {address}/account, na umwambie mwenye biashara.",
            "Mawasiliano yako ya kurejesha nenosiri la Hesabu yamebadilishwa",
        ),
    },
    "alert_opened": {
        _EN: Text(
            "{severity} {code} for {business}, since {since}:\n\n{detail}\n\nWhat to do: docs/operations.md.",
            "Hesabu alert: {code}, {business}",
        ),
        _SW: Text(
            "{severity} {code} kwa {business}, tangu {since}:\n\n{detail}\n\nLa kufanya: docs/operations.md.",
            "Tahadhari ya Hesabu: {code}, {business}",
        ),
    },
    "alerts_opened": {
        _EN: Text("{business}, open:\n{alerts}\n{address}", "Hesabu alert: {business}"),
        _SW: Text("{business}, wazi:\n{alerts}\n{address}", "Tahadhari ya Hesabu: {business}"),
    },
    "alerts_cleared": {
        _EN: Text("{business}, over:\n{alerts}\n{address}", "Hesabu, over: {business}"),
        _SW: Text("{business}, yameisha:\n{alerts}\n{address}", "Hesabu, yameisha: {business}"),
    },
    "alert_test": {
        _EN: Text(
            "{business}: a test. You will be told of alerts here. When not to write to you: {address}",
            "Hesabu, a test: {business}",
        ),
        _SW: Text(
            "{business}: jaribio. Utaarifiwa tahadhari hapa. Wakati usioandikiwa: {address}",
            "Hesabu, jaribio: {business}",
        ),
    },
    "report_pack": {
        _EN: Text(
            "{business}, {period}.\n\n{figures}\n\n{missed}The workbook, for seven days and for you alone,"
            " once you have signed in: {address}",
            "{pack} of {business}, {period}",
        ),
        _SW: Text(
            "{business}, {period}.\n\n{figures}\n\n{missed}Kitabu cha kazi, kwa siku saba na kwako peke yako,"
            " ukishaingia: {address}",
            "{pack}, {business}, {period}",
        ),
    },
    "report_pack_in_making": {
        _EN: Text(
            "{business}, {period}.\n\n{figures}\n\n{missed}The workbook is being made. Soon it is, for"
            " seven days and for you alone, once you have signed in: {address}",
            "{pack} of {business}, {period}",
        ),
        _SW: Text(
            "{business}, {period}.\n\n{figures}\n\n{missed}Kitabu cha kazi kinatengenezwa. Muda si mrefu"
            " kitakuwa tayari, kwa siku saba na kwako peke yako, ukishaingia: {address}",
            "{pack}, {business}, {period}",
        ),
    },
    "report_pack_not_made": {
        _EN: Text(
            "{business}, {period}.\n\n{figures}\n\n{missed}The workbook could not be made, although it was"
            " tried several times. Those who run this Hesabu have been told.",
            "{pack} of {business}, {period}, without its workbook",
        ),
        _SW: Text(
            "{business}, {period}.\n\n{figures}\n\n{missed}Kitabu cha kazi hakikuweza kutengenezwa, ingawa"
            " kilijaribiwa mara kadhaa. Wanaoendesha Hesabu hii wameambiwa.",
            "{pack}, {business}, {period}, bila kitabu cha kazi",
        ),
    },
    "ledger_heads": {
        _EN: Text(
            "The newest seal of each business on {day}, one a line. Keep this message: with these lines in a"
            " file, verify_ledger --heads FILE shows whether the books were changed afterwards.\n\n{heads}\n"
            "\nThe guards of the database, for verify_ledger --guards: {guards}\n",
            "Heads of the ledger, {day}",
        ),
        _SW: Text(
            "Muhuri mpya zaidi wa kila biashara tarehe {day}, mmoja kila mstari. Tunza ujumbe huu: mistari"
            " hii ikiwa kwenye faili, verify_ledger --heads FILE huonyesha kama vitabu vilibadilishwa"
            " baadaye.\n\n{heads}\n\n"
            "Walinzi wa hifadhidata, kwa verify_ledger --guards: {guards}\n",
            "Vichwa vya leja, {day}",
        ),
    },
}


def render(template: str, language: str, values: dict[str, str]) -> tuple[str, str]:
    """(subject, body) of a template with its values; an unknown template or value is a fault of ours."""
    text = TEMPLATES[template][language]
    if text.placeholders != values.keys():
        raise ValueError(f"{template} wants {sorted(text.placeholders)}, not {sorted(values)}")
    subject = one_line(text.subject.format_map(values))  # a header has one line
    return subject, text.body.format_map(values)
