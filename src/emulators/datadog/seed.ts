import { randomUUID } from "node:crypto";
import { colleague, formerColleague, loadUserId } from "./users.js";
import type { Window } from "./windows.js";
import { toSeconds } from "./windows.js";

const hour = 3_600_000;
const day = 24 * hour;

interface Seed {
  readonly number: number;
  readonly name: string;
  readonly query: string;
  readonly startsIn: number;
  readonly lasts: number;
  /** By default, the colleague. */
  readonly createdBy?: string;
  readonly updatedBy?: string;
}

/** Ended, open and future windows, relative to the emulator's start. */
const seeds: readonly Seed[] = [
  {
    number: 1,
    name: "Network move, rack 12",
    query: "team:network",
    startsIn: -3 * day,
    lasts: 4 * hour,
    updatedBy: formerColleague,
  },
  {
    number: 2,
    name: "Orders database upgrade",
    query: "service:orders-db",
    startsIn: -1 * hour,
    lasts: 3 * hour,
  },
  {
    number: 3,
    name: "Year-long migration",
    query: "project:MIGRATION",
    startsIn: -90 * day,
    lasts: 365 * day,
  },
  {
    number: 4,
    name: "Checkout release",
    query: "service:checkout AND env:production",
    startsIn: 6 * hour,
    lasts: 2 * hour,
  },
  {
    number: 5,
    name: "Weekend failover test",
    query: "team:platform",
    startsIn: 5 * day,
    lasts: 30 * hour,
  },
];

/** Returns the seed windows. Their ids are the same in every emulator, so that examples can use them. */
export function seedWindows(now: Date): readonly Window[] {
  return seeds.map(({ number, ...seed }) => {
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
    return toWindow(id, seed, now);
  });
}

/**
 * Returns plain windows for load tests, named `Load 00001` and so on. One starts every hour. If there are users for load tests,
 * each of them creates one window after the other.
 */
export function loadWindows(from: number, count: number, userCount: number, now: Date): readonly Window[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index + 1;
    const name = `Load ${String(number).padStart(5, "0")}`;
    const createdBy = userCount === 0 ? colleague : loadUserId(((number - 1) % userCount) + 1);
    const seed = { name, query: `load:${number}`, startsIn: number * hour, lasts: 2 * hour, createdBy };
    return toWindow(randomUUID(), seed, now);
  });
}

function toWindow(id: string, seed: Omit<Seed, "number">, now: Date): Window {
  const startMs = now.getTime() + seed.startsIn;
  return {
    id,
    name: seed.name,
    query: seed.query,
    start_at: toSeconds(new Date(startMs)),
    end_at: toSeconds(new Date(startMs + seed.lasts)),
    created_by: seed.createdBy ?? colleague,
    updated_by: seed.updatedBy ?? colleague,
  };
}
