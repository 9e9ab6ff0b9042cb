import type { ReactNode } from "react";

interface ShowFirstProps<Item> {
  readonly items: readonly Item[];
  readonly className: string;
  readonly show: (item: Item) => ReactNode;
}

const shownCount = 10;

/** A list of which more than ten items are hidden until the user wants to see them. */
export function ShowFirst<Item>({ items, className, show }: ShowFirstProps<Item>) {
  const list = (part: readonly Item[]) => (
    <ul className={className}>
      {part.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of one answer never change places.
        <li key={index}>{show(item)}</li>
      ))}
    </ul>
  );
  return (
    <>
      {list(items.slice(0, shownCount))}
      {items.length > shownCount && (
        <details>
          <summary>Show all {items.length}</summary>
          {list(items.slice(shownCount))}
        </details>
      )}
    </>
  );
}
