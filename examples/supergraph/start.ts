import { readFileSync } from "node:fs";
import { ask } from "./ask.ts";
import { compose } from "./compose.ts";
import { behindRouter, startRouter, startSubgraphs } from "./supergraph.ts";

// Exit on these signals, so that the exit handlers stop the child processes.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit());

const fail = (problem: string): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
};
const failWith = ({ message }: Error) => fail(message);

const port = Number(process.env.PORT ?? 4000);
if (!(Number.isInteger(port) && port > 0 && port < 65_536))
  fail("PORT must be a whole number from 1 to 65535.");
const hasRustPlanner = process.env.HIVE_ROUTER_RUNTIME === "true";
const { MAINTENANCE_ROUTER_SECRET: secret } = process.env;

const subgraphs = await startSubgraphs(
  secret ? { environment: behindRouter(secret), routerUrl: `http://127.0.0.1:${port}/graphql` } : {},
).catch(failWith);
const { maintenance, catalogue } = subgraphs;
const supergraph = await compose([maintenance, catalogue]).catch(failWith);
const environment = secret === undefined ? {} : { MAINTENANCE_ROUTER_SECRET: secret };
const router = await startRouter({ supergraph, port, hasRustPlanner, environment }).catch(failWith);
void subgraphs.ended.then(() => fail("The maintenance gateway exited."));
void router.ended.then(() => fail("Hive Gateway exited."));

const query = readFileSync(new URL("query.graphql", import.meta.url), "utf8");
const answer = await ask(router.url, query);

process.stdout.write(`
Router       ${router.url} (Hive Gateway)
Maintenance  ${maintenance.url}
Catalogue    ${catalogue.url}

${query}
${JSON.stringify(answer, null, 2)}

Press Ctrl-C to stop. Logs of the router and the gateway:

`);
for (const program of [router, subgraphs]) program.follow((text) => void process.stdout.write(text));
