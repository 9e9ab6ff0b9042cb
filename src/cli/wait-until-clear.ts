import { defaultPauseMs, maximumPauseMs, minimumPauseMs, progressIntervalMs } from "./constants.js";
import { durationText } from "./duration.js";
import type { GateAnswer } from "./gate-answer.js";
import type { Surroundings } from "./surroundings.js";

/**
 * Repeats a request until the answer is CLEAR, until repeating it cannot help, or until the time is over. Returns the last
 * answer. Reports each new summary while it waits.
 */
export async function waitUntilClear(
  ask: () => Promise<GateAnswer>,
  waitMs: number,
  { terminal, now, sleep }: Pick<Surroundings, "terminal" | "now" | "sleep">,
): Promise<GateAnswer> {
  const startedAt = now();
  const endsAt = startedAt + waitMs;
  let reported: string | null = null;

  async function pause(untilMs: number): Promise<void> {
    for (let leftMs = untilMs - now(); leftMs > 0; leftMs = untilMs - now()) {
      const elapsed = durationText(now() - startedAt);
      terminal.showProgress(`Waited ${elapsed}, ${durationText(endsAt - now())} left.`);
      await sleep(Math.min(leftMs, progressIntervalMs));
    }
  }

  for (;;) {
    const answer = await ask();
    const leftMs = endsAt - now();
    const isOver = answer.decision === "CLEAR" || answer.isFinal || leftMs < minimumPauseMs;
    if (isOver) return answer;
    if (answer.summary !== reported) terminal.report(`Waiting: ${answer.summary}`);
    reported = answer.summary;
    const wantedMs = answer.retryAfterMs ?? defaultPauseMs;
    await pause(now() + Math.min(Math.max(wantedMs, minimumPauseMs), maximumPauseMs, leftMs));
  }
}
