// How a template is kept.

import { operation, PROBLEMS } from "../../client/operation.js";

export const SAVE_TEMPLATE = operation(
  "SaveTemplate",
  `mutation SaveTemplate($input: SaveVoucherTemplateInput!) {
    saveVoucherTemplate(input: $input) { voucherTemplate { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
