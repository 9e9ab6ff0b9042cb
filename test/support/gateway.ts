import type { TestContext } from "vitest";
import { start } from "../../src/server/start.js";
import { clockOf } from "./clock.js";
import type { TestEmulators } from "./emulators.js";
import { startTestEmulators } from "./emulators.js";
import { watchForSecrets } from "./secrets.js";
import type { Answer } from "./send.js";
import { send } from "./send.js";

/** The current time of every test gateway. */
export const now = new Date("2026-11-22T12:00:00.000Z");

export interface TestGateway extends TestEmulators {
  readonly address: string;
  /** Address of its metrics; null if METRICS_PORT is off. */
  readonly metricsAddress: string | null;
  /** Sends an operation over HTTP. */
  readonly query: (
    document: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Every log line so far, parsed. */
  readonly logs: readonly Record<string, unknown>[];
  readonly stop: () => Promise<void>;
}

/** Caches nothing between requests, so that every query calls the emulators. */
const forgetful = {
  INVENTORY_MAX_AGE_SECONDS: "0",
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
  INVENTORY_STALE_IF_ERROR_SECONDS: "0",
  FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
};

/** `RESPONSE_CACHE_MAX_BYTES=0 npm test` runs all tests without cached responses. */
const { RESPONSE_CACHE_MAX_BYTES: maxBytes } = process.env;
const responseCache = maxBytes === undefined ? {} : { RESPONSE_CACHE_MAX_BYTES: maxBytes };

/** Disables retries and circuit breakers, so that each call shows its own outcome. */
export const oneAttempt = { UPSTREAM_MAX_ATTEMPTS: "1", UPSTREAM_BREAKER_FAILURES: "1000000" };

/** Disables the limits on the size of operations. */
export const noLimits = {
  QUERY_MAX_TOKENS: "1000000",
  QUERY_MAX_ALIASES: "1000000",
  QUERY_MAX_ROOT_FIELDS: "1000000",
  QUERY_MAX_COST: "1000000000",
};

/** Starts a gateway and both emulators, each on a free port. */
export async function startTestGateway(
  environment: Record<string, string> = {},
  clock: () => Date = () => now,
  monotonicClock = clock,
): Promise<TestGateway> {
  const emulators = await startTestEmulators(clock);
  const logs: Record<string, unknown>[] = [];
  const gateway = await start({
    environment: {
      PORT: "0",
      METRICS_PORT: "off",
      ...oneAttempt,
      ...forgetful,
      ...responseCache,
      ...emulators.environment,
      ...environment,
    },
    clock: clockOf(clock),
    monotonicClock,
    logTo: {
      write(line) {
        watchForSecrets(line, "log");
        logs.push(JSON.parse(line));
      },
    },
  });
  return {
    ...emulators,
    address: gateway.address,
    metricsAddress: gateway.metricsAddress,
    logs,
    async query(document, variables, headers) {
      const answer = await send(gateway.address, document, variables, headers);
      watchForSecrets(JSON.stringify(answer), "answer");
      return answer;
    },
    async stop() {
      await gateway.stop();
      await emulators.close();
    },
  };
}

/** Starts a gateway for one test. It stops when the test ends, so that such tests can run concurrently. */
export async function testGatewayFor(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  environment: Record<string, string> = {},
): Promise<TestGateway> {
  const gateway = await startTestGateway(environment);
  onTestFinished(() => gateway.stop());
  return gateway;
}
