// What is sent by the clock, to whom, and what it would say now.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SCHEDULES = operation(
  "ReportSchedules",
  `query ReportSchedules($business: ID!) {
    reportSchedules(business: $business, first: 10) {
      nodes {
        id pack isOn reaches nextAt
        lastSent { fromDay toDay at count withoutWorkbook }
        members { person { name isMe } membership { id role } address problem sentAt fromDay toDay }
      }
    }
  }`,
);

export const STAFF = operation(
  "PackStaff",
  `query PackStaff($business: ID!, $pack: ReportPack!) {
    reportPack(business: $business, pack: $pack) {
      staff { person { name isMe } membership { id role } address problem }
    }
  }`,
);

export const OUTLOOK = operation(
  "PackOutlook",
  `query PackOutlook($business: ID!, $pack: ReportPack!) {
    reportPack(business: $business, pack: $pack) { fromDay toDay nextAt mail { subject text } }
  }`,
);

export const SET_SCHEDULE = operation(
  "SetReportSchedule",
  `mutation SetReportSchedule($input: SetReportScheduleInput!) {
    setReportSchedule(input: $input) { reportSchedule { id isOn } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SEND_PACK = operation(
  "SendReportPack",
  `mutation SendReportPack($input: SendReportPackInput!) {
    sendReportPack(input: $input) { to reportFile { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
