import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCatalogue } from "./catalogue/catalogue.ts";
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
  /** The SDL of the supergraph. */
  readonly supergraph: string;
  readonly port: number;
  /** Whether Hive Router's planner, written in Rust, plans the queries, or Hive Gateway's own. */
  readonly hasRustPlanner: boolean;
  /** A configuration file in this folder. */
  readonly config?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts Hive Gateway on loopback. */
export async function startRouter({
  supergraph,
  port,
  hasRustPlanner,
  config = "gateway.config.ts",
  environment = {},
}: RouterOptions) {
  const file = join(mkdtempSync(join(tmpdir(), "supergraph-")), "supergraph.graphql");
  writeFileSync(file, supergraph);
  const url = `http://127.0.0.1:${port}`;
  const router = startProgram(
    "Hive Gateway",
    [
      pathOf("node_modules/@graphql-hive/gateway/dist/bin.js"),
      ...["supergraph", file, "--config-path", pathOf(config)],
      ...["--host", "127.0.0.1", "--port", String(port)],
      ...(hasRustPlanner ? ["--hive-router-runtime"] : []),
    ],
    environment,
  );
  await router.serves(`${url}/readiness`);
  return { url: `${url}/graphql`, stop: router.stop };
}
