import { useSyncExternalStore } from "react";

/** The same width as in the stylesheets, below which a window is a card instead of a row. */
const narrow = matchMedia("(width < 48rem)");

export function useIsNarrow(): boolean {
  return useSyncExternalStore(onChange, () => narrow.matches);
}

function onChange(notify: () => void): () => void {
  narrow.addEventListener("change", notify);
  return () => narrow.removeEventListener("change", notify);
}
