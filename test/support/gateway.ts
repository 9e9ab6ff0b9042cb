import { start } from "../../src/server/start.js";
import type { TestEmulators } from "./emulators.js";
import { startTestEmulators } from "./emulators.js";

/** The instant that every test gateway takes for now. */
export const now = new Date("2026-11-22T12:00:00.000Z");

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the answers of many documents; each test reads its own shape
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: string[];
    readonly extensions: Record<string, unknown>;
  }[];
}

export interface TestGateway extends TestEmulators {
  readonly address: string;
  /** Sends an operation over HTTP. */
  readonly query: (document: string, variables?: Record<string, unknown>) => Promise<Answer>;
  /** Every log line so far, parsed. */
  readonly logs: readonly Record<string, unknown>[];
  readonly stop: () => Promise<void>;
}

/** Nothing is remembered between requests, so that every query asks the emulators. */
const forgetful = {
  INVENTORY_MAX_AGE_SECONDS: "0",
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
  INVENTORY_STALE_IF_ERROR_SECONDS: "0",
  FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
};

/** Nothing is repeated, and no circuit opens, so that each call shows what became of itself. */
export const oneAttempt = { UPSTREAM_MAX_ATTEMPTS: "1", UPSTREAM_BREAKER_FAILURES: "1000000" };

/** A gateway over HTTP on both emulators, each on a free port. */
export async function startTestGateway(
  environment: Record<string, string> = {},
  clock: () => Date = () => now,
): Promise<TestGateway> {
  const emulators = await startTestEmulators(clock);
  const logs: Record<string, unknown>[] = [];
  const gateway = await start({
    environment: { PORT: "0", ...oneAttempt, ...forgetful, ...emulators.environment, ...environment },
    clock,
    logTo: { write: (line) => void logs.push(JSON.parse(line)) },
  });
  return {
    ...emulators,
    address: gateway.address,
    logs,
    query: (document, variables) => send(gateway.address, document, variables),
    async stop() {
      await gateway.stop();
      await emulators.close();
    },
  };
}

export async function send(
  address: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}
