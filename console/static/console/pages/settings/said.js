// Does something and says so, or why not.

import { Refusal } from "../../client/query.js";
import { toast } from "../../parts/toast.js";

/** Gives whether it was done. @param {() => Promise<unknown>} verb @param {string} text */
export async function said(verb, text) {
  try {
    await verb();
    toast(text);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toast(error.message, "bad");
    return false;
  }
}
