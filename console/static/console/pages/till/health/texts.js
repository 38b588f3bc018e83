import { words } from "../../../client/language.js";

export const t = words({
  en: {
    health: "Health", good: "Well", busy: "Under way", warn: "Look", bad: "Failing", dim: "Out of use", paused: "Requests are paused.", well: "Nothing needs looking at.", seeAlerts: "See them",
    INACTIVE: "Out of use.", INACTIVE_DO: "Nothing is asked for through it; what is paid to it all the same is booked.",
    BASE_URL_NOT_HTTPS: "Its address is not https.", BASE_URL_NOT_HTTPS_DO: "Safaricom's production calls https only, and this system is at {address}. Who runs it sets BASE_URL.",
    TOKEN_FAILS: "Safaricom does not let it in.", TOKEN_FAILS_DO: "The last time it gave no token ({code}). If that stays, replace the credentials below.",
    URLS_NOT_REGISTERED: "Safaricom was not told its address.", URLS_NOT_REGISTERED_DO: "Register the callbacks below; until then payments come to light on the statement.",
    URLS_ELSEWHERE: "Safaricom has another address.", URLS_ELSEWHERE_DO: "It is now {address}, or its secret was changed. Register the callbacks again, below.",
    FORMER_ADDRESS_OPEN: "The old address is still believed.", FORMER_ADDRESS_OPEN_DO: "Retire it, below, once a payment has come by the new one.",
    CALLBACKS_LOST: "Answers get lost.", CALLBACKS_LOST_DO: "{lost} of {due} answers to requests of the last 24 hours did not come. See whether {address} is reached from outside; the payments are found by asking.",
    CREDENTIALS_OLD: "Its credentials are old.", CREDENTIALS_OLD_DO: "They were put in {days} days ago. Get new ones in Safaricom's portal and replace them below.",
    APP_SLOW: "Safaricom wants fewer calls.", APP_SLOW_DO: "They wait and go on by themselves, until",
    ALERTS_OPEN: "Alerts are open.", ALERTS_OPEN_DO: "So many about this till: {open}.",
    lastConfirmationAt: "Last announced payment", lastValidationAt: "Last asked whether a payment may be made", lastPushAt: "Last request sent (24 hours)", lastResultAt: "Last answer to a request",
    lastQueryAt: "Last asked about a request (24 hours)", tokenGotAt: "Last let in by Safaricom", heardSays: "From what was heard of it; Safaricom is not asked for this.",
  },
  sw: {
    health: "Hali yake", good: "Nzuri", busy: "Inaendelea", warn: "Angalia", bad: "Ina hitilafu", dim: "Haitumiki", paused: "Maombi yamesimamishwa.", well: "Hakuna cha kuangalia.", seeAlerts: "Zione",
    INACTIVE: "Haitumiki.", INACTIVE_DO: "Hakuna kinachoombwa kupitia hii; kinacholipwa hata hivyo huandikwa.",
    BASE_URL_NOT_HTTPS: "Anwani yake si https.", BASE_URL_NOT_HTTPS_DO: "Safaricom halisi hupigia https pekee, na mfumo huu uko {address}. Anayeuendesha huweka BASE_URL.",
    TOKEN_FAILS: "Safaricom haiiruhusu kuingia.", TOKEN_FAILS_DO: "Mara ya mwisho haikutoa tokeni ({code}). Ikiendelea, badilisha siri hapa chini.",
    URLS_NOT_REGISTERED: "Safaricom haijaambiwa anwani yake.", URLS_NOT_REGISTERED_DO: "Sajili anwani hapa chini; kabla ya hapo malipo huonekana kwenye taarifa ya akaunti tu.",
    URLS_ELSEWHERE: "Safaricom ina anwani nyingine.", URLS_ELSEWHERE_DO: "Sasa ni {address}, au siri yake ilibadilishwa. Sajili anwani tena hapa chini.",
    FORMER_ADDRESS_OPEN: "Anwani ya zamani bado inaaminika.", FORMER_ADDRESS_OPEN_DO: "Istaafishe hapa chini, malipo yakishafika kwa mpya.",
    CALLBACKS_LOST: "Majibu yanapotea.", CALLBACKS_LOST_DO: "Majibu {lost} kati ya {due} ya maombi ya saa 24 zilizopita hayakufika. Angalia kama {address} inafikika kutoka nje; malipo hupatikana kwa kuuliza.",
    CREDENTIALS_OLD: "Siri zake ni za zamani.", CREDENTIALS_OLD_DO: "Ziliwekwa siku {days} zilizopita. Pata mpya kwenye tovuti ya Safaricom na uzibadilishe hapa chini.",
    APP_SLOW: "Safaricom inataka maswali machache.", APP_SLOW_DO: "Yanasubiri na kuendelea yenyewe, hadi",
    ALERTS_OPEN: "Kuna tahadhari wazi.", ALERTS_OPEN_DO: "Idadi yake kuhusu tili hii: {open}.",
    lastConfirmationAt: "Malipo ya mwisho yaliyotangazwa", lastValidationAt: "Iliulizwa mwisho kama malipo yakubaliwe", lastPushAt: "Ombi la mwisho lililotumwa (saa 24)", lastResultAt: "Jibu la mwisho la ombi",
    lastQueryAt: "Iliulizwa mwisho kuhusu ombi (saa 24)", tokenGotAt: "Iliruhusiwa mwisho na Safaricom", heardSays: "Kutokana na yaliyosikika; Safaricom haiulizwi kwa hili.",
  },
});
