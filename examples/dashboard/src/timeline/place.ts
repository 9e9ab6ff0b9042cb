import type { CSSProperties } from "react";
import type { Range } from "../time";
import type { Bar } from "./rows";
import type { Span } from "./spans";

/** Position of an instant in a range, from 0 (start) to 1 (end). Instants outside are clamped. */
export function placeIn({ from, to }: Range, instant: string): number {
  const start = Date.parse(from);
  return Math.min(1, Math.max(0, (Date.parse(instant) - start) / (Date.parse(to) - start)));
}

/** Place and length for the style sheet, which also gives short spans a length that can be clicked. */
export function placeOf({ startsAt, endsAt }: Span, range: Range): CSSProperties {
  const start = placeIn(range, startsAt);
  return { "--start": percent(start), "--length": percent(placeIn(range, endsAt) - start) } as CSSProperties;
}

/** Whether a bar goes on before or after a range. After it, that is not known of what is under way: no provider reports its end. */
export function goesOn(
  { startsAt, endsAt, certainty }: Pick<Bar, keyof Span | "certainty">,
  { from, to }: Range,
): { readonly before: boolean; readonly after: boolean } {
  return {
    before: Date.parse(startsAt) < Date.parse(from),
    after: certainty !== "UNDERWAY" && Date.parse(endsAt) > Date.parse(to),
  };
}

const percent = (part: number) => `${(part * 100).toFixed(3)}%`;
