import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startCatalogue } from "./catalogue/catalogue.ts";
import type { Subgraph } from "./compose.ts";
import { compose } from "./compose.ts";
import { startProgram } from "./program.ts";

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Starts the maintenance gateway, on embedded emulators unless the variables name sources, and the catalogue. */
export async function startSubgraphs(environment: Readonly<Record<string, string>> = {}) {
  const gateway = startProgram("The maintenance gateway", [pathOf("../../dist/main.js")], {
    PORT: "0",
    ...environment,
  });
  const [address, catalogue] = await Promise.all([
    gateway.says(/Server listening at (http:[^"]+)/),
    startCatalogue(0),
  ]);
  return {
    maintenance: { name: "maintenance", url: `${address}/graphql` },
    catalogue: { name: "catalogue", url: catalogue.url },
    async stop() {
      await Promise.all([gateway.stop(), catalogue.stop()]);
    },
  };
}

export interface RouterOptions {
  readonly subgraphs: readonly Subgraph[];
  readonly port: number;
  /** Whether Hive Router's planner, written in Rust, plans the queries, or Hive Gateway's own. */
  readonly hasRustPlanner: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Composes the subgraphs and starts Hive Gateway before them, on loopback. */
export async function startRouter({ subgraphs, port, hasRustPlanner, environment = {} }: RouterOptions) {
  const supergraph = join(mkdtempSync(join(tmpdir(), "supergraph-")), "supergraph.graphql");
  writeFileSync(supergraph, await compose(subgraphs));
  const url = `http://127.0.0.1:${port}`;
  const router = startProgram(
    "Hive Gateway",
    [
      pathOf("node_modules/@graphql-hive/gateway/dist/bin.js"),
      "supergraph",
      supergraph,
      ...["--config-path", pathOf("gateway.config.ts"), "--host", "127.0.0.1", "--port", String(port)],
      ...(hasRustPlanner ? ["--hive-router-runtime"] : []),
    ],
    environment,
  );
  await Promise.race([isReady(`${url}/readiness`), router.says(/(?!)/)]);
  return { url: `${url}/graphql`, output: router.output, stop: router.stop };
}

async function isReady(url: string): Promise<string> {
  for (;;) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return url;
    await sleep(100);
  }
}
