import type { OperationStatus } from "../graphql/graphql";
import { runStatusNames } from "../names";
import { clockTime, timeRange } from "../time";

interface Run {
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly status: OperationStatus;
}

/** When AWS performed maintenance, and its outcome. AWS does not report the end of each run that is over. */
export function runText({ startedAt, endedAt, status }: Run, timeZone: string, now: Date): string {
  const name = runStatusNames[status].toLowerCase();
  if (endedAt !== null)
    return `${timeRange({ startsAt: startedAt, endsAt: endedAt }, timeZone, now)}, ${name}`;
  const start = clockTime(startedAt, timeZone, now);
  return status === "IN_PROGRESS" ? `since ${start}, ${name}` : `from ${start}, end not known, ${name}`;
}
