import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { datadogId, mutate } from "../support/mutations.js";
import { bearer, createIssuer } from "../support/tokens.js";

interface Row {
  readonly name: string;
  readonly query?: string;
  readonly scope?: string;
  /** What fails after all sources have been read. */
  readonly fails?: (gateway: TestGateway) => Promise<void>;
  /** How long after all sources have been read the question is asked. */
  readonly seconds?: number;
}

/** Starts a gateway in the condition of the row. Returns a function that asks it. */
async function startInConditionOf({ fails, seconds = 0, scope = "maintenance:read" }: Row) {
  const issuer = await createIssuer();
  const clock = movableClock();
  const gateway = await startTestGateway(
    { ...issuer.environment, INVENTORY_MAX_AGE_SECONDS: "30", INVENTORY_STALE_IF_ERROR_SECONDS: "600" },
    clock.now,
  );
  const as = async (scopes: string) => bearer(await issuer.token({ scope: scopes }, clock.now()));
  const ask = async (query: string, scopes: string) =>
    fetch(`${gateway.address}/gate${query}`, { headers: await as(scopes) });
  const after = (minutes: number) =>
    new Date(now.getTime() + seconds * 1_000 + minutes * 60_000).toISOString();
  const soon = { name: "Soon", query: "service:soon", startsAt: after(30), endsAt: after(90) };
  await mutate(gateway, "createDatadogMaintenanceWindow", soon, await as("maintenance:write"));
  await ask("", "maintenance:read");
  await fails?.(gateway);
  clock.passSeconds(seconds);
  return {
    stop: gateway.stop,
    /** Returns the verdict, and the kinds of what is missing. */
    async verdictOf(query: string): Promise<string> {
      const response = await ask(query, scope);
      const { verdict, missing } = (await response.json()) as {
        readonly verdict: "CLEAR" | "IN_MAINTENANCE" | "UNKNOWN";
        readonly missing: readonly { readonly kind: string }[];
      };
      expect(response.status).toBe({ CLEAR: 200, IN_MAINTENANCE: 409, UNKNOWN: 503 }[verdict]);
      const kinds = new Set(missing.map(({ kind }) => `\`${kind}\``));
      return verdict === "UNKNOWN" ? `UNKNOWN: ${[...kinds].join(", ")}` : verdict;
    },
  };
}

interface Column {
  readonly name: string;
  readonly query: string;
}

/** Returns a table of the verdict for each row and column. */
async function tableOf(corner: string, rows: readonly Row[], columns: readonly Column[]): Promise<string> {
  const cells = [];
  for (const row of rows) {
    const { verdictOf, stop } = await startInConditionOf(row);
    try {
      const verdicts = [];
      for (const { query } of columns) verdicts.push(await verdictOf(`?${query}${row.query ?? ""}`));
      cells.push([row.name, ...verdicts]);
    } finally {
      await stop();
    }
  }
  const head = [corner, ...columns.map(({ name }) => name)];
  return [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const datadogFails = ({ datadog }: TestGateway) => datadog.fault("*", { status: 503 });
const oneIsUnreadable = ({ datadog }: TestGateway) =>
  datadog.fault("*", { merge: { [datadogId(1).split(":")[2] ?? ""]: { attributes: { name: 7 } } } });

const bySource = () =>
  tableOf(
    "Datadog source",
    [
      { name: "`OK`" },
      { name: "`PARTIAL`", fails: oneIsUnreadable, seconds: 60 },
      { name: "`STALE` for 5 minutes", fails: datadogFails, seconds: 300 },
      { name: "the same, `maxAge=10m`", fails: datadogFails, seconds: 300, query: "&maxAge=10m" },
      { name: "`OK`, read 20 seconds ago, `maxAge=10s`", seconds: 20, query: "&maxAge=10s" },
      { name: "`FAILED`", fails: datadogFails, seconds: 700 },
      {
        name: "hidden from the caller, and named in the filter",
        query: "&source=aws-us-east-1,datadog",
        scope: "maintenance:read:aws-us-east-1",
      },
      { name: "hidden from the caller, and not named", scope: "maintenance:read:aws-us-east-1" },
      { name: "hidden, as are all others", scope: "maintenance:read:elsewhere" },
    ],
    [
      { name: "a declared window is open", query: "search=orders-db" },
      { name: "one opens in 30 minutes", query: "search=service:soon" },
      { name: "the same, `lasting=45m`", query: "search=service:soon&lasting=45m" },
      { name: "no window matches", query: "search=none" },
      { name: "no window matches, `certainty=underway`", query: "search=none&certainty=underway" },
    ],
  );

const [open, closed] = ["orders-enrichment", "payments-fraud"];
const reports = (name: string, status: string) => ({
  fails: ({ flink }: TestGateway) => flink.fault("*", { merge: { [name]: { ApplicationStatus: status } } }),
  seconds: 60,
});
const isUnreadable = ({ flink }: TestGateway) =>
  flink.fault("DescribeApplication", { status: 500 }, undefined, closed);

const byApplication = () =>
  tableOf(
    "Flink application",
    [
      { name: "RUNNING, window closed", query: `&application=${closed}` },
      { name: "RUNNING, window open", query: `&application=${open}` },
      { name: "MAINTENANCE, window open", query: `&application=${open}`, ...reports(open, "MAINTENANCE") },
      {
        name: "MAINTENANCE, window closed",
        query: `&application=${closed}`,
        ...reports(closed, "MAINTENANCE"),
      },
      { name: "unknown status, window closed", query: `&application=${closed}`, ...reports(closed, "NEW") },
      { name: "unreadable", query: `&application=${closed}`, fails: isUnreadable, seconds: 400 },
      { name: "not found", query: "&application=misspelled" },
    ],
    [
      { name: "default", query: "" },
      { name: "`lasting=12h`", query: "lasting=12h" },
      { name: "`certainty=declared`", query: "certainty=declared" },
      { name: "`certainty=underway`", query: "certainty=underway" },
      { name: "`certainty=possible`", query: "certainty=possible" },
      { name: "`certainty=possible`, `lasting=12h`", query: "certainty=possible&lasting=12h" },
    ],
  );

test("docs/deploy-gate.md contains the table of verdicts", async () => {
  const [sources, applications] = [await bySource(), await byApplication()];
  process.stdout.write(`\n${sources}\n\n${applications}\n`);
  const page = readFileSync("docs/deploy-gate.md", "utf8");
  expect(now.toISOString()).toBe("2026-11-22T12:00:00.000Z");
  expect(page).toContain(sources);
  expect(page).toContain(applications);
});
