"""The enums of statements, proofs and exceptions."""

from __future__ import annotations

from graphql_api.enums import described
from reconciliation import models
from reconciliation.accounts import AccountKind
from reconciliation.exceptions.ages import Age
from reconciliation.exceptions.proposing import Action
from reconciliation.runs.proof import TermKind, Why
from reconciliation.runs.rulesets import Rule

StatementAccount = described(
    AccountKind,
    "StatementAccount",
    "Which account a statement is of: one that Safaricom keeps for a shortcode, or one at a bank.",
    UTILITY="M-Pesa: where PayBill payments arrive.",
    WORKING="M-Pesa: from where money goes to the bank.",
    CHARGES_PAID="M-Pesa: from where Safaricom takes its charges.",
    SETTLEMENT="M-Pesa: on its way to the bank.",
    MERCHANT="M-Pesa: where payments to a Buy Goods till arrive.",
    BANK="A bank account: `bankAccount` says which.",
)
StatementState = described(
    models.StatementState,
    "StatementState",
    "How far a statement file has come.",
    UPLOADED="It waits to be read.",
    READING="It is being read.",
    ADMITTED="It agrees with itself and with what was known: its rows are part of the verified statement.",
    QUARANTINED="Nothing of it counts: its balances do not hold together, or not with what is verified.",
    RESTATED="Nothing of it counts yet: it would change what is verified, and waits for two people.",
    REFUSED="It could not be read; `problems` say why.",
    WITHDRAWN="A person took it back; nothing of it counts.",
    SUPERSEDED="A later file replaced it.",
)
RunState = described(
    models.RunState,
    "ReconciliationState",
    "How far a proof has come.",
    QUEUED="It waits to begin.",
    RUNNING="It is under way.",
    DONE="Its figures are there.",
    FAILED="It could not be made; `problem` says why.",
)
ProofTerm = described(
    TermKind,
    "ProofTerm",
    "What stands between the statement and the books.",
    RECEIPTS_NOT_ON_STATEMENT="Receipts that are booked and not on the statement; added to it.",
    PAYOUTS_NOT_ON_STATEMENT="Payouts that are booked and not on the statement; taken from it.",
    CREDITS_NOT_BOOKED="Money that came in by the statement and is not booked; taken from it.",
    DEBITS_NOT_BOOKED="Money that went out by the statement and is not booked; added to it.",
    SWEEPS_IN_FLIGHT="Money on its way between own accounts; added to it.",
)
ItemReason = described(
    Why,
    "ReconciliationItemReason",
    "Why an item stands in the proof.",
    NOT_ON_STATEMENT="It is booked, and the statement has nothing of it.",
    NOT_BOOKED="The statement has it, and the books do not.",
    AMOUNT_DIFFERS="Both have it, with different amounts.",
    BOOKED_TWICE="The books have it more often than the statement.",
    ON_STATEMENT_TWICE="The statement has it more often than the books.",
    UNCOVERED="No admitted file covers its time; of exceptions only.",
)
MatchRule = described(
    Rule,
    "MatchRule",
    "Why a row of the statement and a booking are one thing.",
    RECEIPT_LEG_AMOUNT="The same receipt, movement and amount.",
    RECEIPT_AMOUNT="The same receipt and amount; the row's words say nothing of the movement.",
    OWN_SWEEP="The same receipt and amount, and its other side stands on another statement of ours.",
    CHARGE_TO_PRINCIPAL="A charge, by the receipt that the row refers to.",
    REVERSAL_OF_ORIGINAL="A reversal, by the receipt that the row refers to.",
    ALIAS="The booking knows another id of the row, with the same amount.",
    UNIQUE_FACTS="A booking without receipt: the only one with this amount, account number and payer.",
    SUM_OF_ROWS="Several rows of one payer and day are together the booking, in only one way.",
    SUM_OF_BOOKINGS="Several bookings of one payer and day are together the row, in only one way.",
    NAMED_RECEIPT="A bank's words name the receipt of the booking, with the same amount.",
    AMOUNT_IN_DAYS="Of a bank: the same amount on the same day, or the only one of it within a few days.",
)
ExceptionKind = described(
    models.ExceptionKind,
    "ReconciliationExceptionKind",
    "What kind of open item it is.",
    MISSING_IN_LEDGER="The statement has it, and the books have not.",
    MISSING_ON_STATEMENT="The books have it, and the statement has not; its age says if it may yet come.",
    AMOUNT_DIFFERS="Both have it, with different amounts.",
    DUPLICATE="One side has it more often than the other.",
    REVERSED="M-Pesa took something back, and only one side says so.",
    UNLINKED_CHARGE="A charge of Safaricom that is not booked.",
    SWEEP_IN_FLIGHT="Money on its way between own accounts.",
    UNKNOWN_ROW="A row of the statement that nobody understood.",
    UNCOVERED="Days of which no statement is known.",
)
ExceptionState = described(
    models.ExceptionState,
    "ReconciliationExceptionState",
    "How an exception stands.",
    OPEN="Somebody has to look at it.",
    PROPOSED="A correction waits for another person's answer.",
    CLOSED="It is done, and stays as it was closed.",
)
ExceptionEnd = described(
    models.ClosedAs,
    "ReconciliationExceptionEnd",
    "How an exception was closed.",
    CLEARED="A later proof has both sides of it.",
    BOOKED="It was booked as by a callback.",
    CORRECTED="A posting made the books agree with the statement.",
    SPLIT="The same, over several accounts.",
    WRITTEN_OFF="It was booked as lost.",
    TIED="An entry that was there stands for it.",
)
ExceptionAge = described(
    Age,
    "ReconciliationExceptionAge",
    "How long it has been open, as accountants say it.",
    IN_TRANSIT="Of yesterday or today: it may just be under way.",
    OUTSTANDING="Up to a week old: it should have come.",
    OVERDUE="Older than a week: it will not come by itself.",
)
ExceptionAction = described(
    Action,
    "ReconciliationExceptionAction",
    "What can be done about it.",
    CARRY="Leave it open and say why.",
    TIE="Say which entry it is.",
    CORRECT="Book the other side on one account.",
    SPLIT="Book the other side on several accounts.",
    WRITE_OFF="Book it as lost.",
)
