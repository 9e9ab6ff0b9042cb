import { UsageError } from "./usage-error.js";

const short = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const unitMs = [86_400_000, 3_600_000, 60_000, 1_000];

/** Returns the milliseconds of a duration such as `1h30m` or `PT1H30M`; null for any other text. */
export function parseDurationMs(text: string): number | null {
  const values = (short.exec(text) ?? iso.exec(text))?.slice(1);
  if (values === undefined || values.every((value) => value === undefined)) return null;
  return values.reduce((sum, value, index) => sum + Number(value ?? 0) * (unitMs[index] ?? 0), 0);
}

/** Reads an option's duration, which must be longer than zero and within the limit. */
export function readDurationMs(option: string, text: string, maximumMs: number): number {
  const durationMs = parseDurationMs(text);
  if (durationMs === null || durationMs === 0)
    throw new UsageError(
      `--${option} must be a duration such as 90s, 45m, 1h30m, 2d or PT45M, but is "${text}".`,
    );
  if (durationMs > maximumMs)
    throw new UsageError(`--${option} can be at most ${durationText(maximumMs)}, but is "${text}".`);
  return durationMs;
}

/** Formats a duration in whole seconds, such as `1h 5m 0s`. */
export function durationText(durationMs: number): string {
  const units = ["d", "h", "m", "s"];
  let rest = Math.floor(durationMs / 1_000) * 1_000;
  const parts = unitMs.map((size, index) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, text: `${count}${units[index]}` };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  const last = parts.findLastIndex(({ count }) => count > 0);
  return first < 0
    ? "0s"
    : parts
        .slice(first, last + 1)
        .map(({ text }) => text)
        .join(" ");
}
