// What is sent by the clock, and to whom.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SCHEDULES = operation(
  "ReportSchedules",
  `query ReportSchedules($business: ID!) {
    reportSchedules(business: $business, first: 10) {
      nodes { id pack isOn members { person { name } membership { id role } address problem sentAt fromDay toDay } }
    }
  }`,
);

export const SET_SCHEDULE = operation(
  "SetReportSchedule",
  `mutation SetReportSchedule($input: SetReportScheduleInput!) {
    setReportSchedule(input: $input) { reportSchedule { id isOn } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
