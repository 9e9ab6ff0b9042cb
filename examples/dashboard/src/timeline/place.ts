import type { CSSProperties } from "react";
import type { Range } from "../time";
import type { Bar } from "./rows";
import type { Span } from "./spans";

/** Position of an instant in a range, from 0 (start) to 1 (end). Instants outside are clamped. */
export function placeIn({ from, to }: Range, instant: string): number {
  const start = Date.parse(from);
  return Math.min(1, Math.max(0, (Date.parse(instant) - start) / (Date.parse(to) - start)));
}

/** Place and length for the style sheet: in per cent of the parent, or of the track that contains it (`cqi`). */
export function placeOf({ startsAt, endsAt }: Span, range: Range, unit: "%" | "cqi" = "%"): CSSProperties {
  const start = placeIn(range, startsAt);
  const length = placeIn(range, endsAt) - start;
  const hundredths = (part: number) => `${(part * 100).toFixed(3)}${unit}`;
  return { "--start": hundredths(start), "--length": hundredths(length) } as CSSProperties;
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
