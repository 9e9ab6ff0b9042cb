import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** The attacked gateway. */
export interface Target {
  readonly url: string;
}

/** Returns what went wrong; null if the gateway handled the attack. */
export type Attack = (target: Target) => Promise<string | null>;

interface Answer {
  readonly status: number;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true });

function exchange(url: string, body: string | null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers =
      body === null ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { agent, method: body === null ? "GET" : "POST", headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const post = ({ url }: Target, query: string, variables: object = {}) =>
  exchange(url, JSON.stringify({ query, variables }));

const search = (target: Target, text: string) =>
  post(
    target,
    "query ($search: String) { maintenanceWindows(first: 1, filter: { search: $search }) { totalCount } }",
    { search: text },
  );

/** How long each attack lasts at least. */
const floodMs = 1_000 * Number(process.env.ATTACK_SECONDS ?? 4);

/**
 * Sends requests, `width` at a time: at least `count`, and for at least `floodMs`. Returns a problem if an answer is neither a
 * result nor a refusal.
 */
async function flood(
  count: number,
  width: number,
  send: (index: number) => Promise<Answer>,
): Promise<string | null> {
  const until = performance.now() + floodMs;
  let next = 0;
  let problem: string | null = null;
  const statuses = new Map<number, number>();
  await Promise.all(
    Array.from({ length: width }, async () => {
      while ((next < count || performance.now() < until) && problem === null) {
        const index = next++;
        const { status, text } = await send(index).catch((error: Error) => ({
          status: 0,
          text: error.message,
        }));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 0 || status === 500) problem = `${status}: ${text.slice(0, 200)}`;
      }
    }),
  );
  if (process.env.VERBOSE) console.log([...statuses], next);
  return problem;
}

/** Requests feeds without reading their responses while the work runs. */
async function withUnreadFeeds(url: string, count: number, work: () => Promise<unknown>): Promise<null> {
  const { hostname, port, pathname } = new URL(url);
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname).pause();
    socket.on("error", () => {});
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
    return socket;
  });
  await work();
  for (const socket of sockets) socket.destroy();
  return null;
}

/** Sends all of a body but its last byte, on many connections, and lets them wait. */
async function withUnfinishedBodies(url: string, count: number, body: string): Promise<null> {
  const { hostname, port, pathname } = new URL(url);
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`,
    );
    return socket;
  });
  await sleep(floodMs);
  for (const socket of sockets) socket.destroy();
  return null;
}

const day = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * day).toISOString();
const fields = "... on ScheduledWindow { id title status nextOccurrence { startsAt endsAt } source { id } }";
const fieldsOf = (count: number, field: (index: number) => string) =>
  `{ ${Array.from({ length: count }, (_, index) => `f${index}: ${field(index)}`).join(" ")} }`;
const creation = (name: string, index: number) => ({
  createDatadog: {
    name,
    query: `load:${index}`,
    startsAt: at(1),
    endsAt: at(300),
    validateOnly: true,
  },
});

export const attacks: Readonly<Record<string, Attack>> = {
  "unique documents padded with comments": (target) =>
    flood(300, 4, (index) => post(target, `${"#".repeat(900_000)}${index}\n{ __typename }`)),

  "unique documents of many short comments": (target) =>
    flood(300, 4, (index) => post(target, `${"#\n".repeat(14_000)}#${index}\n{ __typename }`)),

  "unique invalid documents": (target) =>
    flood(2_000, 8, (index) =>
      post(
        target,
        fieldsOf(300, (field) => `unknown${index}_${field}`),
      ),
    ),

  "documents that are slow to validate": (target) =>
    flood(200, 8, (index) =>
      post(
        target,
        `{ a${index}: __typename ${"maintenanceSources { id } ".repeat([350, 100][index % 2] ?? 0)} }`,
      ),
    ),

  "unique documents with conditions": (target) =>
    flood(2_000, 16, (index) =>
      post(
        target,
        `query ($a: Boolean = true, $b: Boolean = true, $c: Boolean = ${index % 3 === 0}) { x${index}: maintenanceWindows(first: 2) { nodes { id @include(if: $a) title @include(if: $b) status @include(if: $c) ${fields} ... on FlinkMaintenanceWindow { ${fields} } ... on DatadogMaintenanceWindow { ${fields} } } } maintenanceSources { id provider } }`,
        { a: index % 2 === 0, b: index % 5 === 0 },
      ),
    ),

  "unique documents": (target) =>
    flood(10_000, 16, (index) => post(target, `{ a${index}: __typename maintenanceSources { id } }`)),

  "unique variables": (target) => flood(5_000, 16, (index) => search(target, `${index} ${"x".repeat(240)}`)),

  "all open windows": (target) =>
    flood(20, 8, (index) =>
      post(target, `{ maintenanceNow(at: "${at(index / 24)}") { windows { ${fields} } } }`),
    ),

  "20 lists of occurrences in each request": (target) =>
    flood(20, 8, (index) =>
      post(
        target,
        fieldsOf(
          20,
          (field) =>
            `maintenanceOccurrences(from: "${at(index + field / 10)}", to: "${at(index + 90)}", first: 1) { nodes { startsAt } }`,
        ),
      ),
    ),

  "20 searched lists in each request": (target) =>
    flood(20, 8, (index) =>
      post(
        target,
        fieldsOf(
          20,
          (field) =>
            `maintenanceWindows(first: 1, orderBy: { field: ${["TITLE", "ID", "NEXT_OCCURRENCE"][field % 3]} }, filter: { search: "x${index}-${field}" }) { totalCount }`,
        ),
      ),
    ),

  "20 searched lists, 600 requests at once": (target) =>
    flood(600, 600, (index) =>
      post(
        target,
        fieldsOf(
          20,
          (field) =>
            `maintenanceWindows(first: 1, orderBy: { field: ${["TITLE", "ID", "NEXT_OCCURRENCE"][field % 3]} }, filter: { search: "y${index}-${field}" }) { totalCount }`,
        ),
      ),
    ),

  "20 lists of statuses at other times in each request": (target) =>
    flood(20, 8, (index) =>
      post(
        target,
        fieldsOf(
          20,
          (field) =>
            `maintenanceWindows(first: 1, filter: { statuses: [ENDED, ACTIVE], overlaps: { from: "${at(index + field / 7)}", to: "${at(index + 30)}" }, activeAt: "${at(index + field / 5)}" }) { totalCount }`,
        ),
      ),
    ),

  "cursors of other times": (target) =>
    flood(20, 8, async (index) => {
      const first = await post(target, "{ maintenanceWindows(first: 1) { pageInfo { endCursor } } }");
      const cursor: string = JSON.parse(first.text).data.maintenanceWindows.pageInfo.endCursor;
      const parts = JSON.parse(Buffer.from(cursor, "base64url").toString());
      const forged = (field: number) =>
        Buffer.from(
          JSON.stringify([...parts.slice(0, 2), parts[2] - (index * 20 + field) * day, ...parts.slice(3)]),
        ).toString("base64url");
      return post(
        target,
        fieldsOf(20, (field) => `maintenanceWindows(first: 1, after: "${forged(field)}") { nodes { id } }`),
      );
    }),

  "100 previews in each request": (target) =>
    flood(9, 3, (index) =>
      post(
        target,
        "mutation ($changes: [MaintenanceWindowChangeInput!]!) { changeMaintenanceWindows(changes: $changes) { __typename } }",
        { changes: Array.from({ length: 100 }, (_, change) => creation(`Preview ${index}`, change)) },
      ),
    ),

  "gates that name every window": ({ url }) =>
    flood(200, 16, (index) =>
      exchange(
        `${url.replace("/graphql", "/gate")}?lasting=31d&certainty=possible,declared&search=${index % 10}`,
        null,
      ),
    ),

  "8 calendar feeds at once": ({ url }) =>
    flood(16, 8, (index) =>
      exchange(`${url.replace("/graphql", "/calendar.ics")}?days=${300 + index}`, null),
    ),

  "pages of the largest size": (target) =>
    flood(200, 16, (index) =>
      post(
        target,
        `{ maintenanceWindows(first: 200, filter: { search: "${index % 10}" }) { nodes { ${fields} } } }`,
      ),
    ),

  "2,000 requests at once": (target) =>
    flood(4_000, 2_000, (index) =>
      post(
        target,
        `{ maintenanceWindows(first: 200, filter: { search: "${index % 1_000}" }) { nodes { ${fields} } } }`,
      ),
    ),

  "long aliases of each item": (target) =>
    flood(20, 4, (index) =>
      post(
        target,
        `{ ${Array.from({ length: 9 }, (_, field) => `a${field}: maintenanceOccurrences(from: "${at(index)}", to: "${at(index + 80)}", first: 500) { nodes { ...F } }`).join(" ")} } fragment F on MaintenanceOccurrence { ${"k".repeat(28_000)}: __typename }`,
      ),
    ),

  "a status that is repeated": (target) =>
    flood(20, 4, (index) =>
      post(
        target,
        "query ($statuses: [MaintenanceStatus!]) { maintenanceWindows(first: 1, filter: { statuses: $statuses }) { totalCount } }",
        { statuses: Array.from({ length: 9_800 - index }, () => "ENDED") },
      ),
    ),

  "long ids that are quoted": (target) =>
    flood(20, 4, (index) =>
      post(
        target,
        `mutation ($source: ID!) { changeMaintenanceWindows(changes: [${Array.from({ length: 40 }, () => '{ createDatadog: { name: "x", query: "a:b", startsAt: "2030-01-01T00:00:00Z", duration: "PT1H", sourceId: $source, validateOnly: true } }').join()}]) { ${Array.from({ length: 20 }, (_, field) => `... on NotFoundError { m${field}: message }`).join(" ")} } }`,
        { source: `${index}${"s".repeat(50_000)}` },
      ),
    ),

  "calendar feeds that are not read": ({ url }) =>
    withUnreadFeeds(url.replace("/graphql", "/calendar.ics"), 120, () => sleep(8_000)),

  "variables of the largest size": (target) =>
    flood(40, 4, (index) => search(target, `${index}${"x".repeat(900_000)}`)),

  "variables with as many values as fit": (target) =>
    flood(128, 64, (index) =>
      post(target, `{ a${index}: __typename }`, {
        x: Array.from({ length: [49_000, 340_000][index % 2] ?? 0 }, () => []),
      }),
    ),

  "bodies that are not finished": ({ url }) => withUnfinishedBodies(url, 800, " ".repeat(1_000_000)),
};
