import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { ConfiguredProvider, MaintenanceDatasource, Provider } from "../../src/datasources/provider.js";
import { providers } from "../../src/datasources/registry.js";
import { GatewayError } from "../../src/domain/failures/gateway-error.js";
import type { Clock } from "../../src/domain/time/clock.js";
import { nextOccurrence } from "../../src/domain/time/schedules.js";
import type { Freshness } from "../../src/settings/freshness.js";
import { clockOf } from "../support/clock.js";
import type { Control, TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import { now } from "../support/gateway.js";
import { testContext, testRuntime } from "../support/runtime.js";

export interface ConformanceCase {
  readonly key: keyof typeof providers;
  /** The provider's emulator. */
  readonly emulator: "flink" | "datadog";
  /** The operation that every list calls first. */
  readonly listOperation: string;
  /** The number of windows of the first source in the seed. */
  readonly windowCount: number;
  /** A well-formed id of a window that no source has. */
  readonly unknownId: string;
  readonly malformedIds: readonly string[];
  /** What a notice calls an item of the first source, and the only operation that then reads it. */
  readonly item: string;
  readonly itemOperation: string;
}

/** Tests the behaviour that every provider must have, regardless of its API. */
export function testProvider(given: ConformanceCase): void {
  const provider: Provider = providers[given.key];
  let emulators: TestEmulators;
  let control: Control;
  let configured: ConfiguredProvider;

  beforeAll(async () => {
    emulators = await startTestEmulators(() => now);
    control = emulators[given.emulator];
    const environment = { ...emulators.environment, FLINK_DESCRIBE_MAX_AGE_SECONDS: "0" };
    configured = await provider.configure({ environment, declared: null });
  });
  afterAll(() => emulators.close());
  beforeEach(() => control.reset());

  function connect(
    upstreamTimeoutMs = 2_000,
    freshness: Partial<Freshness> & { readonly clock?: Clock } = {},
  ) {
    return configured.connect(testRuntime({ ...freshness, upstreamTimeoutMs }));
  }

  function request(context = testContext()) {
    const connection = connect();
    const sourceId = connection.sources()[0]?.id ?? "";
    return { connection, sourceId, datasource: connection.datasource(context) };
  }

  async function failureOf(promise: Promise<unknown>) {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(GatewayError);
    return (error as GatewayError).failure;
  }

  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  /** Returns a function that lists the windows of one source, which is cached, so many seconds after the start. */
  function cachedLists(freshness: Partial<Freshness>) {
    let passed = 0;
    const connection = connect(2_000, { ...freshness, clock: clockOf(() => after(passed)) });
    const sourceId = connection.sources()[0]?.id ?? "";
    return (seconds: number) => {
      passed = seconds;
      return connection.datasource(testContext(10_000, after(seconds))).listWindows(sourceId);
    };
  }

  test("has no sources and no configuration errors without its variables", async () => {
    expect(await provider.configure({ environment: {}, declared: null })).toMatchObject({
      sources: [],
      faults: [],
    });
  });

  test("makes no calls when it connects", async () => {
    expect(connect().sources().length).toBeGreaterThan(0);
    expect(await control.counts()).toEqual({});
  });

  test("sends no call before all SDKs are loaded, because an import blocks the process", async () => {
    const runtime = testRuntime();
    const other = Promise.withResolvers<void>();
    runtime.sdkImports.add(() => other.promise);
    const connection = configured.connect(runtime);
    const list = connection.datasource(testContext()).listWindows(connection.sources()[0]?.id ?? "");
    await connect()
      .datasource(testContext())
      .listWindows(connection.sources()[0]?.id ?? "");
    const before = await control.counts();
    await new Promise(setImmediate);
    expect(await control.counts()).toEqual(before);
    other.resolve();
    await list;
    expect(await control.counts()).not.toEqual(before);
  });

  test("says what each certainty of its windows means", () => {
    for (const { certainties } of connect().sources())
      expect(Object.keys(provider.meanings).toSorted()).toEqual([...certainties].toSorted());
  });

  test("returns sources of this provider only, with unique ids without colons", () => {
    const sources = connect().sources();
    expect(sources.every((source) => source.provider === provider.name)).toBe(true);
    expect(new Set(sources.map(({ id }) => id)).size).toBe(sources.length);
    expect(sources.filter(({ id }) => id.includes(":"))).toEqual([]);
  });

  test("lists complete windows", async () => {
    const { datasource, sourceId } = request();
    const { windows, fetchedAt, failure } = await datasource.listWindows(sourceId);
    expect([fetchedAt, failure]).toEqual([now, null]);
    expect(windows).toHaveLength(given.windowCount);
    for (const window of windows) {
      expect(window).toMatchObject({ provider: provider.name, sourceId });
      expect(window.id.startsWith(`${given.key}:`)).toBe(true);
      expect(window.title).not.toBe("");
      expect(window.revision).toMatch(/^[A-Za-z0-9_-]{16}$/);
    }
    expect(windows.some(({ schedule }) => nextOccurrence(schedule, now) !== null)).toBe(true);
  });

  test("lists once per request, and again after a write of the request", async () => {
    const { datasource, sourceId } = request();
    await Promise.all([datasource.listWindows(sourceId), datasource.listWindows(sourceId)]);
    await datasource.listWindows(sourceId);
    expect((await control.counts())[given.listOperation]).toBe(1);
    datasource.forgetReads();
    await datasource.listWindows(sourceId);
    expect((await control.counts())[given.listOperation]).toBe(2);
  });

  test("shares one read between concurrent requests, and with later ones while it is fresh", async () => {
    const list = cachedLists({ maxAgeMs: 30_000 });
    const [one, two] = await Promise.all([list(0), list(0)]);
    expect((await list(29)).windows).toBe(one.windows);
    expect(two.windows).toBe(one.windows);
    expect((await control.counts())[given.listOperation]).toBe(1);
    expect((await list(30)).fetchedAt).toEqual(after(30));
    expect((await control.counts())[given.listOperation]).toBe(2);
  });

  test("returns stale windows with the failure while the source fails, until they are too old", async () => {
    const list = cachedLists({ maxAgeMs: 30_000, staleIfErrorMs: 60_000 });
    const good = await list(0);
    await control.fault("*", { status: 503 });
    expect(await list(40)).toMatchObject({
      windows: good.windows,
      fetchedAt: now,
      failure: { retryable: true },
    });
    expect(await failureOf(list(90))).toMatchObject({ kind: "UpstreamError", provider: provider.name });
  });

  /** Returns a connection with a fresh list of its first source, and a function that returns the calls since. */
  async function withList() {
    const connection = connect(2_000, { maxAgeMs: 30_000 });
    const sourceId = connection.sources()[0]?.id ?? "";
    const list = () => connection.datasource(testContext()).listWindows(sourceId);
    await list();
    const before = await control.counts();
    const callsSince = async () =>
      Object.entries(await control.counts())
        .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
        .filter(([, count]) => count > 0);
    return { connection, sourceId, list, callsSince };
  }

  test("reads an item again after a notice, with one call, and then shows it without a call", async () => {
    const { connection, sourceId, list, callsSince } = await withList();
    await (await connection.reread(sourceId, given.item))?.ended;
    expect(await callsSince()).toEqual([[given.itemOperation, 1]]);
    expect((await list()).windows).toHaveLength(given.windowCount);
    expect(await callsSince()).toEqual([[given.itemOperation, 1]]);
  });

  test("lists a source again after a notice, and shows the failure if it cannot", async () => {
    const { connection, sourceId, list, callsSince } = await withList();
    await (await connection.reread(sourceId, null))?.ended;
    expect(Object.fromEntries(await callsSince())[given.listOperation]).toBe(1);
    await control.fault("*", { status: 503 });
    await (await connection.reread(sourceId, null))?.ended;
    expect(await list()).toMatchObject({ failure: { retryable: true } });
  });

  test("reads nothing after a notice while nothing is cached, or about a source of another provider", async () => {
    const connection = connect(2_000, { maxAgeMs: 30_000 });
    for (const item of [given.item, null])
      await (await connection.reread(connection.sources()[0]?.id ?? "", item))?.ended;
    expect(await connection.reread("elsewhere", null)).toBeNull();
    expect(connection.readNotice({ source: "elsewhere" })).toBeNull();
    expect(await control.counts()).toEqual({});
  });

  test("finds each listed window by its id, with equal fields", async () => {
    const first = request();
    const { windows } = await first.datasource.listWindows(first.sourceId);
    const second = request();
    const found = await Promise.all(windows.map(({ id }) => second.datasource.findWindow(id)));
    expect(found).toEqual(windows);
  });

  test("computes the same revision in two processes", async () => {
    const list = async ({ datasource, sourceId }: { datasource: MaintenanceDatasource; sourceId: string }) =>
      (await datasource.listWindows(sourceId)).windows.map(({ id, revision }) => [id, revision]);
    expect(await list(request())).toEqual(await list(request()));
  });

  test("returns null for a window that does not exist", async () => {
    expect(await request().datasource.findWindow(given.unknownId)).toBeNull();
  });

  test("knows which sources can have a window, without a call", async () => {
    const { datasource, sourceId } = request();
    const { windows } = await datasource.listWindows(sourceId);
    const calls = await control.counts();
    for (const { id } of windows) expect(datasource.sourceIdsOf(id)).toContain(sourceId);
    expect(datasource.sourceIdsOf(given.unknownId)).not.toBeNull();
    for (const id of given.malformedIds) expect(datasource.sourceIdsOf(id)).toBeNull();
    expect(await control.counts()).toEqual(calls);
  });

  test.each(given.malformedIds)("rejects the malformed id %j without a call", async (id) => {
    const failure = await failureOf(request().datasource.findWindow(id));
    expect(failure).toMatchObject({
      kind: "ValidationError",
      violations: [{ path: ["id"], code: "MALFORMED" }],
    });
    expect(await control.counts()).toEqual({});
  });

  test("throws a GatewayError that names the provider and the source", async () => {
    await control.fault("*", { status: 503 });
    const { datasource, sourceId } = request();
    const failure = await failureOf(datasource.listWindows(sourceId));
    expect(failure).toMatchObject({ kind: "UpstreamError", provider: provider.name, retryable: true });
    expect(failure.message).toContain(sourceId);
  });

  test("does not cache a failure beyond its request", async () => {
    await control.fault("*", { status: 503 }, 1);
    const first = request();
    await failureOf(first.datasource.listWindows(first.sourceId));
    const second = request();
    const { windows } = await second.datasource.listWindows(second.sourceId);
    expect(windows).toHaveLength(given.windowCount);
  });

  test("stops waiting for a hanging call at the request's deadline", async () => {
    await control.fault("*", { hang: true });
    const { datasource, sourceId } = request(testContext(80));
    expect(await failureOf(datasource.listWindows(sourceId))).toMatchObject({ failure: "TIMEOUT" });
  });

  test("stops a hanging call at its own timeout, before the request's deadline", async () => {
    await control.fault("*", { hang: true });
    const connection = connect(80);
    const datasource = connection.datasource(testContext());
    const failure = await failureOf(datasource.listWindows(connection.sources()[0]?.id ?? ""));
    expect(failure).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  test("sends no call after the request's deadline", async () => {
    const context = testContext(1);
    await vi.waitFor(() => expect(context.deadline.isOver()).toBe(true));
    expect(await failureOf(request(context).datasource.findWindow(given.unknownId))).toMatchObject({
      failure: "TIMEOUT",
    });
  });
}
