import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId, mutate } from "../support/mutations.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => Promise.all([gateway.flink.reset(), gateway.datadog.reset()]));

const document = `query (
  $at: DateTime, $filter: MaintenanceWindowSelection, $lasting: Duration, $maxAge: Duration
  $countedCertainties: [MaintenanceCertainty!], $first: Int
) {
  maintenanceNow(
    at: $at, filter: $filter, lasting: $lasting, maxAge: $maxAge, countedCertainties: $countedCertainties
  ) {
    at verdict opensAt clearAt nextChangeAt totalCount
    reasons(first: $first) { certainty startsAt endsAt window { ... on ScheduledWindow { title } } }
    missing { kind message source { id } }
    windows(first: $first) { ... on ScheduledWindow { id title certainty(at: $at) nextOccurrence(after: $at) { endsAt } } }
    sources { source { id } state }
  }
}`;

/** Asks, and expects no error. */
async function ask(variables: Record<string, unknown> = {}, of = gateway) {
  const { data, errors } = await of.query(document, variables);
  expect(errors).toBeUndefined();
  return data.maintenanceNow;
}

/** Sets the status of an application in the list and in its description. */
const statusOf = (name: string, status: string, of = gateway) =>
  of.flink.fault("*", { merge: { [name]: { ApplicationStatus: status } } } satisfies Fault);

const certainties = ["UNDERWAY", "DECLARED", "POSSIBLE"];
const inOrderOfCertainty = (found: readonly string[]) =>
  certainties.flatMap((certainty) => found.filter((one) => one === certainty));

const orders = { filter: { search: "orders" } };
/** An application whose window is closed at noon. */
const closed = "payments-fraud";

test("tells announced maintenance from possible maintenance, which does not count", async () => {
  expect(await ask(orders)).toEqual({
    at: "2026-11-22T12:00:00.000Z",
    verdict: "IN_MAINTENANCE",
    opensAt: null,
    clearAt: "2026-11-22T14:00:00.000Z",
    nextChangeAt: "2026-11-22T14:00:00.000Z",
    totalCount: 2,
    reasons: [
      {
        certainty: "DECLARED",
        startsAt: "2026-11-22T11:00:00.000Z",
        endsAt: "2026-11-22T14:00:00.000Z",
        window: { title: "Orders database upgrade" },
      },
    ],
    missing: [],
    windows: [
      {
        id: datadogId(2),
        title: "Orders database upgrade",
        certainty: "DECLARED",
        nextOccurrence: { endsAt: "2026-11-22T14:00:00.000Z" },
      },
      {
        id: `flink:${arnOf("orders-enrichment")}`,
        title: "orders-enrichment",
        certainty: "POSSIBLE",
        nextOccurrence: { endsAt: "2026-11-22T14:00:00.000Z" },
      },
    ],
    sources: ["aws-eu-central-1", "aws-us-east-1", "datadog"].map((id) => ({ source: { id }, state: "OK" })),
  });
});

test("a possible window counts if the caller wants it, from its start until its end", async () => {
  const verdictAt = (at: string) =>
    ask({ at, filter: { applications: ["orders-enrichment"] }, countedCertainties: ["POSSIBLE"] });
  expect(await verdictAt("2026-11-22T05:59:59.999Z")).toMatchObject({
    verdict: "CLEAR",
    clearAt: "2026-11-22T05:59:59.999Z",
    nextChangeAt: "2026-11-22T06:00:00.000Z",
    windows: [],
  });
  expect(await verdictAt("2026-11-22T06:00:00.000Z")).toMatchObject({
    verdict: "IN_MAINTENANCE",
    clearAt: "2026-11-22T14:00:00.000Z",
  });
  expect(await verdictAt("2026-11-22T13:59:59.999Z")).toMatchObject({ verdict: "IN_MAINTENANCE" });
  expect(await verdictAt("2026-11-22T14:00:00.000Z")).toMatchObject({ verdict: "CLEAR" });
});

test("an application that AWS maintains now counts, also while its window is closed", async () => {
  await statusOf(closed, "MAINTENANCE");
  expect(await ask({ filter: { applications: [closed] } })).toMatchObject({
    verdict: "IN_MAINTENANCE",
    clearAt: null,
    nextChangeAt: null,
    reasons: [{ certainty: "UNDERWAY", startsAt: null, endsAt: null, window: { title: closed } }],
    windows: [{ title: closed, certainty: "UNDERWAY" }],
  });
  // The gateway does not know whether it will be maintained tomorrow.
  expect(await ask({ at: "2026-11-23T12:00:00Z", filter: { applications: [closed] } })).toMatchObject({
    verdict: "CLEAR",
    windows: [],
  });
});

test("windows under way come first, then announced ones, then possible ones", async () => {
  await statusOf(closed, "MAINTENANCE");
  const { windows } = await ask();
  const found = windows.map(({ certainty }: { readonly certainty: string }) => certainty);
  expect(found).toEqual(inOrderOfCertainty(found));
  expect(new Set(found)).toEqual(new Set(certainties));
});

test.each([
  ["in another case", "caF\u00c9"],
  ["in the decomposed form of Unicode", "cafe\u0301"],
  ["with the end of a line", "caf\u00e9\r\n"],
])("a search finds a text %s: otherwise, the verdict would be CLEAR", async (_name, search) => {
  const times = { startsAt: "2026-11-22T11:00:00Z", endsAt: "2026-11-22T13:00:00Z" };
  const input = { name: "Caf\u00e9", query: "service:shop", ...times };
  await mutate(gateway, "createDatadogMaintenanceWindow", input);
  expect(await ask({ filter: { search } })).toMatchObject({ verdict: "IN_MAINTENANCE" });
});

test("an application under way is shown once, also after its window has opened", async () => {
  let time = now;
  const patient = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "86400" }, () => time);
  try {
    await statusOf(closed, "MAINTENANCE", patient);
    const question = { filter: { applications: [closed] }, countedCertainties: certainties };
    for (const hours of [0, 11, 20]) {
      time = new Date(now.getTime() + hours * 3_600_000);
      const found = await ask(question, patient);
      expect([hours, found.totalCount, found.windows.length, found.reasons.length]).toEqual([hours, 1, 1, 1]);
    }
    expect((await patient.flink.counts()).ListApplications).toBe(2);
  } finally {
    await patient.stop();
  }
});

test("`lasting` counts a window that opens in time, and finds the first gap that is long enough", async () => {
  const window = (name: string, startsAt: string, endsAt: string) =>
    mutate(gateway, "createDatadogMaintenanceWindow", { name, query: "service:gap", startsAt, endsAt });
  const day = "2026-11-24T";
  await window("first", `${day}10:30:00Z`, `${day}11:00:00Z`);
  await window("second", `${day}11:20:00Z`, `${day}11:40:00Z`);
  await window("adjacent", `${day}11:40:00Z`, `${day}12:00:00Z`);
  const at = `${day}10:00:00Z`;
  const filter = { search: "service:gap" };
  expect(await ask({ at, filter })).toMatchObject({
    verdict: "CLEAR",
    nextChangeAt: "2026-11-24T10:30:00.000Z",
  });
  expect(await ask({ at, filter, lasting: "PT29M" })).toMatchObject({
    verdict: "CLEAR",
    nextChangeAt: "2026-11-24T10:01:00.000Z",
  });
  expect(await ask({ at, filter, lasting: "PT30M" })).toMatchObject({
    verdict: "IN_MAINTENANCE",
    opensAt: "2026-11-24T10:30:00.000Z",
    clearAt: "2026-11-24T12:00:00.000Z",
    reasons: [{ window: { title: "first" } }],
  });
  expect(await ask({ at, filter, lasting: "PT19M" })).toMatchObject({ verdict: "CLEAR" });
  expect(await ask({ at: `${day}10:15:00Z`, filter, lasting: "PT19M" })).toMatchObject({
    clearAt: "2026-11-24T11:00:00.000Z",
  });
});

test("returns at most `first` windows and reasons, and counts all windows", async () => {
  const fresh = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "60" });
  try {
    await fresh.flink.seed({ applications: 400, region: "eu-central-1" });
    const load = { countedCertainties: ["POSSIBLE"], filter: { search: "load-" } };
    const all = await ask({ ...load, first: 200 }, fresh);
    // A third of the applications, whose windows are open for eight hours a day.
    expect(all.totalCount).toBeGreaterThan(130);
    expect(all.windows).toHaveLength(all.totalCount);
    const ends = all.reasons.map(({ endsAt }: { readonly endsAt: string }) => endsAt);
    expect(ends).toEqual([...ends].sort());
    for (const [first, count] of [
      [undefined, 100],
      [null, 100],
      [1, 1],
      [0, 0],
    ]) {
      const some = await ask({ ...load, first }, fresh);
      const { windows, reasons } = all;
      expect(some).toEqual({ ...all, windows: windows.slice(0, count), reasons: reasons.slice(0, count) });
    }
    for (const first of [201, -1]) {
      const { errors } = await fresh.query(document, { first });
      expect(errors?.[0]?.extensions).toMatchObject({
        violations: [{ path: ["first"], code: "OUT_OF_RANGE" }],
      });
    }
  } finally {
    await fresh.stop();
  }
});

describe("the verdict is UNKNOWN", () => {
  const missing = (result: {
    readonly missing: readonly { readonly kind: string; readonly message: string }[];
  }) => result.missing.map(({ kind, message }) => [kind, message]);

  test("if a source that could have an open window cannot be read", async () => {
    await gateway.datadog.fault("*", { status: 503 });
    const found = await ask({ filter: { providers: ["DATADOG"] } });
    expect(found).toMatchObject({
      verdict: "UNKNOWN",
      clearAt: null,
      missing: [{ kind: "SOURCE_FAILED", source: { id: "datadog" } }],
      sources: [{ state: "FAILED" }],
    });
    expect(found.missing[0].message).toMatch(
      /^The source datadog could not be read\. Could not list maintenance windows: Datadog /,
    );
    // It has no windows about applications.
    expect(await ask({ filter: { applications: ["orders-enrichment"] } })).toMatchObject({
      verdict: "CLEAR",
    });
    expect(await ask({ filter: { search: "orders-e" }, countedCertainties: ["UNDERWAY"] })).toMatchObject({
      verdict: "CLEAR",
    });
  });

  test("unless another source has an open window that counts", async () => {
    await gateway.datadog.fault("*", { status: 503 });
    expect(await ask()).toMatchObject({
      verdict: "IN_MAINTENANCE",
      clearAt: null,
      reasons: [{ window: { title: "pricing-realtime" } }],
      missing: [{ kind: "SOURCE_FAILED" }],
    });
  });

  test("if a window that could match cannot be read", async () => {
    await gateway.flink.fault("DescribeApplication", { status: 500 }, undefined, "orders-enrichment");
    const message = expect.stringMatching(
      /^One window of the source aws-eu-central-1 could not be read\. Could not describe application orders-enrichment: /,
    );
    expect(await ask({ filter: { search: "orders-e" } })).toMatchObject({
      verdict: "UNKNOWN",
      missing: [{ kind: "SOURCE_PARTIAL", message, source: { id: "aws-eu-central-1" } }],
    });
    expect(await ask({ filter: { applications: [arnOf("orders-enrichment")] } })).toMatchObject({
      verdict: "UNKNOWN",
      missing: [{ kind: "SOURCE_PARTIAL" }],
    });
    // The name of the unreadable application shows that it does not match.
    expect(await ask({ filter: { search: "payments" } })).toMatchObject({ verdict: "CLEAR", missing: [] });
    expect(await ask({ filter: { applications: [closed] } })).toMatchObject({
      verdict: "CLEAR",
      missing: [],
    });
  });

  test("if nothing is known about an unreadable window", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", {
      merge: { [datadogId(1).split(":")[2] ?? ""]: { attributes: { name: 7 } } },
    });
    expect(await ask({ filter: { search: "no window has this text" } })).toMatchObject({
      verdict: "UNKNOWN",
      missing: [{ kind: "SOURCE_PARTIAL", source: { id: "datadog" } }],
    });
  });

  test("if AWS reports a status that the gateway does not know", async () => {
    await statusOf(closed, "MAINTENANCE_PENDING");
    const found = await ask({ filter: { applications: [closed] } });
    expect(found.verdict).toBe("UNKNOWN");
    expect(missing(found)).toEqual([
      [
        "STATUS_UNKNOWN",
        "The gateway does not know the status that the provider reports for payments-fraud, so maintenance may be under way. Use a newer version of the gateway.",
      ],
    ]);
  });

  test.each([
    ["maintains", "MAINTENANCE", "MAINTENANCE"],
    ["may maintain", "A_NEW_STATUS", "UNKNOWN"],
  ])("if AWS %s an application that has no window", async (_name, reported, status) => {
    await statusOf("legacy-sql-report", reported);
    for (const filter of [{ applications: ["legacy-sql-report"] }, { sources: ["aws-us-east-1"] }])
      expect(await ask({ filter })).toMatchObject({
        verdict: "UNKNOWN",
        missing: [{ kind: "SOURCE_PARTIAL", source: { id: "aws-us-east-1" } }],
      });
    const { data, errors } = await gateway.query(
      `{ flinkApplication(arn: "${arnOf("legacy-sql-report", "us-east-1")}") { status maintenanceWindow { id } } }`,
    );
    expect([errors, data.flinkApplication]).toEqual([undefined, { status, maintenanceWindow: null }]);
  });

  test("if AWS maintains an application that has no window, also after an attempt to move its window", async () => {
    const cached = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "60", AWS_REGIONS: "us-east-1" });
    try {
      await cached.flink.fault("*", { merge: { "legacy-sql-report": { ApplicationStatus: "MAINTENANCE" } } });
      const partial = { verdict: "UNKNOWN", missing: [{ kind: "SOURCE_PARTIAL" }] };
      const now = async () =>
        (
          await cached.query(
            `{ maintenanceNow(filter: { applications: ["legacy-sql-report"] }) { verdict missing { kind } } }`,
          )
        ).data.maintenanceNow;
      expect(await now()).toEqual(partial);
      const input = { id: arnOf("legacy-sql-report", "us-east-1"), startTime: "10:00", validateOnly: true };
      expect(await mutate(cached, "updateFlinkMaintenanceWindow", input)).toHaveProperty("code");
      expect(await now()).toEqual(partial);
    } finally {
      await cached.stop();
    }
  });

  test.each([
    ["a source that does not exist", { filter: { sources: ["nowhere"] } }, "SOURCE_NOT_FOUND"],
    ["one such source of several", { filter: { sources: ["datadog", "nowhere"] } }, "SOURCE_NOT_FOUND"],
    ["no source", { filter: { sources: [] } }, "NO_SOURCE"],
    ["no provider", { filter: { providers: [] } }, "NO_SOURCE"],
    ["no certainty", { countedCertainties: [] }, "NO_SOURCE"],
    [
      "a provider without such windows",
      { filter: { providers: ["DATADOG"] }, countedCertainties: ["POSSIBLE"] },
      "NO_SOURCE",
    ],
    ["no application", { filter: { applications: [] } }, "NO_SOURCE"],
    ["an application that does not exist", { filter: { applications: ["ordrs"] } }, "APPLICATION_NOT_FOUND"],
    [
      "an application without a window",
      { filter: { applications: ["legacy-sql-report"] } },
      "APPLICATION_NOT_FOUND",
    ],
    [
      "applications, one of which does not exist",
      { filter: { applications: [closed, "ordrs"] } },
      "APPLICATION_NOT_FOUND",
    ],
    [
      "an application and a text that it lacks",
      { filter: { applications: [closed], search: "orders" } },
      null,
    ],
    [
      "an application of another source",
      { filter: { applications: [closed], sources: ["aws-us-east-1"] } },
      "APPLICATION_NOT_FOUND",
    ],
  ])("or CLEAR if the filter names %s", async (_name, variables, kind) => {
    // No window counts at this time.
    const found = await ask({ at: "2027-11-22T12:00:00Z", ...variables });
    expect([found.verdict, found.missing.map((one: { readonly kind: string }) => one.kind)]).toEqual(
      kind === null ? ["CLEAR", []] : ["UNKNOWN", [kind]],
    );
  });

  test("and names at most ten sources, and the beginning of a long name", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `source-${index}`);
    const found = await ask({ filter: { sources: ["x".repeat(10_000), ...names] } });
    expect(found.missing[0].message).toMatch(
      /: x{20,200}…, source-0, .*source-8 and 3 more\. `maintenanceSources`/,
    );
  });
});

describe("old data", () => {
  let time = now;
  let old: TestGateway;
  beforeEach(async () => {
    time = now;
    old = await startTestGateway(
      {
        INVENTORY_MAX_AGE_SECONDS: "30",
        INVENTORY_STALE_IF_ERROR_SECONDS: "3600",
        FLINK_DESCRIBE_MAX_AGE_SECONDS: "300",
      },
      () => time,
    );
  });
  afterEach(() => old.stop());
  const pass = (seconds: number) => {
    time = new Date(time.getTime() + seconds * 1_000);
  };
  const ofDatadog = { providers: ["DATADOG"] };

  test("gives no verdict once a source is STALE, unless the caller accepts its age", async () => {
    expect(await ask({ filter: ofDatadog }, old)).toMatchObject({ verdict: "IN_MAINTENANCE" });
    await old.datadog.fault("*", { status: 503 });
    pass(100);
    const stale = await ask({ filter: ofDatadog }, old);
    expect(stale).toMatchObject({
      verdict: "UNKNOWN",
      clearAt: null,
      nextChangeAt: null,
      missing: [{ kind: "SOURCE_STALE", source: { id: "datadog" } }],
      sources: [{ state: "STALE" }],
    });
    // What is known is said all the same.
    expect(stale.reasons.length).toBeGreaterThan(0);
    expect(stale.missing[0].message).toMatch(
      /^The data of the source datadog is 100 seconds old\. Could not list maintenance windows: Datadog /,
    );
    const free = { ...ofDatadog, search: "no such window" };
    expect(await ask({ filter: free }, old)).toMatchObject({ verdict: "UNKNOWN" });
    expect(await ask({ filter: free, maxAge: "PT100S" }, old)).toMatchObject({ verdict: "CLEAR" });
    expect(await ask({ filter: ofDatadog, maxAge: "PT100S" }, old)).toMatchObject({
      verdict: "IN_MAINTENANCE",
    });
    expect(await ask({ filter: ofDatadog, maxAge: "PT99S" }, old)).toMatchObject({ verdict: "UNKNOWN" });
  });

  test("gives no verdict if the caller wants newer data than the cache has, and causes no read", async () => {
    const free = { filter: { ...ofDatadog, search: "no such window" } };
    await ask(free, old);
    pass(20);
    expect(await ask(free, old)).toMatchObject({ verdict: "CLEAR", sources: [{ state: "OK" }] });
    const tooOld = await ask({ ...free, maxAge: "PT19S" }, old);
    expect(tooOld).toMatchObject({ verdict: "UNKNOWN", missing: [{ kind: "SOURCE_STALE" }] });
    expect(tooOld.missing[0].message).toBe(
      "The data of the source datadog is 20 seconds old, which is more than `maxAge`.",
    );
    expect((await old.datadog.counts()).ListMaintenanceWindows).toBe(1);
  });

  test("includes the times of Flink windows, which are read less often, if possible maintenance counts", async () => {
    const possible = { filter: { applications: [closed] }, countedCertainties: ["POSSIBLE"] };
    await ask(possible, old);
    pass(120);
    // The list is new, but the description of the application is not.
    expect(await ask({ ...possible, maxAge: "PT121S" }, old)).toMatchObject({ verdict: "CLEAR" });
    const tooOld = await ask({ ...possible, maxAge: "PT1M" }, old);
    expect(tooOld).toMatchObject({ verdict: "UNKNOWN", missing: [{ kind: "SOURCE_STALE" }, {}] });
    expect(tooOld.missing[0].message).toMatch(
      /^The data of the source aws-eu-central-1 is 120 seconds old, /,
    );
    expect(await ask({ ...possible, countedCertainties: ["UNDERWAY"], maxAge: "PT1M" }, old)).toMatchObject({
      verdict: "CLEAR",
    });
    expect((await old.flink.counts()).DescribeApplication).toBe(12);
  });

  test("ages by the steady clock: a system clock that is set back does not make it younger", async () => {
    await ask({ filter: ofDatadog }, old);
    await old.datadog.fault("*", { status: 503 });
    pass(100);
    await ask({ filter: ofDatadog }, old);
    pass(-95);
    const found = await ask({ filter: { ...ofDatadog, search: "no such window" }, maxAge: "PT50S" }, old);
    expect(found.missing[0]).toMatchObject({ kind: "SOURCE_STALE" });
    expect(found.verdict).toBe("UNKNOWN");
  });

  test("is not answered from a cached response once it is older than the caller accepts", async () => {
    // A response that contains the time of its request, such as in `at`, is never sent again.
    const timeless = `{ maintenanceNow(filter: { providers: [DATADOG], search: "no such window" }, maxAge: "PT10S") { verdict } }`;
    const verdictNow = async () => (await old.query(timeless)).data.maintenanceNow.verdict;
    for (let request = 0; request < 3; request++) expect(await verdictNow()).toBe("CLEAR");
    pass(11);
    expect(await verdictNow()).toBe("UNKNOWN");
  });
});

describe("arguments", () => {
  const violations = async (variables: Record<string, unknown>) => {
    const { errors } = await gateway.query(document, variables);
    return errors?.[0]?.extensions?.violations;
  };

  test.each([
    [{ lasting: "P32D" }, "lasting", "`lasting` must be at most 31 days."],
    [{ lasting: "P1M" }, "lasting", "`lasting` must be at most 31 days, without months or years."],
    [{ lasting: "P300000Y" }, "lasting", "`lasting` must be at most 31 days, without months or years."],
    [
      { maxAge: "PT0S" },
      "maxAge",
      "`maxAge` must be at least one second. Omit it to accept what the gateway caches.",
    ],
    [
      { maxAge: "PT0.5S" },
      "maxAge",
      "`maxAge` must be at least one second. Omit it to accept what the gateway caches.",
    ],
    [
      { filter: { search: "x".repeat(257) } },
      "filter.search",
      "`filter.search` must be at most 256 characters long.",
    ],
  ])("%o is rejected", async (variables, path, message) => {
    const found = await violations(variables);
    expect(found).toEqual([{ path: path.split("."), code: expect.any(String), message }]);
  });

  test("every violation is named", async () => {
    expect(await violations({ lasting: "P32D", maxAge: "PT0S" })).toHaveLength(2);
  });

  test.each([
    { lasting: "P31D" },
    { lasting: "PT0S" },
    { maxAge: "P300000Y" },
    { at: "0001-01-01T00:00:00Z" },
    { at: "9999-12-31T23:59:59Z", lasting: "P31D" },
  ])("%o is accepted", async (variables) => {
    expect(["CLEAR", "IN_MAINTENANCE"]).toContain((await ask(variables)).verdict);
  });
});

describe("certainty in lists", () => {
  const list = async (given: string) => {
    const { data, errors } = await gateway.query(
      `{ maintenanceWindows(first: 200${given}) { nodes { ... on ScheduledWindow { id title certainty } } pageInfo { endCursor } } }`,
    );
    expect(errors).toBeUndefined();
    return data.maintenanceWindows as {
      readonly nodes: readonly { readonly id: string; readonly title: string; readonly certainty: string }[];
      readonly pageInfo: { readonly endCursor: string };
    };
  };

  test("filters, and calls no provider whose windows never have it", async () => {
    await statusOf(closed, "MAINTENANCE");
    const underway = await list(", filter: { certainties: [UNDERWAY] }");
    expect(underway.nodes.map(({ title }) => title).sort()).toEqual([closed, "pricing-realtime"]);
    expect(await gateway.datadog.counts()).toEqual({});
    const declared = await list(", filter: { certainties: [DECLARED] }");
    expect(new Set(declared.nodes.map(({ certainty }) => certainty))).toEqual(new Set(["DECLARED"]));
    expect((await list(", filter: { certainties: [] }")).nodes).toEqual([]);
  });

  test("orders, and pages continue at the same place", async () => {
    await statusOf(closed, "MAINTENANCE");
    const all = (await list(", orderBy: { field: CERTAINTY }")).nodes;
    const found = all.map(({ certainty }) => certainty);
    expect(found).toEqual(inOrderOfCertainty(found));
    const paged: string[] = [];
    for (let after = ""; paged.length < all.length; ) {
      const { data } = await gateway.query(
        `{ maintenanceWindows(first: 2, orderBy: { field: CERTAINTY }${after}) { nodes { ... on ScheduledWindow { id } } pageInfo { endCursor } } }`,
      );
      const { nodes, pageInfo } = data.maintenanceWindows;
      paged.push(...nodes.map(({ id }: { readonly id: string }) => id));
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
  });

  test("filters by application, by name or ARN, without calling providers that have none", async () => {
    const titles = async (names: string) =>
      (await list(`, filter: { applications: [${names}] }`)).nodes.map(({ title }) => title);
    expect(await titles(`"${closed}", "${arnOf("orders-enrichment")}", "nothing"`)).toEqual([
      "orders-enrichment",
      closed,
    ]);
    expect(await titles("")).toEqual([]);
    expect(await gateway.datadog.counts()).toEqual({});
  });
});
