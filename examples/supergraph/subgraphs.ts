import { writeFileSync } from "node:fs";
import { compose } from "./compose.ts";
import { behindRouter, startSubgraphs } from "./supergraph.ts";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit());

const { MAINTENANCE_ROUTER_SECRET: secret } = process.env;
const file = new URL("supergraph.graphql", import.meta.url);
try {
  // Ports as in the configurations of Apollo Router and Cosmo Router. Apollo Router receives events at 4003.
  const { maintenance, catalogue, follow } = await startSubgraphs({
    ports: { maintenance: 4001, catalogue: 4002 },
    environment: {
      SUBSCRIPTION_CALLBACK_ORIGINS: "http://127.0.0.1:4003",
      ...(secret && behindRouter(secret)),
    },
    ...(secret && { routerUrl: "http://127.0.0.1:4000/graphql" }),
  });
  writeFileSync(file, await compose([maintenance, catalogue]));
  process.stdout.write(`
Maintenance  ${maintenance.url}
Catalogue    ${catalogue.url}
Supergraph   examples/supergraph/supergraph.graphql

Press Ctrl-C to stop. Logs of the gateway:

`);
  follow((text) => void process.stdout.write(text));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
