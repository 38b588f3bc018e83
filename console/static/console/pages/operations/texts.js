import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Operations", says: "What runs on this machine, what waits, and what failed. Only who runs the machine sees this.",
    well: "Every cluster is at work, and nothing was given up.", readAt: "Read at", late: "No sign of life for a minute: {names}. It hangs, or is gone: look at its process and its log.",
    given: "Given up for good: {count}. See “Could not be worked through” below.", clusters: "Clusters", alive: "At work", silent: "Silent",
    beat: "Last sign", due: "Waiting", later: "For later", since: "since", byClock: "By the clock", byWaking: "Queues",
    byWakingSays: "They run when they are woken, and every minute in case that nobody did.", job: "Job", cluster: "Cluster", every: "Every",
    minutes: "{count} min", last: "Last ended well", next: "Next", action: "Now", run: "Run now", runNamed: "Run {name} now",
    runTitle: "Run “{name}” now?", runSays: "A worker takes it beside its next time. Running twice changes nothing. It is written down that you asked.",
    asked: "“{name}” runs as soon as a worker takes it.", failures: "Ended badly", failuresSays: "The kind of error and the line of code; the log has the rest.",
    noFailures: "Nothing failed", noFailuresSays: "A job that ends badly shows here.", ended: "Ended", why: "Why", letters: "Could not be worked through",
    lettersSays: "All of it is kept. Once the cause is mended: {command} and the number.", noLetters: "Everything was worked through",
    noLettersSays: "What comes in and cannot be understood is kept, and shows here.", what: "What", came: "Came", business: "Business", tries: "Tries",
    goesOn: "What happens", triedAgain: "Tried again by itself", givenUp: "Waits for you",
  },
  sw: {
    title: "Uendeshaji", says: "Kinachoendeshwa kwenye mashine hii, kinachosubiri na kilichoshindwa. Anayeiendesha tu ndiye huona hapa.",
    well: "Kila kundi linafanya kazi, na hakuna kilichoachwa.", readAt: "Ilisomwa", late: "Hakuna dalili ya uhai kwa dakika moja: {names}. Limekwama au halipo: angalia mchakato na kumbukumbu zake.",
    given: "Zilizoachwa kabisa: {count}. Angalia “Hazikuweza kushughulikiwa” hapa chini.", clusters: "Makundi", alive: "Linafanya kazi", silent: "Kimya",
    beat: "Dalili ya mwisho", due: "Zinazosubiri", later: "Za baadaye", since: "tangu", byClock: "Kwa saa", byWaking: "Foleni",
    byWakingSays: "Huendeshwa zinapoamshwa, na kila dakika iwapo hakuna aliyeziamsha.", job: "Kazi", cluster: "Kundi", every: "Kila",
    minutes: "dak. {count}", last: "Ilimalizika vyema", next: "Ijayo", action: "Sasa", run: "Endesha sasa", runNamed: "Endesha {name} sasa",
    runTitle: "Endesha “{name}” sasa?", runSays: "Mfanyakazi ataichukua kando na wakati wake ujao. Kuendeshwa mara mbili hakubadilishi kitu. Inaandikwa kwamba uliomba.",
    asked: "“{name}” itaendeshwa mara mfanyakazi akiichukua.", failures: "Zilizoisha vibaya", failuresSays: "Aina ya kosa na mstari wa msimbo; mengine yamo kwenye kumbukumbu.",
    noFailures: "Hakuna kilichoshindwa", noFailuresSays: "Kazi inayoisha vibaya itaonekana hapa.", ended: "Iliisha", why: "Kwa nini", letters: "Hazikuweza kushughulikiwa",
    lettersSays: "Zote zimehifadhiwa. Chanzo kikirekebishwa: {command} na nambari.", noLetters: "Kila kitu kilishughulikiwa",
    noLettersSays: "Kinachoingia bila kueleweka huhifadhiwa, na huonekana hapa.", what: "Nini", came: "Iliingia", business: "Biashara", tries: "Majaribio",
    goesOn: "Kinachoendelea", triedAgain: "Inajaribiwa tena yenyewe", givenUp: "Inakusubiri",
  },
});
