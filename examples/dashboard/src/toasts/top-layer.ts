import { useSyncExternalStore } from "react";

/** The element that messages must be in to be usable: an open modal dialog makes the rest of the page inert. */
export function useTopLayer(): HTMLElement {
  return useSyncExternalStore(onDialogChange, topLayer);
}

const topLayer = () => [...document.querySelectorAll<HTMLElement>("dialog:modal")].at(-1) ?? document.body;

/** These events do not bubble, but are captured. */
function onDialogChange(notify: () => void): () => void {
  const events = ["toggle", "close"] as const;
  for (const event of events) document.addEventListener(event, notify, true);
  return () => {
    for (const event of events) document.removeEventListener(event, notify, true);
  };
}
