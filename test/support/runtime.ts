import { pino } from "pino";
import { createCaches } from "../../src/cache/caches.js";
import type { SharedTier } from "../../src/cache/shared-tier.js";
import { noSharedTier } from "../../src/cache/shared-tier.js";
import { createWriteJournal } from "../../src/cache/write-journal.js";
import type { RequestContext, Runtime } from "../../src/datasources/provider.js";
import { fullAccess } from "../../src/domain/permissions.js";
import type { Clock } from "../../src/domain/time/clock.js";
import { createObservers } from "../../src/server/telemetry/observers.js";
import type { Freshness } from "../../src/settings/freshness.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";
import { createSdkImports } from "../../src/upstream/sdk-imports.js";
import { noSpans } from "../../src/upstream/spans.js";
import { createWriteCoordination } from "../../src/writes/write-coordination.js";
import { clockOf } from "./clock.js";
import { now } from "./gateway.js";
import { testHttpClient } from "./http-client.js";

/** Caches nothing, so that every read calls the provider. */
export const alwaysAsk: Freshness = { maxAgeMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

/** Disables retries and circuit breakers, so that each call shows its own outcome. */
const oneAttempt = { maxAttempts: 1, breakerFailures: 1_000_000, breakerOpenMs: 1_000 };

/** Creates a runtime for providers, without a log. By default, it caches nothing. */
export function testRuntime(
  given: Partial<Freshness> & {
    readonly upstreamTimeoutMs?: number;
    readonly shared?: SharedTier;
    readonly clock?: Clock;
  } = {},
): Runtime {
  const {
    upstreamTimeoutMs = 2_000,
    shared = noSharedTier,
    clock = clockOf(() => now),
    ...freshness
  } = given;
  const timeouts = { requestTimeoutMs: 10_000 };
  const logger = pino({ level: "silent" });
  const { observer } = createObservers();
  const caches = createCaches({
    ...timeouts,
    logger,
    observer,
    clock,
    freshness: { ...alwaysAsk, ...freshness },
    journal: createWriteJournal(),
    shared,
  });
  const resilience = { ...oneAttempt, timeoutMs: upstreamTimeoutMs };
  return {
    ...timeouts,
    resilience,
    observer,
    spans: noSpans,
    sdkImports: createSdkImports(),
    httpClient: testHttpClient(),
    logger,
    caches,
    writes: createWriteCoordination(shared, () => clock().now),
    longWindowMs: 7 * 24 * 3_600_000,
  };
}

export function testContext(deadlineMs = 10_000, at = now, permissions = fullAccess): RequestContext {
  const deadline = deadlineIn(deadlineMs);
  return {
    now: at,
    steadyMs: 0,
    deadline,
    readDeadline: deadline,
    hasShortDeadline: false,
    permissions,
    viewer: null,
    audit: () => {},
    isAuditBlocked: () => false,
  };
}
