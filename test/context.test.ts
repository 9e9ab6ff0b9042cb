import { expect, test } from "vitest";
import type { AuditSink } from "../src/context.js";
import { createContextFactory } from "../src/context.js";
import type { RequestContext } from "../src/datasources/provider.js";
import type { Datasources } from "../src/datasources/registry.js";
import { fullAccess } from "../src/domain/permissions.js";
import type { Connections } from "../src/inventory/configured-sources.js";
import { createInventory } from "../src/inventory/inventory.js";
import { now } from "./support/gateway.js";

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const audit: AuditSink = () => {};

/** Creates the context that providers get for a request with this client timeout. */
function contextOf(timeoutMs: number | null, clientGone = new AbortController().signal): RequestContext {
  let context: RequestContext | undefined;
  const connections: Connections = {
    sources: () => [],
    upstreams: () => new Map(),
    datasources(given) {
      context = given;
      return {} as Datasources;
    },
    close: async () => {},
  };
  const inventory = createInventory(connections);
  const create = createContextFactory({
    connections,
    inventory,
    clock: () => now,
    requestTimeoutMs: 10_000,
    audit,
  });
  const caller = { viewer: null, clientName: null, clientVersion: null, address: "::1" };
  create({ requestId: "1", caller, permissions: fullAccess, timeoutMs, clientGone, logger: silent });
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

test("a client that disconnects cancels the reads, and nothing else", () => {
  const clientGone = new AbortController();
  const { deadline, readDeadline } = contextOf(null, clientGone.signal);
  expect([readDeadline.signal.aborted, readDeadline.isCancelled()]).toEqual([false, false]);
  clientGone.abort();
  expect([readDeadline.signal.aborted, readDeadline.isCancelled()]).toEqual([true, true]);
  expect([deadline.signal.aborted, deadline.isCancelled()]).toEqual([false, false]);
});
