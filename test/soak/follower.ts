import { setTimeout as sleep } from "node:timers/promises";
import { subscribe } from "../support/event-stream.js";
import { send } from "../support/send.js";
import type { Mirror } from "./mirror.js";
import { createMirror } from "./mirror.js";

const events = `subscription ($after: ID) {
  maintenanceWindowChanged(after: $after) {
    type position ... on MaintenanceWindowEvent { window { id revision } }
  }
}`;
const list = `query ($after: String) {
  maintenanceWindows(first: 200, after: $after) {
    nodes { ... on ScheduledWindow { id revision } }
    pageInfo { hasNextPage endCursor }
    sources { state }
  }
}`;

type Complain = (problem: string) => void;
type ListedWindow = { readonly id: string; readonly revision: string };

/** Returns all windows; null while a source cannot be read completely. */
export async function listWindows(address: string): Promise<readonly ListedWindow[] | null> {
  const windows: ListedWindow[] = [];
  let after: string | null = null;
  do {
    const { data } = await send(address, list, { after });
    const { nodes = [], pageInfo, sources = [] } = data?.maintenanceWindows ?? {};
    if (sources.length === 0 || sources.some(({ state }: { state: string }) => state !== "OK")) return null;
    windows.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return windows;
}

/**
 * Follows the events of a gateway as a careful client does: subscribes, then lists, then applies what has happened since. If the
 * stream ends or restarts, it does so again. The address can change, as behind a load balancer.
 */
export function follow(name: string, address: () => string, complain: Complain) {
  const mirror = createMirror(name);
  let isStopped = false;
  let position: string | null = null;
  let streams = 0;
  let restarts = 0;
  let leave = () => {};

  async function fill(): Promise<void> {
    for (;;) {
      const windows = await listWindows(address()).catch(() => null);
      if (windows !== null) return mirror.fill(windows);
      if (isStopped) return;
      await sleep(200);
    }
  }

  async function followOnce(): Promise<void> {
    const stream = await subscribe(address(), { query: events, variables: { after: position ?? "start" } });
    streams += 1;
    leave = stream.leave;
    const seen = new Set<string>();
    for (let next = await stream.next(); next !== null; next = await stream.next()) {
      const { data = null, errors = [] } = next.data ?? {};
      for (const { extensions } of errors)
        if (extensions?.code !== "UNAVAILABLE") complain(`a stream ended with ${extensions?.code}`);
      const event = data?.maintenanceWindowChanged;
      if (!event) continue;
      if (seen.has(event.position)) complain("a stream delivered an event twice");
      seen.add(event.position);
      if (event.type === "RESTARTED") {
        restarts += 1;
        await fill();
      } else if (event.window) mirror.apply(event.type, event.window);
      position = event.position;
    }
  }

  const ended = (async () => {
    while (!isStopped) {
      await followOnce().catch(() => {});
      await sleep(100);
    }
  })();

  return {
    mirror: mirror as Mirror,
    counts: () => ({ streams, restarts, events: mirror.eventCount() }),
    async stop(): Promise<void> {
      isStopped = true;
      leave();
      await ended;
    },
  };
}
