// Shifts of all drawers, and the drawers.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SHIFTS = operation(
  "Shifts",
  `query Shifts($business: ID!, $filter: ShiftFilter, $first: Int, $after: String) {
    shifts(business: $business, filter: $filter, first: $first, after: $after) {
      totalCount
      nodes { id number state openedAt closedAt counted overShort register { name } cashier { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const REGISTERS = operation(
  "Registers",
  `query Registers($business: ID!) {
    registers(business: $business, first: 100) { nodes { id name accountCode till { id name shortcode } } }
    tills(business: $business, first: 100) { nodes { id name shortcode deactivatedAt } }
  }`,
);

export const OPEN_REGISTER = operation(
  "OpenRegister",
  `mutation OpenRegister($input: OpenRegisterInput!) { openRegister(input: $input) { register { id } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const EDIT_REGISTER = operation(
  "EditRegister",
  `mutation EditRegister($input: EditRegisterInput!) { editRegister(input: $input) { register { id } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const SHIFTS_CHANGED = operation(
  "ShiftsChanged",
  `subscription ShiftsChanged($business: ID!) { shiftChanged(business: $business) { number } }`,
);
