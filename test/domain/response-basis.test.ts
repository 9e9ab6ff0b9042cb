import { expect, test } from "vitest";
import type { Basis } from "../../src/domain/response-basis.js";
import { createResponseBasis } from "../../src/domain/response-basis.js";
import type { Schedule } from "../../src/domain/time/schedules.js";

const now = new Date("2026-11-22T12:00:00Z");
const at = { now, steadyMs: 90_000 };
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const dataUntil = (seconds: number): Basis => ({
  validFrom: inSeconds(-90),
  validUntil: inSeconds(3600),
  freshUntilMs: at.steadyMs + seconds * 1000,
  isUnchanged: () => true,
  sourceIds: ["listed"],
  reuse: () => {},
});

test("a response is cacheable until the first of its data may change, in whole seconds", () => {
  const basis = createResponseBasis();
  basis.add(dataUntil(30));
  basis.add(dataUntil(12.9));
  expect(basis.maxAgeSeconds(at)).toBe(12);
});

const openUntil = (seconds: number): Schedule => ({
  recurrence: "NONE",
  startsAt: inSeconds(-60),
  endsAt: inSeconds(seconds),
});

test("a response is cacheable until a window opens or closes", () => {
  const basis = createResponseBasis();
  basis.add(dataUntil(30));
  basis.changesWith({ sourceId: "other", schedule: openUntil(7) }, now);
  expect(basis.maxAgeSeconds(at)).toBe(7);
  expect(basis.whole()).toMatchObject({ validFrom: inSeconds(-60), validUntil: inSeconds(7) });
  basis.changesWith({ schedule: openUntil(6) }, now);
  expect(basis.maxAgeSeconds(at)).toBe(6);
});

test("the windows of a declared source are part of its validity", () => {
  const basis = createResponseBasis();
  basis.add(dataUntil(30));
  basis.changesWith({ sourceId: "listed", schedule: openUntil(7) }, now);
  expect(basis.maxAgeSeconds(at)).toBe(30);
});

test("a response is not cacheable if it declares no data, has expired, or depends on something else", () => {
  expect(createResponseBasis().maxAgeSeconds(at)).toBe(0);
  expect(createResponseBasis().whole()).toBeNull();
  const past = createResponseBasis();
  past.add(dataUntil(-5));
  expect(past.maxAgeSeconds(at)).toBe(0);
  const unknown = createResponseBasis();
  unknown.add(dataUntil(30));
  unknown.neverCache();
  expect(unknown.maxAgeSeconds(at)).toBe(0);
  expect(unknown.whole()).toBeNull();
});

test("a response that shows the time of its request is cacheable by its client, but not sent to others", () => {
  const basis = createResponseBasis();
  basis.add(dataUntil(30));
  basis.showNow();
  expect(basis.maxAgeSeconds(at)).toBe(30);
  expect(basis.whole()).toBeNull();
});

test("a response is unchanged while all of its data is, and its reuse counts for all of it", () => {
  const reused: string[] = [];
  let isUnchanged = true;
  const basis = createResponseBasis();
  basis.add({ ...dataUntil(30), reuse: () => void reused.push("first") });
  basis.add({ ...dataUntil(30), isUnchanged: () => isUnchanged, reuse: () => void reused.push("second") });
  const whole = basis.whole();
  expect(whole?.isUnchanged()).toBe(true);
  whole?.reuse();
  expect(reused).toEqual(["first", "second"]);
  isUnchanged = false;
  expect(whole?.isUnchanged()).toBe(false);
});
