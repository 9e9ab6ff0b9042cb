import { readFileSync } from "node:fs";
import { compose } from "./compose.ts";
import { startRouter, startSubgraphs } from "./supergraph.ts";

const port = Number(process.env.PORT ?? 4000);
const hasRustPlanner = process.env.HIVE_ROUTER_RUNTIME === "true";

const stop = (error: Error): never => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
};
const subgraphs = await startSubgraphs().catch(stop);
const { maintenance, catalogue } = subgraphs;
const supergraph = await compose([maintenance, catalogue]).catch(stop);
const router = await startRouter({ supergraph, port, hasRustPlanner }).catch(stop);

const query = readFileSync(new URL("query.graphql", import.meta.url), "utf8");
const response = await fetch(router.url, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query }),
});

process.stdout.write(`
Router       ${router.url} (Hive Gateway)
Maintenance  ${maintenance.url}
Catalogue    ${catalogue.url}

${query}
${JSON.stringify(await response.json(), null, 2)}

Ctrl-C ends it.
`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await Promise.all([router.stop(), subgraphs.stop()]);
  });
}
