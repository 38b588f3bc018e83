"""Which statement row is which booked row: exclusive passes, each row used at most once.

1. RECEIPT_LEG_AMOUNT: receipt + leg + cents, the same thing on both sides; several charges of one receipt
   each once. RECEIPT_AMOUNT: a row whose kind nobody understood (UNKNOWN) has no leg and is paired by receipt
   + cents with what the first pass left.
2. OWN_SWEEP: a row whose other side stands on another statement of ours is our own sweep, whatever its
   words.
3. CHARGE_TO_PRINCIPAL, REVERSAL_OF_ORIGINAL: a charge or a reversal that stands under a receipt of its own,
   by the receipt that its Linked Transaction ID or its Details name + leg + cents: where Safaricom puts such
   rows is not settled (reference/daraja, "Receipts are not row keys").
4. ALIAS: a booked row that knows another id of the movement (CheckoutRequestID, ConversationID, a row that a
   person tied to it), with the same cents.
   Then receipt + leg, same direction, other cents: an amount conflict, no match.
5. UNIQUE_FACTS: a booking without receipt, by amount + account number + payer within a window of days, when
   there is exactly one candidate on each side.
6. SUM_OF_ROWS, SUM_OF_BOOKINGS: few rows of one payer and day that make one of the other side, when the whole
   search finds exactly one way. What 5 and 6 find in several ways are suggestions, never matches.
What is left is on one side only; when it repeats a row of its own side, it is listed as a duplicate.

The result depends on the rows, not on their order: equal rows are a group, paired first with first, by
`ordinal` (by `row_key` where several statements are joined) and by `seal`, then `reference`. Only the first
passes look at all rows, and their pairs share a receipt: frames split by a hash of the receipt can be matched
part by part, and all else runs over what all parts leave (`in_parts`). Cents stay 64-bit integers:
nothing is merged, so nothing turns into a float.
"""

from reconciliation.runs.matching.bank import match_bank
from reconciliation.runs.matching.results import Matches
from reconciliation.runs.matching.sides import BOOKED_COLUMNS, LEGS
from reconciliation.runs.matching.whole import First, in_parts, match

__all__ = ["BOOKED_COLUMNS", "LEGS", "First", "Matches", "in_parts", "match", "match_bank"]
