import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCatalogue } from "./catalogue/catalogue.ts";
import { startProgram } from "./program.ts";

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/**
 * Variables for a gateway that accepts requests only from a router that does not authenticate its callers. The catalogue is
 * then a client of the router, which has the secret.
 */
export function behindRouter(secret: string): Readonly<Record<string, string>> {
  return {
    AUTHENTICATION: "router",
    ROUTER_SECRET: secret,
    ROUTER_DEFAULT_SCOPES: "maintenance:read, maintenance:write",
  };
}

export interface SubgraphOptions {
  /** Variables of the maintenance gateway. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: { readonly maintenance: number; readonly catalogue: number };
  /** Where the catalogue asks for verdicts, if not at the maintenance gateway itself. */
  readonly routerUrl?: string | undefined;
}

/** Starts the maintenance gateway on embedded emulators, and the catalogue. */
export async function startSubgraphs({
  environment = {},
  ports = { maintenance: 0, catalogue: 0 },
  routerUrl,
}: SubgraphOptions = {}) {
  const gateway = startProgram("The maintenance gateway", [pathOf("../../dist/main.js")], {
    PORT: String(ports.maintenance),
    ...environment,
  });
  const url = `${await gateway.says(/Server listening at (http:[^"]+)/)}/graphql`;
  const catalogue = await startCatalogue({ port: ports.catalogue, maintenanceUrl: routerUrl ?? url });
  return {
    maintenance: {
      name: "maintenance",
      url,
      headers: environment.ROUTER_SECRET ? { "router-authorization": environment.ROUTER_SECRET } : {},
    },
    catalogue: { name: "catalogue", url: catalogue.url },
    follow: gateway.follow,
    /** Resolves when the gateway has exited. */
    ended: gateway.ended,
    stopMaintenance: gateway.stop,
    async stop() {
      await Promise.all([gateway.stop(), catalogue.stop()]);
    },
  };
}

export interface RouterOptions {
  /** The SDL of the supergraph. */
  readonly supergraph: string;
  readonly port: number;
  /** Whether to use Hive Router's planner, written in Rust, instead of Hive Gateway's own. */
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
  const folder = mkdtempSync(join(tmpdir(), "supergraph-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  const file = join(folder, "supergraph.graphql");
  writeFileSync(file, supergraph);
  const router = startProgram(
    "Hive Gateway",
    [
      pathOf("node_modules/@graphql-hive/gateway/dist/bin.js"),
      ...["supergraph", file, "--config-path", pathOf(config)],
      ...["--host", "127.0.0.1", "--port", String(port)],
      ...(hasRustPlanner ? ["--hive-router-runtime"] : []),
    ],
    { NO_COLOR: "1", ...environment },
  );
  const address = await router.says(/Listening on (http:\S+)/);
  return { ...router, url: `${address}/graphql` };
}
