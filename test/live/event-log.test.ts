import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import type { MaintenanceEvent } from "../../src/domain/events/maintenance-event.js";
import { createEventLog } from "../../src/live/event-log.js";
import { createWaiters } from "../../src/live/waiters.js";

const event = { type: "CREATED" } as unknown as MaintenanceEvent;
const events = (count: number) => Array.from({ length: count }, () => event);

test("a full log drops its oldest events, and reports which readers have missed some", () => {
  const log = createEventLog("log", 3);
  log.append(events(3));
  expect(log.after(0)).toHaveLength(3);
  log.append(events(2));
  expect(log.after(1)).toBeNull();
  expect(log.after(2)).toHaveLength(3);
  expect(log.after(5)).toEqual([]);
  expect([1, 2, 5].map((number) => log.isComplete(number, []))).toEqual([false, true, true]);
});

test("a stream that has waited leaves nothing at its signal, and ends its wait when that aborts", async () => {
  const { wait, wake } = createWaiters();
  const leaving = new AbortController();
  const first = wait(leaving.signal);
  wake();
  await first;
  expect(getEventListeners(leaving.signal, "abort")).toEqual([]);
  const second = wait(leaving.signal);
  leaving.abort();
  await second;
  await wait(leaving.signal);
});
