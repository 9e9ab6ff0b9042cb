import type { WindowReading } from "../cache/source-reader.js";
import type { SourceKnowledge } from "../domain/verdict/missing-information.js";
import type { VerdictPlan } from "../domain/verdict/verdict-plan.js";
import type { SourceAnswer, SourceReads } from "./source-reads.js";

/** Returns what a verdict needs to know of a source that was read. */
export function knowledgeOf(answer: SourceAnswer, plan: VerdictPlan, steadyMs: number): SourceKnowledge {
  const { reading, result } = answer;
  const { source, state, error } = result;
  const ageMs = reading === null ? null : Math.max(0, steadyMs - readAtMsOf(reading, plan));
  return { source, state, error, ageMs, unreadable: reading?.unreadable ?? [] };
}

/** Returns when the data that a verdict uses was read. Announcements and reports are as new as the list, other schedules can be older. */
function readAtMsOf(reading: WindowReading, { counted, maxAgeMs }: VerdictPlan): number {
  return maxAgeMs !== null && counted.has("POSSIBLE") ? reading.oldestScheduleReadAtMs : reading.readAtMs;
}

/** Returns until when, by the steady clock, no data is older than the caller accepts. */
export function acceptedUntilMs({ answers }: SourceReads, plan: VerdictPlan): number {
  const untilMs = answers.map(({ reading }) =>
    reading === null || plan.maxAgeMs === null ? Infinity : readAtMsOf(reading, plan) + plan.maxAgeMs,
  );
  return Math.min(...untilMs);
}
