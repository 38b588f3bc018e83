// The accountant asks for a voucher, another person reads exactly what will happen, and approves it.
//
//     cd docs/examples && npm ci && node approvals.mjs http://127.0.0.1:8000

import { randomUUID } from "node:crypto";
import { signIn } from "./hesabu.mjs";

const [address] = process.argv.slice(2);
const accountant = await signIn(address, "accountant", "hesabu-demo-2026");
const business = (await accountant.ask("MyBusinesses")).businesses.nodes[0];
const { voucher } = await accountant.act("PostJournalEntry", {
  input: {
    business: business.id,
    day: new Date().toLocaleDateString("sv", { timeZone: "Africa/Nairobi" }),
    description: "Cash was short",
    lines: [
      { accountCode: "5900", debit: "20" },
      { accountCode: "1020", credit: "20" },
    ],
    idempotencyKey: randomUUID(),
  },
});
const request = voucher.approval.id;

const approver = await signIn(address, "approver", "hesabu-demo-2026");
let done;
await accountant.follow("ApprovalChanged", { id: request }, async ({ approvalChanged }) => {
  const { state } = approvalChanged.approval;
  console.log(state);
  if (state !== "PENDING") return true;
  const seen = (await approver.ask("Request", { id: request })).node;
  for (const { path, text, flag } of seen.content) console.log(path.join("."), flag ?? text);
  const answer = { approval: request, digest: seen.digest, comment: "counted again" };
  done = (await approver.act("ApproveRequest", { input: answer })).approval;
  return false;
});
console.log(done.state, done.subject.voucherState);
