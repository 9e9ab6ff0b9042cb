import { lazy } from "react";

const loadTimeline = () => import("./timeline/timeline");
const loadDetails = () => import("./details/window-details");
const loadChanges = () => import("./changes/change-dialog");

/** Parts that the page does not show at first. */
export const Timeline = lazy(() => loadTimeline().then((part) => ({ default: part.Timeline })));
export const WindowDetails = lazy(() => loadDetails().then((part) => ({ default: part.WindowDetails })));
export const ChangeDialog = lazy(() => loadChanges().then((part) => ({ default: part.ChangeDialog })));

/** Loads them soon after the start, so that they open at once, also when the connection is lost. */
export function loadLaterParts(): void {
  // If this fails, the page tries again when it needs the part.
  for (const load of [loadChanges, loadDetails, loadTimeline]) load().catch(() => {});
}
