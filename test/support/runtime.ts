import { pino } from "pino";
import { deadlineIn } from "../../src/datasources/deadlines.js";
import type { Freshness } from "../../src/datasources/freshness.js";
import { createMemory } from "../../src/datasources/memory/memory.js";
import type { SharedTier } from "../../src/datasources/memory/shared-tier.js";
import { nothingShared } from "../../src/datasources/memory/shared-tier.js";
import { createWriteJournal } from "../../src/datasources/memory/write-journal.js";
import type { RequestScope, Runtime } from "../../src/datasources/provider.js";
import { nobody } from "../../src/datasources/upstream/observer.js";
import { noSpans } from "../../src/datasources/upstream/spans.js";
import { everything } from "../../src/domain/permissions.js";
import { now } from "./gateway.js";

/** Everything is asked anew each time. */
export const alwaysAsk: Freshness = { maxAgeMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

/** Nothing is repeated, and no circuit opens: each call shows what became of itself. */
const oneAttempt = { maxAttempts: 1, breakerFailures: 1_000_000, breakerOpenMs: 1_000 };

/** What providers live in, without a log; by default nothing is remembered. */
export function testRuntime(
  given: Partial<Freshness> & { readonly upstreamTimeoutMs?: number; readonly shared?: SharedTier } = {},
): Runtime {
  const { upstreamTimeoutMs = 2_000, shared = nothingShared, ...freshness } = given;
  const timeouts = { requestTimeoutMs: 10_000 };
  const logger = pino({ level: "silent" });
  const memory = createMemory({
    ...timeouts,
    logger,
    observer: nobody,
    clock: () => now,
    freshness: { ...alwaysAsk, ...freshness },
    journal: createWriteJournal(),
    shared,
  });
  const resilience = { ...oneAttempt, timeoutMs: upstreamTimeoutMs };
  return {
    ...timeouts,
    resilience,
    observer: nobody,
    spans: noSpans,
    logger,
    memory,
    longWindowMs: 7 * 24 * 3_600_000,
  };
}

export function testScope(deadlineMs = 10_000, at = now, permissions = everything): RequestScope {
  const deadline = deadlineIn(deadlineMs);
  return {
    now: at,
    deadline,
    readDeadline: deadline,
    isHasty: false,
    permissions,
    audit: () => {},
  };
}
