import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  logBufferBytes,
  maxWaitingAuditBytes,
  maxWaitingLogBytes,
} from "../../../src/server/telemetry/constants.js";
import type { DroppedLines } from "../../../src/server/telemetry/log-queue.js";
import { createLogQueue } from "../../../src/server/telemetry/log-queue.js";

/** A queue whose output takes at most `acceptedBytes` in each write, and fails if that is 0. */
function queueTo(output: { acceptedBytes: number }) {
  const written: Uint8Array[] = [];
  let writes = 0;
  const dropped = { lines: 0, auditLines: 0 };
  const reports: DroppedLines[] = [];
  const queue = createLogQueue({
    write(bytes) {
      writes += 1;
      if (output.acceptedBytes === 0) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
      const accepted = bytes.subarray(0, output.acceptedBytes);
      written.push(accepted);
      return accepted.length;
    },
    onDrop(isAudit) {
      dropped.lines += 1;
      if (isAudit) dropped.auditLines += 1;
    },
    onRecovery(report) {
      reports.push(report);
      queue.add("report\n");
    },
  });
  return { queue, dropped, reports, written: () => Buffer.concat(written).toString(), writes: () => writes };
}

const works = Number.POSITIVE_INFINITY;

test("lines are written in one call as soon as they fill the buffer, and by a flush", () => {
  const { queue, written, writes } = queueTo({ acceptedBytes: works });
  const line = `${"x".repeat(1023)}\n`;
  for (let count = 1; count < logBufferBytes / 1024; count += 1) queue.add(line);
  expect(writes()).toBe(0);
  queue.add(line);
  expect(writes()).toBe(1);
  queue.add("last\n");
  expect(queue.flush()).toBe(true);
  expect(written()).toBe(`${line.repeat(logBufferBytes / 1024)}last\n`);
});

test("an audit line is written at once", () => {
  const { queue, written } = queueTo({ acceptedBytes: works });
  queue.add("a line\n");
  queue.add("audited\n", true);
  expect(written()).toBe("a line\naudited\n");
});

test("while nothing can be written, audit lines are kept longer than others, and each loss is counted", () => {
  const output = { acceptedBytes: 0 };
  const { queue, dropped, reports, written } = queueTo(output);
  const kilobyte = `${"x".repeat(1023)}\n`;
  for (let count = 0; count < maxWaitingLogBytes / 1024 + 3; count += 1) queue.add(kilobyte);
  expect(dropped).toEqual({ lines: 3, auditLines: 0 });
  for (let count = 0; count < maxWaitingAuditBytes / 1024 + 2; count += 1) queue.add(kilobyte, true);
  expect(dropped).toEqual({ lines: 5, auditLines: 2 });
  expect(queue.flush()).toBe(false);
  expect(queue.unwrittenLines()).toBe((maxWaitingLogBytes + maxWaitingAuditBytes) / 1024 + 5);

  output.acceptedBytes = works;
  expect(queue.flush()).toBe(true);
  queue.flush();
  expect(reports).toEqual([{ lines: 5, auditLines: 2 }]);
  expect(written().split("\n")).toHaveLength((maxWaitingLogBytes + maxWaitingAuditBytes) / 1024 + 2);
  expect(written().endsWith("\nreport\n")).toBe(true);
  expect(queue.unwrittenLines()).toBe(0);
});

test("a blocked output is tried again once for each full buffer, not for each line", () => {
  const { queue, writes } = queueTo({ acceptedBytes: 0 });
  for (let count = 0; count < 1000; count += 1) queue.add("x".repeat(logBufferBytes / 10));
  expect(writes()).toBeLessThanOrEqual(100);
});

const step = fc.oneof(
  fc.record({ acceptedBytes: fc.constantFrom(0, 0, 999, 100_000, works) }),
  fc.record({ flush: fc.constant(true) }),
  fc.record({
    lines: fc.integer({ min: 1, max: 300 }),
    length: fc.constantFrom(1, 100, 5_000, 20_000),
    isAudit: fc.boolean(),
  }),
);

test("whatever the output does, every line is written whole and in order, or counted as dropped", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const output = { acceptedBytes: works };
      const { queue, dropped, reports, written } = queueTo(output);
      let added = 0;
      let addedBytes = 0;
      let droppedBytes = 0;
      for (const each of steps) {
        if ("acceptedBytes" in each) output.acceptedBytes = each.acceptedBytes;
        else if ("flush" in each) queue.flush();
        else {
          for (let count = 0; count < each.lines; count += 1) {
            const before = dropped.lines;
            const line = `${added} ${"é".repeat(each.length)}\n`;
            queue.add(line, each.isAudit);
            added += 1;
            addedBytes += Buffer.byteLength(line);
            if (dropped.lines > before) droppedBytes += Buffer.byteLength(line);
          }
        }
        const waitingBytes =
          addedBytes - droppedBytes - Buffer.byteLength(written().replaceAll("report\n", ""));
        expect(waitingBytes).toBeLessThanOrEqual(maxWaitingLogBytes + maxWaitingAuditBytes + logBufferBytes);
      }
      output.acceptedBytes = works;
      queue.flush();
      const lines = written().split("\n").slice(0, -1);
      const numbers = lines
        .filter((line) => line !== "report")
        .map((line) => Number(/^\d+(?= é+$)/.exec(line)));
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
      expect(numbers.length + dropped.lines).toBe(added);
      expect(reports.reduce((sum, report) => sum + report.lines, 0)).toBe(dropped.lines);
    }),
    { numRuns: 25 },
  );
});
