import { expect, test } from "vitest";
import { runText } from "../src/details/run-text";

const now = new Date("2026-11-24T15:20:00Z");
const startedAt = "2026-11-24T13:00:00Z";
const endedAt = "2026-11-24T13:20:00Z";

test.each([
  [{ startedAt, endedAt, status: "SUCCESSFUL" }, "14:00 – 14:20, successful"],
  [{ startedAt, endedAt: null, status: "IN_PROGRESS" }, "since 14:00, in progress"],
  [{ startedAt, endedAt: null, status: "UNKNOWN" }, "from 14:00, end not known, outcome not known"],
] as const)("maintenance %o is described as %s", (run, text) => {
  expect(runText(run, "Europe/Berlin", now).replaceAll("\u00a0", " ")).toBe(text);
});
