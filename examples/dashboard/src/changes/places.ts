import type { Row } from "./answers";
import { isInDoubt } from "./answers";

/** Places of changes among all that a form sends. */
export type Places = ReadonlySet<number>;

export const noPlaces: Places = new Set();

export function placesOf<Item>(items: readonly Item[], isPlace: (item: Item) => boolean): Places {
  return new Set(items.flatMap((item, place) => (isPlace(item) ? [place] : [])));
}

export const everyPlace = (items: readonly unknown[]) => placesOf(items, () => true);

/** Changes that may have been made although they have no result. */
export const doubtsIn = (rows: readonly Row[]) => placesOf(rows, ({ answer }) => isInDoubt(answer));
