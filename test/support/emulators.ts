import type { FaultRule } from "../../src/emulators/faults.js";
import type { LoggedRequest, TraceHeaders } from "../../src/emulators/request-log.js";
import type { Clock } from "../../src/emulators/service.js";
import type { EmulatorKey } from "../../src/emulators/start.js";
import { emulatorKeys, startEmulators } from "../../src/emulators/start.js";
import { planted } from "./secrets.js";

/** An emulator's control routes. */
export interface Control {
  readonly url: string;
  readonly fault: (
    operation: string,
    fault: FaultRule["fault"],
    times?: number,
    resource?: string,
  ) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  readonly counts: () => Promise<Record<string, number>>;
  /** Number of requests in progress, by operation. Hanging requests do not count. */
  readonly underWay: () => Promise<Record<string, number>>;
  /** Maximum number of concurrent requests, by operation. */
  readonly mostAtOnce: () => Promise<Record<string, number>>;
  /** The bodies of an operation's requests, in order. */
  readonly sent: (operation: string) => Promise<readonly unknown[]>;
  /** The URL parameters of an operation's requests, in order. */
  readonly parameters: (operation: string) => Promise<readonly LoggedRequest["query"][]>;
  /** The trace headers of an operation's requests, in order. */
  readonly traces: (operation: string) => Promise<readonly TraceHeaders[]>;
  readonly seed: (wish: Record<string, unknown>) => Promise<void>;
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface TestEmulators extends Readonly<Record<EmulatorKey, Control>> {
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Starts both emulators, each on a free port. */
export async function startTestEmulators(clock: Clock): Promise<TestEmulators> {
  const { urls, environment, close } = await startEmulators({}, clock);
  const controls = emulatorKeys.map((key) => [key, controlOf(urls[key], () => close([key]))] as const);
  return {
    ...(Object.fromEntries(controls) as Record<EmulatorKey, Control>),
    environment: {
      ...environment,
      AWS_SECRET_ACCESS_KEY: planted("aws-secret-access-key"),
      DD_API_KEY: planted("datadog-api-key"),
      DD_APP_KEY: planted("datadog-application-key"),
    },
    close: () => close(),
  };
}

export function controlOf(url: string, close: () => Promise<void>): Control {
  async function control(method: string, route: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/_emulator/${route}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  const log = async () =>
    (await control("GET", "requests")) as {
      counts: Record<string, number>;
      underWay: Record<string, number>;
      mostAtOnce: Record<string, number>;
      requests: LoggedRequest[];
    };
  const logged = async (operation: string) =>
    (await log()).requests.filter((request) => request.operation === operation);
  return {
    url,
    close,
    async fault(operation, fault, times, resource) {
      await control("POST", "faults", [{ operation, fault, times, resource }]);
    },
    async clearFaults() {
      await control("DELETE", "faults");
    },
    counts: async () => (await log()).counts,
    underWay: async () => (await log()).underWay,
    mostAtOnce: async () => (await log()).mostAtOnce,
    sent: async (operation) => (await logged(operation)).map(({ body }) => body),
    parameters: async (operation) => (await logged(operation)).map(({ query }) => query),
    traces: async (operation) => (await logged(operation)).map(({ headers }) => headers),
    async seed(wish) {
      await control("POST", "seed", wish);
    },
    async reset() {
      await control("POST", "reset");
    },
  };
}
