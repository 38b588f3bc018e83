// The days of a recurring voucher, as the server counts them (core/days.py): a day at a month's end stays at the month's
// end, and a month that is too short gives its last day.

/** @typedef {{ firstOn: string, lastOn?: string | null, frequency: "WEEKLY" | "MONTHLY" }} Plan */

const WEEK = 7 * 86_400_000;

/** @param {Plan} plan @param {number} index from 0 */
export function nthDay({ firstOn, frequency }, index) {
  const first = new Date(`${firstOn}T00:00:00Z`);
  if (frequency === "WEEKLY") return written(new Date(first.getTime() + index * WEEK));
  const [year, month, day] = [first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate()];
  const end = monthEnd(year, month + index);
  return written(new Date(Date.UTC(year, month + index, day === monthEnd(year, month) ? end : Math.min(day, end))));
}

/** How many of its days there are up to one, which belongs to them. @param {Plan} plan @param {string} day */
export function timesUntil(plan, day) {
  const until = plan.lastOn && plan.lastOn < day ? plan.lastOn : day;
  let count = 0;
  while (count < 1_000 && nthDay(plan, count) <= until) count += 1;
  return count;
}

/** The next days from one on. @param {Plan} plan @param {string} from @param {number} most */
export function daysFrom(plan, from, most) {
  const days = [];
  for (let index = timesUntil(plan, before(from)); days.length < most; index += 1) {
    const day = nthDay(plan, index);
    if (plan.lastOn && day > plan.lastOn) break;
    days.push(day);
  }
  return days;
}

/** How often it counts towards what one person may do alone: what is due by a day, and a year more. @param {Plan} plan @param {string} day */
export function timesCounted(plan, day) {
  const from = plan.firstOn > day ? plan.firstOn : day;
  return timesUntil(plan, before(nthDay({ firstOn: from, frequency: "MONTHLY" }, 12)));
}

/** @param {number} year @param {number} month from 0, also beyond 11 */
function monthEnd(year, month) {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** @param {string} day */
function before(day) {
  return written(new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000));
}

/** @param {Date} date */
function written(date) {
  return date.toISOString().slice(0, 10);
}
