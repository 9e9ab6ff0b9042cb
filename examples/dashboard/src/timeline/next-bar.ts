import type { Row } from "./rows";

type Rows = readonly Pick<Row, "bars">[];

/**
 * The bar that a key leads to from this one: left and right in time, up and down to the nearest in time of the next row, Home and End
 * to the ends of the row, or with Ctrl to the first and the last bar. Null if the key does not move.
 */
export function nextBar(rows: Rows, current: string, key: string, isWithCtrl: boolean): string | null {
  const filled = rows.filter(({ bars }) => bars.length > 0);
  const rowIndex = filled.findIndex(({ bars }) => bars.some((bar) => bar.key === current));
  const bars = filled[rowIndex]?.bars ?? [];
  const index = bars.findIndex((bar) => bar.key === current);
  switch (key) {
    case "ArrowLeft":
      return bars[index - 1]?.key ?? null;
    case "ArrowRight":
      return bars[index + 1]?.key ?? null;
    case "ArrowUp":
      return nearest(filled[rowIndex - 1], bars[index]?.startsAt);
    case "ArrowDown":
      return nearest(filled[rowIndex + 1], bars[index]?.startsAt);
    case "Home":
      return (isWithCtrl ? filled[0]?.bars[0] : bars[0])?.key ?? null;
    case "End":
      return (isWithCtrl ? filled.at(-1)?.bars.at(-1) : bars.at(-1))?.key ?? null;
    default:
      return null;
  }
}

function nearest(row: Pick<Row, "bars"> | undefined, startsAt: string | undefined): string | null {
  if (row === undefined || startsAt === undefined) return null;
  const distance = (one: { startsAt: string }) => Math.abs(Date.parse(one.startsAt) - Date.parse(startsAt));
  const [first, ...others] = row.bars;
  if (first === undefined) return null;
  return others.reduce((best, one) => (distance(one) < distance(best) ? one : best), first).key;
}
