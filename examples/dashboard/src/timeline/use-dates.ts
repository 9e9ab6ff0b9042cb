import type { UIEvent } from "react";
import { useLayoutEffect, useRef } from "react";

/**
 * Keeps the dates on the screen while the rows scroll: below the page's bar, which is higher if it wraps, and at the same place
 * sideways. They cannot be inside what scrolls sideways, because they would then scroll away with the page.
 */
export function useDates() {
  const dates = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const bar = document.querySelector<HTMLElement>(".bar");
    if (bar === null) return;
    const observer = new ResizeObserver(() =>
      dates.current?.parentElement?.style.setProperty("--page-bar", `${bar.offsetHeight}px`),
    );
    observer.observe(bar);
    return () => observer.disconnect();
  }, []);

  return {
    dates,
    onScroll({ currentTarget }: UIEvent<HTMLElement>) {
      if (dates.current !== null) dates.current.scrollLeft = currentTarget.scrollLeft;
    },
  };
}
