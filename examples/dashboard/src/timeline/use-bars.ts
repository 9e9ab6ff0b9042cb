import type { FocusEvent, KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { nextBar } from "./next-bar";
import type { Row } from "./rows";

/** Movement between bars by keys. The Tab key reaches only one of them: the last that had the focus, or else the first. */
export function useBars(rows: readonly Row[]) {
  const [latest, setLatest] = useState<string | null>(null);
  const plane = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  const bars = rows.flatMap((row) => row.bars);
  const active = bars.find(({ key }) => key === latest)?.key ?? bars[0]?.key ?? null;

  function focus(key: string): void {
    plane.current?.querySelector<HTMLElement>(`[data-bar="${CSS.escape(key)}"]`)?.focus();
  }

  // The focused bar can disappear with its window.
  useEffect(() => {
    if (hasFocus.current && active !== null && document.activeElement === document.body) focus(active);
  });

  function onKeyDown(event: KeyboardEvent): void {
    const key = barOf(event.target);
    if (key === undefined || event.altKey || event.metaKey || event.shiftKey) return;
    const next = nextBar(rows, key, event.key, event.ctrlKey);
    if (next === null) return;
    event.preventDefault();
    focus(next);
  }

  return {
    plane,
    active,
    focus,
    events: {
      onKeyDown,
      onFocus({ target }: FocusEvent) {
        const key = barOf(target);
        hasFocus.current = key !== undefined;
        if (key !== undefined) setLatest(key);
      },
      onBlur({ target }: FocusEvent) {
        if (target.isConnected) hasFocus.current = false;
      },
    },
  };
}

function barOf(target: EventTarget): string | undefined {
  return target instanceof HTMLElement ? target.dataset.bar : undefined;
}
