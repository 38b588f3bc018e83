import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Subscriptions", says: "Who is billed again and again: rents, fees, water.", plans: "Plans", run: "Next run", reminders: "Reminders",
    TRIAL: "On trial", ACTIVE: "Active", PAUSED: "Paused", CANCELLED: "Cancelled", state: "State", search: "Account number or plan", plan: "Plan", customer: "Customer", next: "Next bill", amount: "Amount", often: "How often", ends: "Ends", account: "Account",
    nothing: "No subscriptions yet", nothingSays: "Make a plan, then bill a customer by it.", add: "New subscription", start: "Start it", started: "Started: it is billed from its first day on.",
    DAILY: "Every day", WEEKLY: "Every week", MONTHLY: "Every month", EVERY_DAILY: "Every {every} days", EVERY_WEEKLY: "Every {every} weeks", EVERY_MONTHLY: "Every {every} months",
    findCustomer: "Find the customer", findHint: "Account number, phone, or words of the name", whom: "Choose one", chooseCustomer: "Customer", choosePlan: "Plan", noPlans: "There is no plan yet.", makePlan: "Make one first", quantity: "How many", quantityHint: "Flats, meters, children", rent: "Own price", rentHint: "Instead of {price}, for \"{line}\"", startsOn: "First day", startsHint: "Days that are over are billed too", endsOn: "Last day", endsHint: "Empty: until it is cancelled", trial: "Days on trial", anchor: "Whole periods begin", anchorHint: "What is before is billed by days", anchorFirst: "On the day of the first bill", anchorDay: "On day {day} of the month", anchorLast: "On the last day of the month", weekday1: "On Mondays", weekday2: "On Tuesdays", weekday3: "On Wednesdays", weekday4: "On Thursdays", weekday5: "On Fridays", weekday6: "On Saturdays", weekday7: "On Sundays",
    PLAN_ARCHIVED: "the plan is archived", CUSTOMER_ARCHIVED: "the customer is put away", CUSTOMER_ERASED: "the customer was erased", OVER_CREDIT_LIMIT: "over the customer's credit limit", WORK_FAILS: "it failed: see the alerts", refused: "Not billed: {why}", byDays: "{days} of {whole} days", erased: "erased", badAmount: "Write the amount in shillings, like 1250 or 1250.50.",
    noneHere: "Nothing is billed again and again", seeAll: "All {count} of them",
  },
  sw: {
    title: "Usajili", says: "Wanaotozwa mara kwa mara: kodi, ada, maji.", plans: "Mipango", run: "Utozaji ujao", reminders: "Vikumbusho",
    TRIAL: "Majaribio", ACTIVE: "Unaendelea", PAUSED: "Umesimamishwa", CANCELLED: "Umefutwa", state: "Hali", search: "Nambari ya akaunti au mpango", plan: "Mpango", customer: "Mteja", next: "Ankara ijayo", amount: "Kiasi", often: "Mara ngapi", ends: "Unaisha", account: "Akaunti",
    nothing: "Hakuna usajili bado", nothingSays: "Tengeneza mpango, kisha umtoze mteja kwa huo.", add: "Usajili mpya", start: "Anza", started: "Umeanza: unatozwa kuanzia siku yake ya kwanza.",
    DAILY: "Kila siku", WEEKLY: "Kila wiki", MONTHLY: "Kila mwezi", EVERY_DAILY: "Kila siku {every}", EVERY_WEEKLY: "Kila wiki {every}", EVERY_MONTHLY: "Kila miezi {every}",
    findCustomer: "Tafuta mteja", findHint: "Nambari ya akaunti, simu, au maneno ya jina", whom: "Chagua mmoja", chooseCustomer: "Mteja", choosePlan: "Mpango", noPlans: "Hakuna mpango bado.", makePlan: "Tengeneza kwanza", quantity: "Ngapi", quantityHint: "Nyumba, mita, watoto", rent: "Bei yake", rentHint: "Badala ya {price}, kwa \"{line}\"", startsOn: "Siku ya kwanza", startsHint: "Siku zilizopita hutozwa pia", endsOn: "Siku ya mwisho", endsHint: "Tupu: hadi ufutwe", trial: "Siku za majaribio", anchor: "Vipindi kamili huanza", anchorHint: "Vya kabla hutozwa kwa siku", anchorFirst: "Siku ya ankara ya kwanza", anchorDay: "Tarehe {day} ya mwezi", anchorLast: "Siku ya mwisho ya mwezi", weekday1: "Jumatatu", weekday2: "Jumanne", weekday3: "Jumatano", weekday4: "Alhamisi", weekday5: "Ijumaa", weekday6: "Jumamosi", weekday7: "Jumapili",
    PLAN_ARCHIVED: "mpango umewekwa kando", CUSTOMER_ARCHIVED: "mteja amewekwa kando", CUSTOMER_ERASED: "mteja alifutwa", OVER_CREDIT_LIMIT: "amepita kikomo chake cha deni", WORK_FAILS: "imeshindwa: tazama tahadhari", refused: "Hautozwi: {why}", byDays: "siku {days} kati ya {whole}", erased: "amefutwa", badAmount: "Andika kiasi kwa shilingi, kama 1250 au 1250.50.",
    noneHere: "Hakuna kinachotozwa mara kwa mara", seeAll: "Zote {count}",
  },
});
