import { afterAll, beforeAll, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import { freePort } from "../support/free-port.js";
import { send } from "../support/send.js";

let child: Child;
let address: string;
beforeAll(async () => {
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  const environment = { PORT: String(port), METRICS_PORT: "off", EMULATORS: "true" };
  child = startChild(process.execPath, ["dist/main.js"], environment);
  await child.waitFor(/\/graphql/);
}, 30_000);
afterAll(async () => {
  child.kill("SIGKILL");
  await child.exit;
});

const to = "2026-11-25T00:00:00Z";

/** Some items have a promise, and the others throw at once: graphql-js then abandons the promise. */
test.each([
  ["an invalid argument", "occurrences(from: $from, first: -1, to: $to)", to, "OUT_OF_RANGE"],
  ["null for a required argument", "occurrences(from: $from, to: $to)", null, "must not be null"],
])("a list whose items fail because of %s does not end the process", async (_name, field, from, problem) => {
  const document = `query ($from: DateTime = "${to}", $to: DateTime!) { maintenanceNow { windows(first: 20) {
    ... on FlinkMaintenanceWindow { application { maintenanceHistory { startedAt } } }
    ... on ScheduledWindow { ${field} { startsAt } }
  } } }`;
  for (let count = 0; count < 3; count++) {
    const { errors } = await send(address, document, { from, to });
    expect(JSON.stringify(errors)).toContain(problem);
    expect(JSON.stringify(errors)).not.toContain("INTERNAL");
  }
  // Refused if the process has ended.
  expect(await send(address, "{ __typename }")).toEqual({ data: { __typename: "Query" } });
});
