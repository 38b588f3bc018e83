// What the page of who runs the machine asks.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MACHINE = operation(
  "Machine",
  `query Machine {
    operations {
      at
      jobs { name cluster everyMinutes nextRun lastRun waiting waitingSince }
      clusters { name beatAt isLate due later oldestDue }
      failures(limit: 20) { job cluster startedAt stoppedAt why }
      deadLetters(limit: 20) { what number business { id name } cameAt tries isTriedAgain why }
    }
  }`,
);

export const RUN_JOB = operation(
  "RunJob",
  `mutation RunJob($input: RunJobInput!) {
    runJob(input: $input) { job { name waiting } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
