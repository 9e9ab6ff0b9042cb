import { fileURLToPath } from "node:url";
import { freePort } from "../../../test/support/free-port.ts";
import { startProgram } from "../../supergraph/program.ts";

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** What was sent, and what came. */
export interface Exchanged {
  readonly method: string;
  /** The body of a POST. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly status: number;
}

/** The gateway that `npm run build` has made, on emulators of its own. It knows the operations of this example. */
export async function startGateway(environment: Readonly<Record<string, string>> = {}) {
  const ports = { flink: await freePort(), datadog: await freePort() };
  const gateway = startProgram("The maintenance gateway", [pathOf("../../../dist/main.js")], {
    PORT: "0",
    METRICS_PORT: "off",
    EMULATOR_FLINK_PORT: String(ports.flink),
    EMULATOR_DATADOG_PORT: String(ports.datadog),
    PERSISTED_QUERY_MANIFESTS: ["persisted-documents.json", "relay-persisted.json"]
      .map((file) => pathOf(`../generated/${file}`))
      .join(","),
    // What one test does to the emulators, the next sees at once.
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

  /** A control route of an emulator. */
  const control = async (emulator: keyof typeof ports, route: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${ports[emulator]}/_emulator/${route}`, {
      method: "POST",
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
  };

  return {
    url: `${address}/graphql`,
    ports,
    stop: gateway.stop,
    /** As the global one; what goes through it is written down. */
    fetch: (async (input: string | URL, init: RequestInit = {}) => {
      const response = await fetch(input, init);
      const body = typeof init.body === "string" ? JSON.parse(init.body) : null;
      exchanged.push({ method: init.method ?? "GET", body, status: response.status });
      return response;
    }) as typeof fetch,
    /** What went through since it was last asked. */
    takeExchanged: () => exchanged.splice(0),
    /** How the emulators began. */
    async reset() {
      await Promise.all([control("flink", "reset"), control("datadog", "reset")]);
      exchanged.length = 0;
    },
    /** Every later answer of a provider has this fault. */
    breaks: (emulator: keyof typeof ports, fault: Readonly<Record<string, unknown>>) =>
      control(emulator, "faults", [{ operation: "*", fault }]),
  };
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

/** Applications of the emulator's seed: one that takes changes, and one that is being updated and takes none. */
export const [running, updating] = ["orders-enrichment", "clickstream-sessions"];
