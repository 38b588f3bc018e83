import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Exceptions", says: "What proofs left open: each is carried by name until it clears. J and K go down and up, Enter opens.",
    back: "Reconciliation", open: "Open", closed: "Closed", search: "Receipt or entry", kind: "Kind", age: "Age", owner: "Who", state: "State",
    what: "What", amount: "Amount", till: "Till", proposed: "Proposed", days: "{count} days", day: "1 day", today: "today",
    nothing: "Nothing is open", nothingSays: "No proof lists anything that is still open.", none: "No exceptions are closed yet", nobody: "Nobody", look: "Look at it",
    MISSING_IN_LEDGER: "Not in the books", MISSING_ON_STATEMENT: "Not on the statement", AMOUNT_DIFFERS: "Amounts differ", DUPLICATE: "One side has it more often",
    REVERSED: "Taken back, on one side", UNLINKED_CHARGE: "A charge that is not booked", SWEEP_IN_FLIGHT: "On its way between own accounts", UNKNOWN_ROW: "A row that nobody understood",
    UNCOVERED: "Days without a statement", OPEN: "Open", PROPOSED: "Waits for approval", CLOSED: "Closed", IN_TRANSIT: "In transit", OUTSTANDING: "Outstanding", OVERDUE: "Overdue",
    ME: "Mine", SOMEBODY: "Somebody’s", NOBODY: "Nobody’s", CARRY: "Carry", TIE: "Tie to an entry", CORRECT: "Correct", SPLIT: "Split", WRITE_OFF: "Write off",
    CLEARED: "Cleared by a proof", BOOKED: "Booked", CORRECTED: "Corrected", SPLIT_DONE: "Split", WRITTEN_OFF: "Written off", TIED: "Tied",
  },
  sw: {
    title: "Tofauti", says: "Yaliyoachwa wazi na uthibitisho: kila moja hubebwa kwa jina hadi litatuliwe. J na K hushuka na kupanda, Enter hufungua.",
    back: "Ulinganisho", open: "Wazi", closed: "Zilizofungwa", search: "Risiti au ingizo", kind: "Aina", age: "Umri", owner: "Nani", state: "Hali",
    what: "Nini", amount: "Kiasi", till: "Tili", proposed: "Pendekezo", days: "siku {count}", day: "siku 1", today: "leo",
    nothing: "Hakuna lililo wazi", nothingSays: "Hakuna uthibitisho ulio na jambo ambalo bado liko wazi.", none: "Hakuna tofauti iliyofungwa bado", nobody: "Hakuna", look: "Angalia",
    MISSING_IN_LEDGER: "Halipo vitabuni", MISSING_ON_STATEMENT: "Halipo kwenye taarifa", AMOUNT_DIFFERS: "Viasi vinatofautiana", DUPLICATE: "Upande mmoja unalo mara nyingi",
    REVERSED: "Imerudishwa, upande mmoja", UNLINKED_CHARGE: "Ada isiyoandikwa", SWEEP_IN_FLIGHT: "Iko njiani kati ya akaunti zetu", UNKNOWN_ROW: "Mstari usioeleweka",
    UNCOVERED: "Siku bila taarifa", OPEN: "Wazi", PROPOSED: "Inasubiri idhini", CLOSED: "Imefungwa", IN_TRANSIT: "Njiani", OUTSTANDING: "Inasubiriwa", OVERDUE: "Imechelewa",
    ME: "Zangu", SOMEBODY: "Za mtu", NOBODY: "Zisizo na mtu", CARRY: "Beba mbele", TIE: "Unganisha na ingizo", CORRECT: "Rekebisha", SPLIT: "Gawanya", WRITE_OFF: "Futa deni",
    CLEARED: "Imetatuliwa na uthibitisho", BOOKED: "Imeandikwa", CORRECTED: "Imerekebishwa", SPLIT_DONE: "Imegawanywa", WRITTEN_OFF: "Imefutwa", TIED: "Imeunganishwa",
  },
});
