import { expect, test } from "vitest";
import type { AuditSink } from "../src/context.js";
import { Context, createContextFactory } from "../src/context.js";
import type { RequestContext } from "../src/datasources/provider.js";
import type { Datasources } from "../src/datasources/registry.js";
import { fullAccess } from "../src/domain/permissions.js";
import type { Basis } from "../src/domain/response-basis.js";
import type { Connections } from "../src/inventory/configured-sources.js";
import { createInventory } from "../src/inventory/inventory.js";
import { createLive } from "../src/live/live.js";
import { createAdmission } from "../src/scheduling/admission.js";
import { now } from "./support/gateway.js";

const moment = { now, steadyMs: 0 };
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const audit: AuditSink = () => {};

/** Creates the context of a request. `onDatasources` receives the context that providers get. */
function contextFor(
  timeoutMs: number | null = null,
  clientGone = new AbortController().signal,
  onDatasources: (context: RequestContext) => void = () => {},
): Context {
  const connections: Connections = {
    sources: () => [],
    upstreams: () => new Map(),
    datasources(given) {
      onDatasources(given);
      return {} as Datasources;
    },
    reread: async () => null,
    readNotice: () => null,
    close: async () => {},
  };
  const inventory = createInventory(connections, createAdmission());
  const clock = () => moment;
  const create = createContextFactory({
    connections,
    inventory,
    live: createLive({ connections, inventory, clock, requestTimeoutMs: 10_000, logger: silent }),
    clock,
    requestTimeoutMs: 10_000,
    audit,
    isAuditBlocked: () => false,
  });
  const caller = { viewer: null, clientName: null, clientVersion: null, address: "::1" };
  const openStream = () => ({
    signal: new AbortController().signal,
    renew: async () => ({ permissions: fullAccess }),
    close() {},
  });
  const request = { requestId: "1", caller, permissions: fullAccess, logger: silent };
  return create({ ...request, timeoutMs, clientGone, openStream });
}

/** Returns the context that providers get for a request with this client timeout. */
function contextOf(timeoutMs: number | null, clientGone?: AbortSignal): RequestContext {
  let context: RequestContext | undefined;
  contextFor(timeoutMs, clientGone, (given) => {
    context = given;
  });
  if (context === undefined) throw new Error("No datasources were created.");
  return context;
}

test.each([
  [null, 9_500, false],
  [10_000, 9_500, false],
  [60_000, 9_500, false],
  [9_000, 8_500, true],
  [2_000, 1_800, true],
  [333, 300, true],
  [1, 1, true],
])("a client timeout of %s ms leads to a deadline of %i ms", (timeoutMs, expectedMs, hasShortDeadline) => {
  const { deadline, readDeadline, hasShortDeadline: hasty } = contextOf(timeoutMs);
  for (const { timeLeftMs } of [deadline, readDeadline]) {
    expect(timeLeftMs()).toBeLessThanOrEqual(expectedMs);
    expect(timeLeftMs()).toBeGreaterThan(expectedMs - 100);
  }
  expect(hasty).toBe(hasShortDeadline);
});

test("each event of a stream has the time of a request, however short the client waits", async () => {
  const contexts: RequestContext[] = [];
  const context = contextFor(1, undefined, (given) => contexts.push(given));
  const events = context.stream(async function* () {
    yield "event";
  });
  await events.next();
  expect(contexts.map(({ hasShortDeadline }) => hasShortDeadline)).toEqual([true, false]);
  expect(contexts.at(-1)?.readDeadline.timeLeftMs()).toBeGreaterThan(9_000);
});

test("a client that disconnects cancels the reads, and nothing else", () => {
  const clientGone = new AbortController();
  const { deadline, readDeadline } = contextOf(null, clientGone.signal);
  expect([readDeadline.signal.aborted, readDeadline.isCancelled()]).toEqual([false, false]);
  clientGone.abort();
  expect([readDeadline.signal.aborted, readDeadline.isCancelled()]).toEqual([true, true]);
  expect([deadline.signal.aborted, deadline.isCancelled()]).toEqual([false, false]);
});

/** Data that stays the same for a millisecond. */
const data: Basis = {
  validFrom: now,
  validUntil: new Date(now.getTime() + 1),
  freshUntilMs: moment.steadyMs + 1,
  isUnchanged: () => true,
  sourceIds: [],
  reuse: () => {},
};

/** Members of the context that resolvers may read without declaring anything, with the reason. */
const undeclared: Readonly<Record<string, string>> = {
  constructor: "is no data",
  permissions: "is part of the key of a cached response",
  inventory: "has functions that declare their data themselves",
  nowFor: "declares until when the response stays the same",
  request: "is for the server; its type is hidden from resolvers",
  basis: "is for the server; its type is hidden from resolvers",
  providers: "is private",
  streaming: "is private",
  stream: "is for subscriptions, whose events are never cached",
};

test("a response cannot be used again if a resolver reads any other member of the context", () => {
  const create = () => contextFor();
  const members = new Set([...Object.keys(create()), ...Object.getOwnPropertyNames(Context.prototype)]);
  const reusable = [...members].filter((name) => {
    const context = create();
    context.basis.add(data);
    void Reflect.get(context, name);
    return context.basis.whole() !== null;
  });
  expect(reusable.sort()).toEqual(Object.keys(undeclared).sort());
});

test("a response cannot be used again if a resolver calls any function of the inventory that does not declare its data", () => {
  const declaring = [
    "allWindows",
    "listOccurrences",
    "listWindows",
    "maintenanceAt",
    "overlapping",
    "readSources",
    "sourceOf",
  ];
  const { inventory } = contextFor();
  const others = Object.keys(inventory).filter((name) => !declaring.includes(name));
  expect(others.sort()).toEqual(["findWindow", "forgetReads", "healthOf", "sources"]);
  for (const name of others) {
    const context = contextFor();
    const call = Reflect.get(context.inventory, name) as (argument: unknown) => unknown;
    try {
      call({ id: "flink:x" });
    } catch {
      // Only what it declares counts here.
    }
    expect(context.basis.maxAgeSeconds(moment), name).toBe(0);
    context.basis.add(data);
    expect(context.basis.whole(), name).toBeNull();
  }
});

test("Apollo Server's copy of a context reads none of its getters", () => {
  const context = contextFor();
  const copy: Context = Object.assign(Object.create(Object.getPrototypeOf(context)), context);
  copy.basis.add(data);
  expect(copy.basis.whole()).not.toBeNull();
  expect(copy.now).toBe(now);
  expect(context.basis.whole()).toBeNull();
});
