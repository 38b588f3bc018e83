// One shift with its report.

import { operation } from "../../client/operation.js";

export const SHIFT = operation(
  "ShiftPage",
  `query ShiftPage($id: ID!) {
    node(id: $id) { ... on Shift {
      id number state openedAt closedAt note isMine openingFloat
      register { name accountCode } cashier { name } closedBy { name } business { name }
      pieces { value count }
      moves(first: 100) { totalCount nodes { kind amount tendered change accountCode reason at by { name } } }
    } }
    shiftReport(shift: $id) {
      digest
      cash { between opening sales refunds putIn takenOut other expected counted overShort }
      sold { count gross net vat discounts posted postedVat due onAccount abandoned firstSerial lastSerial paid { kind amount } }
      returned { count total vat cash mpesa credit }
      taxed { code net vat }
      claims
      outside { reference description amount }
    }
  }`,
);

export const SHIFT_CHANGED = operation(
  "ShiftChanged",
  `subscription ShiftChanged($shift: ID!) { shiftChanged(id: $shift) { number } }`,
);
