import { words } from "../../client/language.js";

export const t = words({
  en: {
    period: "Period", own: "From – to", from: "From", to: "To",
    TODAY: "Today", YESTERDAY: "Yesterday", THIS_WEEK: "This week", LAST_WEEK: "Last week", THIS_MONTH: "This month", LAST_MONTH: "Last month",
    THIS_QUARTER: "This quarter", LAST_QUARTER: "Last quarter", THIS_YEAR: "This financial year", LAST_YEAR: "Last financial year",
  },
  sw: {
    period: "Kipindi", own: "Kuanzia – hadi", from: "Kuanzia", to: "Hadi",
    TODAY: "Leo", YESTERDAY: "Jana", THIS_WEEK: "Wiki hii", LAST_WEEK: "Wiki iliyopita", THIS_MONTH: "Mwezi huu", LAST_MONTH: "Mwezi uliopita",
    THIS_QUARTER: "Robo hii ya mwaka", LAST_QUARTER: "Robo iliyopita ya mwaka", THIS_YEAR: "Mwaka huu wa fedha", LAST_YEAR: "Mwaka uliopita wa fedha",
  },
});
