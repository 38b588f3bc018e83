// The pulse: one small question a second that tells whether anything has changed; none while nobody looks.
import { Unanswered, ask } from "./api.js";
import { put } from "./dom.js";

const EVERY = 1000, SLOWEST = 10_000;
let shown = null, seen = "", waiting = 0, misses = 0;
let last = Promise.resolve(), framed = () => {};

/** Let `view` be drawn from now on, and `frame(now)` be told of every pulse. */
export function watch(frame) {
  framed = frame;
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(waiting) : beat()));
}

/** Show another part: `view.refresh(now)` draws it whenever something has changed, `view.tick?.(now)` each time. */
export function turnTo(view) {
  shown = view;
  return refresh();
}

/** Draw the shown part anew from what the sandbox says now. */
export function refresh() {
  seen = "";
  return beat();
}

/** One at a time: whoever asks meanwhile waits for the next one, which sees what they have done. */
function beat() {
  last = last.then(pulse);
  return last;
}

async function pulse() {
  clearTimeout(waiting);
  const offline = document.getElementById("offline"), view = shown;
  try {
    const now = await ask("pulse");
    framed(now);
    if (now.revision !== seen) {
      await view.refresh(now);
      if (view === shown) seen = now.revision;
    }
    view.tick?.(now);
    misses = 0;
    offline.hidden = true;
  } catch (error) {
    if (!(error instanceof Unanswered)) console.error(error);
    misses += 1;
    put(offline, `What is shown may be old: ${error.message} Trying again.`);
    offline.hidden = misses < 2;
  }
  clearTimeout(waiting);
  if (!document.hidden) waiting = setTimeout(beat, misses ? Math.min(EVERY * 2 ** misses, SLOWEST) : EVERY);
}
