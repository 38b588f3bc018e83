// Asks who is there while the rest of the scripts is still on its way: the shell names this one first.

import { ask } from "../client/query.js";
import { SESSION } from "./operations.js";

export const asked = ask(SESSION, {});
// Who waits for it hears what went wrong.
asked.catch(() => {});
