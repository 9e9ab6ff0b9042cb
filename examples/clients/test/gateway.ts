import { fileURLToPath } from "node:url";
import { freePort } from "../../../test/support/free-port.ts";
import { startProgram } from "../../supergraph/program.ts";

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** One request and the status of its response. */
export interface Exchanged {
  readonly method: string;
  /** The body of a POST. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly status: number;
}

/** Starts the built gateway on its own emulators, with this example's manifests of operations. */
export async function startGateway(environment: Readonly<Record<string, string>> = {}) {
  const ports = { flink: await freePort(), datadog: await freePort() };
  const gateway = startProgram("The maintenance gateway", [pathOf("../../../dist/main.js")], {
    PORT: "0",
    METRICS_PORT: "off",
    EMULATOR_FLINK_PORT: String(ports.flink),
    EMULATOR_DATADOG_PORT: String(ports.datadog),
    PERSISTED_QUERY_MANIFESTS: [
      "persisted-documents.json",
      "relay-persisted.json",
      "relay-test-persisted.json",
    ]
      .map((file) => pathOf(`../generated/${file}`))
      .join(","),
    // No caching and no retries, so that changes to the emulators show at once.
    INVENTORY_MAX_AGE_SECONDS: "0",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
    INVENTORY_STALE_IF_ERROR_SECONDS: "0",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
    UPSTREAM_MAX_ATTEMPTS: "1",
    UPSTREAM_BREAKER_FAILURES: "1000000",
    ...environment,
  });
  const address = await gateway.says(/Server listening at (http:[^"]+)/);
  const exchanged: Exchanged[] = [];
  const inProgress = new Set<Promise<Response>>();

  /** Calls a control route of an emulator. */
  const control = async (emulator: keyof typeof ports, route: string, body?: unknown, method = "POST") => {
    const response = await fetch(`http://127.0.0.1:${ports[emulator]}/_emulator/${route}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
  };

  return {
    url: `${address}/graphql`,
    ports,
    stop: gateway.stop,
    /** Works like the global `fetch`, and records each exchange. */
    fetch: (async (input: string | URL, init: RequestInit = {}) => {
      const sent = fetch(input, init);
      inProgress.add(sent);
      const response = await sent.finally(() => inProgress.delete(sent));
      const body = typeof init.body === "string" ? JSON.parse(init.body) : null;
      exchanged.push({ method: init.method ?? "GET", body, status: response.status });
      return response;
    }) as typeof fetch,
    /** Returns the exchanges since the last call. */
    takeExchanged: () => exchanged.splice(0),
    /** Resets the emulators to their seed, once the requests of the last test have ended. */
    async reset() {
      await Promise.allSettled(inProgress);
      await Promise.all([control("flink", "reset"), control("datadog", "reset")]);
      exchanged.length = 0;
    },
    /** Adds a fault to every later response of a provider. */
    breaks: (emulator: keyof typeof ports, fault: Readonly<Record<string, unknown>>) =>
      control(emulator, "faults", [{ operation: "*", fault }]),
    /** Ends the faults of a provider. */
    mends: (emulator: keyof typeof ports) => control(emulator, "faults", undefined, "DELETE"),
  };
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

/** Applications in the seed: `running` accepts changes, `updating` rejects them. */
export const [running, updating] = ["orders-enrichment", "clickstream-sessions"];
