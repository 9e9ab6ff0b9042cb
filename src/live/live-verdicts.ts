import { GatewayError } from "../domain/failures/gateway-error.js";
import type { Permissions } from "../domain/permissions.js";
import type { Validity } from "../domain/response-basis.js";
import { createResponseBasis } from "../domain/response-basis.js";
import type { Clock, Moment } from "../domain/time/clock.js";
import { isSameVerdict } from "../domain/verdict/same-verdict.js";
import type { VerdictQuestion } from "../domain/verdict/verdict-plan.js";
import type { Connections } from "../inventory/configured-sources.js";
import type { Inventory, MaintenanceAt } from "../inventory/inventory.js";
import type { OnUnexpected } from "../scheduling/timer.js";
import { createTimer } from "../scheduling/timer.js";
import { abortable, unlessAborted } from "./abortable.js";
import { answerRetryMs } from "./constants.js";
import type { ReadContexts } from "./read-contexts.js";
import { withAnswers } from "./read-contexts.js";
import type { SourceWatch } from "./source-watch.js";
import { createWaiters } from "./waiters.js";

export interface LiveVerdictOptions {
  readonly connections: Connections;
  readonly inventory: Pick<Inventory, "forRequest" | "sourceIdsFor">;
  readonly watch: SourceWatch;
  readonly contexts: ReadContexts;
  readonly clock: Clock;
  readonly onUnexpected: OnUnexpected;
}

/** The answer to one question, for all streams with the same permissions. */
type SharedVerdict = ReturnType<typeof createSharedVerdict>;

/** Creates the answers that follow the state of the windows. An answer is computed once for all streams with the same question. */
export function createLiveVerdicts(options: LiveVerdictOptions) {
  const verdicts = new Map<string, SharedVerdict>();

  /** Yields the answer now, then each answer that differs. A stream that reads slowly misses answers that are out of date. */
  async function* follow(question: VerdictQuestion, permissions: Permissions, signal: AbortSignal) {
    const key = JSON.stringify([permissions.key, question]);
    const own = verdicts.get(key) ?? createSharedVerdict(question, permissions, options);
    verdicts.set(key, own);
    own.join();
    try {
      await unlessAborted(own.ready, signal);
      let shown: MaintenanceAt | null = null;
      while (!signal.aborted) {
        const answer = own.answer();
        if (answer !== null && answer !== shown) {
          shown = answer;
          yield answer;
        } else await own.changed(signal);
      }
    } finally {
      if (own.leave() && verdicts.get(key) === own) verdicts.delete(key);
    }
  }

  return (question: VerdictQuestion, permissions: Permissions) =>
    abortable((signal) => follow(question, permissions, signal));
}

function createSharedVerdict(
  question: VerdictQuestion,
  permissions: Permissions,
  { connections, inventory, watch, contexts, clock, onUnexpected }: LiveVerdictOptions,
) {
  const { wait: changed, wake } = createWaiters();
  const timer = createTimer(computeLater, onUnexpected);
  const watching = watch.watch(inventory.sourceIdsFor(question.filter, permissions), computeLater);
  let streams = 0;
  let last: MaintenanceAt | null = null;
  let isComputing = false;
  let isComputedAgain = false;

  function computeLater(): void {
    // Before the first answer, some sources have not been read.
    if (last === null || streams === 0) return;
    compute().catch((error: unknown) => {
      timer.setIn(answerRetryMs);
      if (!(error instanceof GatewayError)) onUnexpected(error);
    });
  }

  /** Computes the answer again. Rejects if the question is invalid, or if the process is too busy. */
  async function compute(): Promise<void> {
    if (isComputing) {
      isComputedAgain = true;
      return;
    }
    isComputing = true;
    try {
      do {
        isComputedAgain = false;
        await computeOnce();
      } while (isComputedAgain);
    } finally {
      isComputing = false;
    }
  }

  async function computeOnce(): Promise<void> {
    if (streams === 0) return;
    const context = contexts.create(permissions);
    const basis = createResponseBasis();
    const datasources = withAnswers(connections.datasources(context), watch.answers());
    const answer = await inventory.forRequest(datasources, context, basis).maintenanceAt(question);
    // The timer would keep the answer in memory.
    if (streams > 0) timer.setIn(validForMs(basis.whole(), clock()));
    if (last !== null && isSameVerdict(last, answer)) return;
    last = answer;
    wake();
  }

  return {
    /** Rejects if the question is invalid. */
    ready: watching.ready.then(compute),
    answer: () => last,
    changed,
    join(): void {
      streams += 1;
    },
    /** Returns whether no stream is left. */
    leave(): boolean {
      streams -= 1;
      if (streams > 0) return false;
      timer.clear();
      watching.release();
      return true;
    },
  };
}

/** Returns how long an answer stays the same if nobody changes anything. */
function validForMs(basis: Validity | null, { now, steadyMs }: Moment): number {
  if (basis === null) return Number.POSITIVE_INFINITY;
  const freshForMs = basis.freshUntilMs - steadyMs;
  return Math.min(
    basis.validUntil.getTime() - now.getTime(),
    // The end of data that is not fresh is the next read, which computes the answer again.
    freshForMs > 0 ? freshForMs : Number.POSITIVE_INFINITY,
  );
}
