import { pino } from "pino";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import { colleague, currentUser, formerColleague, loadUserId } from "../../src/emulators/datadog/users.js";
import type { Fault } from "../../src/emulators/faults.js";
import { movableClock } from "../support/clock.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { datadogId, newWindow } from "../support/mutations.js";
import { sourceHealth } from "../support/source-states.js";
import { bearer, createIssuer } from "../support/tokens.js";

// Importing Datadog's client takes longer than the short timeouts in these tests.
beforeAll(() => loadSdk(pino({ level: "silent" })));

let clock = movableClock();
let gateway: TestGateway;
async function start(environment: Record<string, string> = {}): Promise<void> {
  clock = movableClock();
  gateway = await startTestGateway(environment, clock.now);
}
afterEach(() => gateway.stop());

/** Keeps windows fresh for a day, so that a response could be sent again if it did not depend on names. */
const freshWindows = { INVENTORY_MAX_AGE_SECONDS: "86400" };

const list = `query ($search: String) {
  maintenanceWindows(first: 200, filter: { providers: DATADOG, search: $search }, orderBy: { field: TITLE }) {
    nodes { ... on DatadogMaintenanceWindow { title createdBy { id name } updatedBy { name } } }
    sources { state }
  }
}`;

interface Listed {
  readonly title: string;
  readonly createdBy: { readonly id: string; readonly name: string | null } | null;
  readonly updatedBy: { readonly name: string | null } | null;
}

/** Lists the windows with the names of their users. A failure to read names must never be an error of the list. */
async function listed(search?: string, headers?: Record<string, string>): Promise<readonly Listed[]> {
  const { data, errors } = await gateway.query(list, { search }, headers);
  expect(errors).toBeUndefined();
  expect(data.maintenanceWindows.sources).toEqual([{ state: "OK" }]);
  return data.maintenanceWindows.nodes;
}

const creatorsOf = (windows: readonly Listed[]) => windows.map(({ createdBy }) => createdBy?.name);
const nameless = [null, null, null, null, null];
const named = Array(5).fill("Ada Okafor");

const calls = async () => {
  const { ListUsers = 0, GetUser = 0 } = await gateway.datadog.counts();
  return [ListUsers, GetUser];
};
const failuresLogged = () => gateway.logs.filter(({ msg }) => msg === "upstream call failed");

/** Makes Datadog report this user as the creator of a window. */
const setCreator = (number: number, userId: unknown) =>
  gateway.datadog.fault("ListMaintenanceWindows", {
    merge: { [datadogId(number).split(":").at(-1) ?? ""]: { attributes: { created_by: userId } } },
  });

async function usersAnswer(...users: readonly unknown[]): Promise<void> {
  await gateway.datadog.fault("ListUsers", { status: 200, body: { data: users } });
}
const user = (id: unknown, attributes: unknown) => ({ type: "users", id, attributes });

describe("names of users", () => {
  test("are those in Datadog, also of deactivated users", async () => {
    await start();
    expect((await listed("Network")).at(0)).toEqual({
      title: "Network move, rack 12",
      createdBy: { id: colleague, name: "Ada Okafor" },
      updatedBy: { name: "Ben Castillo" },
    });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1, ListUsers: 1 });
    expect(await gateway.datadog.parameters("ListUsers")).toEqual([
      { "page[size]": "100", "page[number]": "0" },
    ]);
  });

  test("are not read if they are not selected", async () => {
    await start();
    await gateway.query(
      "{ maintenanceWindows { nodes { ... on DatadogMaintenanceWindow { createdBy { id } } } } }",
    );
    expect(await calls()).toEqual([0, 0]);
  });

  test("cost one list for a page of 200 windows of 150 users, and are remembered for an hour", async () => {
    await start();
    await gateway.datadog.seed({ users: 150 });
    await gateway.datadog.seed({ windows: 200 });
    const first = await listed("Load");
    expect(first).toHaveLength(200);
    expect(first.at(149)).toMatchObject({
      createdBy: { id: loadUserId(150), name: "Load user 00150" },
      updatedBy: { name: "Ada Okafor" },
    });
    expect(creatorsOf(first)).not.toContain(null);
    expect(await gateway.datadog.parameters("ListUsers")).toEqual([
      { "page[size]": "100", "page[number]": "0" },
      { "page[size]": "100", "page[number]": "1" },
    ]);
    expect(await calls()).toEqual([2, 0]);
    clock.passSeconds(3_599);
    expect(await listed("Load")).toEqual(first);
    expect(await calls()).toEqual([2, 0]);
    clock.passSeconds(1);
    expect(await listed("Load")).toEqual(first);
    expect(await calls()).toEqual([4, 0]);
  });

  test("cost one list for simultaneous requests", async () => {
    await start();
    await gateway.datadog.fault("ListUsers", { latencyMs: 50 });
    const lists = await Promise.all([listed(), listed(), listed()]);
    expect(lists.map(creatorsOf)).toEqual([named, named, named]);
    expect(await calls()).toEqual([1, 0]);
  });

  test("are null if the user has none", async () => {
    await start();
    for (const [name, shown] of [
      [null, null],
      ["", null],
      [" ", null],
      [17, null],
      [" Ada ", "Ada"],
    ]) {
      await usersAnswer(user(colleague, { name }));
      expect([name, (await listed("Network")).at(0)?.createdBy?.name]).toEqual([name, shown]);
      await gateway.datadog.clearFaults();
      clock.passSeconds(3_600);
    }
  });

  test("do not depend on other members of users, nor on malformed users", async () => {
    await start();
    const malformed = [null, {}, user(7, { name: "Seven" }), user(formerColleague, null)];
    await usersAnswer(...malformed, user(colleague, { name: "Ada", disabled: "yes" }));
    expect((await listed("Network")).at(0)).toMatchObject({
      createdBy: { name: "Ada" },
      updatedBy: { name: null },
    });
    expect(failuresLogged()).toEqual([]);
  });

  test("are in the results of mutations", async () => {
    await start();
    const { data, errors } = await gateway.query(
      `mutation ($input: CreateDatadogMaintenanceWindowInput!) {
        createDatadogMaintenanceWindow(input: $input) {
          ... on DatadogMaintenanceWindowChanged { outcome window { createdBy { id name } updatedBy { name } } }
        }
      }`,
      { input: newWindow },
    );
    expect(errors).toBeUndefined();
    expect(data.createDatadogMaintenanceWindow).toEqual({
      outcome: "CREATED",
      window: {
        createdBy: { id: currentUser, name: "Maintenance gateway" },
        updatedBy: { name: "Maintenance gateway" },
      },
    });
  });

  test("are not in the log", async () => {
    await start({ LOG_LEVEL: "debug" });
    await gateway.datadog.fault("ListUsers", { status: 500 }, 1);
    await listed();
    clock.passSeconds(60);
    expect(creatorsOf(await listed())).toEqual(named);
    expect(JSON.stringify(gateway.logs)).not.toMatch(/Okafor|Castillo/);
  });
});

describe("users who are not in the list", () => {
  test("are read once if they are not in the list: of a new user, and of an unknown user", async () => {
    await start();
    await listed();
    await gateway.datadog.seed({ users: 1 });
    await setCreator(1, loadUserId(1));
    for (let time = 0; time < 2; time += 1) {
      expect((await listed("Network")).at(0)?.createdBy?.name).toBe("Load user 00001");
    }
    expect(await calls()).toEqual([1, 1]);
    await gateway.datadog.clearFaults();
    await setCreator(1, loadUserId(2));
    for (let time = 0; time < 2; time += 1) {
      expect((await listed("Network")).at(0)?.createdBy).toEqual({ id: loadUserId(2), name: null });
    }
    expect(await calls()).toEqual([1, 2]);
    expect(failuresLogged()).toEqual([]);
  });

  test("are read one by one if an organisation has more users than are listed", async () => {
    await start();
    await gateway.datadog.seed({ users: 1_100 });
    await setCreator(1, loadUserId(1_099));
    expect((await listed()).map(({ createdBy }) => createdBy?.name)).toContain("Load user 01099");
    expect(await calls()).toEqual([10, 1]);
  });

  test.each(["..", "a/b"])(
    "are not read if their id could change the path of the request: %s",
    async (id) => {
      await start();
      await setCreator(1, id);
      expect((await listed("Network")).at(0)?.createdBy).toEqual({ id, name: null });
      expect(await calls()).toEqual([1, 0]);
    },
  );

  test("are left out after a failure, and read again a minute later", async () => {
    await start();
    await gateway.datadog.seed({ users: 2 });
    await usersAnswer();
    await setCreator(1, loadUserId(1));
    await setCreator(2, loadUserId(2));
    await gateway.datadog.fault("GetUser", { status: 500 }, 1);
    expect(creatorsOf(await listed())).toEqual(nameless);
    expect(await calls()).toEqual([1, 1]);
    expect(failuresLogged()).toHaveLength(1);
    clock.passSeconds(60);
    expect(creatorsOf(await listed("Network"))).toEqual(["Load user 00001"]);
  });
});

describe("without the permission to read users", () => {
  test.each([403, 401])(
    "names are null without an error, and Datadog is not called again for 15 minutes (%i)",
    async (status) => {
      await start({ ...freshWindows, UPSTREAM_MAX_ATTEMPTS: "3" });
      await gateway.datadog.fault("ListUsers", { status }, 1);
      for (let time = 0; time < 3; time += 1) expect(creatorsOf(await listed())).toEqual(nameless);
      clock.passSeconds(899);
      expect(creatorsOf(await listed())).toEqual(nameless);
      expect(await calls()).toEqual([1, 0]);
      expect(failuresLogged()).toMatchObject([{ action: "list users", source: "datadog", level: 40 }]);
      clock.passSeconds(1);
      expect(creatorsOf(await listed())).toEqual(named);
    },
  );

  test("names that were read before are forgotten", async () => {
    await start();
    expect(creatorsOf(await listed())).toEqual(named);
    await gateway.datadog.fault("ListUsers", { status: 403 });
    clock.passSeconds(3_600);
    expect(creatorsOf(await listed())).toEqual(nameless);
  });
});

describe("if Datadog cannot list users", () => {
  const faults: readonly (readonly [string, Fault])[] = [
    ["a server error", { status: 500 }],
    ["throttling", { status: 429, headers: { "x-ratelimit-reset": "600" } }],
    ["a missing route", { status: 404 }],
    ["a rejected request", { status: 400 }],
    ["a reset connection", { reset: true }],
    ["a truncated response", { truncate: true }],
    ["a timeout", { hang: true }],
    ["a response that is not JSON", { status: 200, body: "<html>", contentType: "text/html" }],
    ["a response without a list", { status: 200, body: { data: {} } }],
    ["an empty response", { status: 200, body: "" }],
  ];

  test.each(faults)("after %s, names are null and the source is healthy", async (_how, fault) => {
    await start({ ...freshWindows, UPSTREAM_BREAKER_FAILURES: "1", UPSTREAM_TIMEOUT_MS: "200" });
    await gateway.datadog.fault("ListUsers", fault);
    expect(creatorsOf(await listed())).toEqual(nameless);
    const before = await calls();
    expect(creatorsOf(await listed())).toEqual(nameless);
    expect(await calls()).toEqual(before);
    expect(failuresLogged()).toHaveLength(1);
    expect((await sourceHealth(gateway)).get("datadog")).toEqual({
      state: "OK",
      circuit: "CLOSED",
      error: null,
    });
    const { data } = await gateway.query(
      `mutation { deleteDatadogMaintenanceWindow(input: { id: "${datadogId(5)}" }) { __typename } }`,
    );
    expect(data.deleteDatadogMaintenanceWindow.__typename).toBe("DatadogMaintenanceWindowDeleted");
  });

  test("the names that were read before stay, and the list is tried again after a minute", async () => {
    await start();
    expect(creatorsOf(await listed())).toEqual(named);
    clock.passSeconds(3_600);
    await gateway.datadog.fault("ListUsers", { status: 503 }, 1);
    expect(creatorsOf(await listed())).toEqual(named);
    clock.passSeconds(59);
    expect(creatorsOf(await listed())).toEqual(named);
    expect(await calls()).toEqual([2, 0]);
    clock.passSeconds(1);
    expect(creatorsOf(await listed())).toEqual(named);
    expect(await calls()).toEqual([3, 0]);
  });

  test("in two seconds, the list of windows is returned without names, which serve the next request", async () => {
    await start({ ...freshWindows, REQUEST_TIMEOUT_MS: "10000" });
    await gateway.datadog.fault("ListUsers", { latencyMs: 2_500 }, 1);
    expect(creatorsOf(await listed())).toEqual(nameless);
    await expect.poll(async () => creatorsOf(await listed()), { timeout: 5_000 }).toEqual(named);
    expect(await calls()).toEqual([1, 0]);
    expect(failuresLogged()).toEqual([]);
  });

  test("a short deadline of the client is kept", async () => {
    await start(freshWindows);
    await listed();
    clock.passSeconds(3_600);
    await gateway.datadog.fault("ListUsers", { hang: true });
    // The names that were read before are returned.
    expect(creatorsOf(await listed(undefined, { "x-request-timeout-ms": "500" }))).toEqual(named);
  });

  test("lists and writes do not wait for it, even if the source accepts one call at once", async () => {
    const emulators = await startTestEmulators(() => now);
    const source = { id: "datadog", provider: "DATADOG", endpoint: emulators.datadog.url, concurrency: 1 };
    await start(sourceFile([{ ...source, apiKeyEnv: "DD_API_KEY", appKeyEnv: "DD_APP_KEY" }]));
    await emulators.datadog.fault("ListUsers", { hang: true });
    let hasNames = false;
    const withNames = listed(undefined, { "x-request-timeout-ms": "1000" }).then((windows) => {
      hasNames = true;
      return windows;
    });
    await expect.poll(async () => (await emulators.datadog.counts()).ListUsers).toBe(1);
    const { data } = await gateway.query("{ maintenanceWindows { sources { state } } }");
    expect(data.maintenanceWindows.sources).toEqual([{ state: "OK" }]);
    const write = await gateway.query(
      `mutation { deleteDatadogMaintenanceWindow(input: { id: "${datadogId(5)}" }) { __typename } }`,
    );
    expect(write.data.deleteDatadogMaintenanceWindow.__typename).toBe("DatadogMaintenanceWindowDeleted");
    expect(hasNames).toBe(false);
    expect(creatorsOf(await withNames)).toEqual(nameless);
    await emulators.close();
  });
});

describe("with two sources", () => {
  let other: TestEmulators;
  afterEach(() => other.close());

  async function startTwo(environment: Record<string, string> = {}): Promise<void> {
    other = await startTestEmulators(() => now);
    const one = await startTestEmulators(() => now);
    const keys = { provider: "DATADOG", apiKeyEnv: "DD_API_KEY", appKeyEnv: "DD_APP_KEY" };
    const sources = [
      { ...keys, id: "one", endpoint: one.datadog.url },
      { ...keys, id: "two", endpoint: other.datadog.url },
    ];
    await start({ ...environment, ...sourceFile(sources) });
    const own = gateway;
    gateway = {
      ...own,
      datadog: one.datadog,
      stop: () => Promise.all([own.stop(), one.close()]).then(() => {}),
    };
    await other.datadog.fault("ListUsers", {
      status: 200,
      body: { data: [user(colleague, { name: "Another Ada" })] },
    });
  }

  const query = `{
    maintenanceWindows(filter: { search: "Network" }, orderBy: { field: TITLE }) {
      nodes { ... on DatadogMaintenanceWindow { source { id } createdBy { id name } } }
    }
  }`;

  test("each names its own users, even if both have a user with the same id", async () => {
    await startTwo();
    const { data } = await gateway.query(query);
    expect(data.maintenanceWindows.nodes).toEqual([
      { source: { id: "one" }, createdBy: { id: colleague, name: "Ada Okafor" } },
      { source: { id: "two" }, createdBy: { id: colleague, name: "Another Ada" } },
    ]);
    expect((await gateway.datadog.counts()).ListUsers).toBe(1);
    expect((await other.datadog.counts()).ListUsers).toBe(1);
  });

  test("the names of one that fails are null, and the others are not", async () => {
    await startTwo();
    await gateway.datadog.fault("ListUsers", { status: 403 });
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    expect(data.maintenanceWindows.nodes).toMatchObject([
      { createdBy: { name: null } },
      { createdBy: { name: "Another Ada" } },
    ]);
  });

  test("a caller gets no names, and causes no call, of a source that the caller may not read", async () => {
    const issuer = await createIssuer();
    await startTwo(issuer.environment);
    const headers = bearer(await issuer.token({ scope: "maintenance:read:two" }, now));
    const { data } = await gateway.query(query, {}, headers);
    expect(data.maintenanceWindows.nodes).toEqual([
      { source: { id: "two" }, createdBy: { id: colleague, name: "Another Ada" } },
    ]);
    expect(await gateway.datadog.counts()).toEqual({});
  });
});
