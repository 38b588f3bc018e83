import { words } from "../../client/language.js";

export const t = words({
  en: {
    paper: "On paper", pdf: "Download PDF", code: "Add the M-Pesa code", codeAdded: "The paper has a code now that the M-Pesa app reads.", gone: "It is not there any more.",
    etims: "KRA (eTIMS)", notConnected: "Not connected: the paper says that it is no tax invoice.", notSent: "Not sent to KRA yet.", send: "Send to KRA", sendAgain: "Send again", ask: "Ask now", sent: "It goes to KRA in a moment.",
    QUEUED: "Waits to be sent", SENT: "Being sent", UNKNOWN: "Not known", SIGNED: "Signed", REFUSED: "Refused", CANCELLED: "Not sent",
    queuedSays: "It is sent by itself.", unknownSays: "It was sent, and KRA's answer did not come. It is asked for by the same number, never sent under a second one.",
    refusedSays: "KRA does not take it as it is. Put it right, then send it again.", cancelledSays: "The invoice became void before it was sent.",
    cu: "CU invoice number", signedAt: "Signed", next: "Next try", reason: "Reason", kra: "KRA says", qr: "KRA's page of this paper", receipts: "Receipts", cash: "Cash", creditNotes: "Credit notes", creditNote: "Credit note",
    statement: "Statement as PDF", statementSays: "What was billed and paid over days, to hand out.", from: "From", to: "To", download: "Download", dayMissing: "Give both days.",
  },
  sw: {
    paper: "Kwenye karatasi", pdf: "Pakua PDF", code: "Ongeza msimbo wa M-Pesa", codeAdded: "Sasa karatasi ina msimbo ambao programu ya M-Pesa husoma.", gone: "Haipo tena.",
    etims: "KRA (eTIMS)", notConnected: "Haijaunganishwa: karatasi inasema si ankara ya kodi.", notSent: "Bado haijatumwa KRA.", send: "Tuma KRA", sendAgain: "Tuma tena", ask: "Uliza sasa", sent: "Inatumwa KRA hivi punde.",
    QUEUED: "Inasubiri kutumwa", SENT: "Inatumwa", UNKNOWN: "Haijulikani", SIGNED: "Imesainiwa", REFUSED: "Imekataliwa", CANCELLED: "Haikutumwa",
    queuedSays: "Hutumwa yenyewe.", unknownSays: "Ilitumwa, na jibu la KRA halikufika. Huulizwa kwa namba ileile, haitumwi kwa namba ya pili.",
    refusedSays: "KRA haiipokei ilivyo. Irekebishe, kisha itume tena.", cancelledSays: "Ankara ilibatilishwa kabla ya kutumwa.",
    cu: "Namba ya ankara ya CU", signedAt: "Ilisainiwa", next: "Jaribio lijalo", reason: "Sababu", kra: "KRA inasema", qr: "Ukurasa wa KRA wa karatasi hii", receipts: "Risiti", cash: "Taslimu", creditNotes: "Hati za mkopo", creditNote: "Hati ya mkopo",
    statement: "Taarifa kama PDF", statementSays: "Kilichodaiwa na kulipwa kwa siku hizo, cha kumpa mteja.", from: "Kuanzia", to: "Hadi", download: "Pakua", dayMissing: "Andika siku zote mbili.",
  },
});
