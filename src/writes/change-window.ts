import { conflict } from "../domain/failures/error-factories.js";
import { GatewayError, isNotFound, isOutcomeUnknown } from "../domain/failures/gateway-error.js";
import type { ChangeOutcome, MaintenanceWarning } from "../domain/windows/change-results.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Deadline } from "../upstream/deadlines.js";
import type { AuditedValues } from "./audit-event.js";
import type { AuditTrail } from "./audited-write.js";
import { recordSend } from "./audited-write.js";
import { readBeforeWrite } from "./read-before-write.js";
import { retryWrite } from "./retry-write.js";
import type { WriteResponse } from "./write-response.js";

/** Options that all changes to existing windows have. */
export interface ChangeOptions {
  /** The `revision` that the window must have; otherwise the change is rejected. */
  readonly ifRevision?: string | null | undefined;
  /** Whether to only validate the change and send nothing. */
  readonly validateOnly: boolean;
}

/** The intended result of a change. */
export interface WindowPlan<Window extends ScheduledWindow> {
  /** The window after the change; null for a deletion. */
  readonly window: Window | null;
  readonly warnings: readonly MaintenanceWarning[];
}

/** A change to one existing window. An item is the object read from the provider: the window, or what contains it. */
export interface WindowChange<Item, Window extends ScheduledWindow, Plan extends WindowPlan<Window>> {
  readonly options: ChangeOptions;
  /** Whether the new values depend on the old ones, so that the old ones must not come from the cache. */
  readonly isRelative: boolean;
  /** Returns the cached item; null if it is not fresh. */
  readonly readCached: () => Item | null;
  /** Reads the item from the provider. Throws if it does not exist. */
  readonly readFresh: () => Promise<Item>;
  readonly windowOf: (item: Item) => Window | null;
  readonly valuesOf: (window: Window) => AuditedValues;
  /** Throws if the change cannot be applied to this item. */
  readonly plan: (item: Item) => Plan;
  /** Throws if the provider would foreseeably reject the change. Used for dry runs. */
  readonly precheck?: (item: Item) => void;
  /** Sends the change and returns the new item; null for a deletion. */
  readonly send: (item: Item, plan: Plan) => Promise<WriteResponse<Item | null>>;
  readonly store: (item: Item | null) => Promise<void>;
  /** Invalidates the cached item, because a write may have been applied although its response was lost. */
  readonly invalidate: (item: Item) => void;
}

export interface WindowOutcome<Window extends ScheduledWindow> {
  readonly outcome: ChangeOutcome;
  /** Null for a deletion. */
  readonly window: Window | null;
  readonly previous: Window | null;
  readonly warnings: readonly MaintenanceWarning[];
}

/**
 * Reads the window, checks and sends the change, and stores the result. If the cached window shows that the change has an
 * effect, sends it without reading first. All other results rely on a fresh read.
 */
export async function changeWindow<Item, Window extends ScheduledWindow, Plan extends WindowPlan<Window>>(
  change: WindowChange<Item, Window, Plan>,
  deadline: Deadline,
  trail: AuditTrail,
): Promise<WindowOutcome<Window>> {
  const { ifRevision = null, validateOnly } = change.options;
  const { windowOf, valuesOf } = change;
  const needsFresh = change.isRelative || validateOnly || ifRevision !== null;
  const cached = needsFresh ? null : changeOfCached(change);
  const item = cached?.item ?? (await readBeforeWrite(change.readFresh));
  const previous = windowOf(item);
  trail.before = previous && valuesOf(previous);
  requireRevision(previous, ifRevision);
  const plan = cached?.plan ?? change.plan(item);
  const { window, warnings } = plan;
  trail.after = window && valuesOf(window);

  if (validateOnly) {
    if (!isSame(window, previous)) change.precheck?.(item);
    return { outcome: "VALIDATED", window, previous, warnings };
  }
  if (isSame(window, previous)) return { outcome: "UNCHANGED", window: previous, previous, warnings };
  try {
    const { item: written } = await retryWrite(send, deadline, checkOutcome);
    await change.store(written);
    const made = written === null ? null : windowOf(written);
    trail.after = made && valuesOf(made);
    return { outcome: made === null ? "DELETED" : "UPDATED", window: made, previous, warnings };
  } catch (error) {
    if (isOutcomeUnknown(error) || isNotFound(error)) change.invalidate(item);
    throw await showingCurrent(error);
  }

  async function send(): Promise<Sent<Item>> {
    try {
      return { item: await recordSend(trail, () => change.send(item, plan)) };
    } catch (error) {
      // The window existed before, so the attempt whose response was lost has deleted it.
      if (window === null && trail.sentCount > 1 && isNotFound(error)) return { item: null };
      throw error;
    }
  }

  /** Adds the current window to a conflict that the provider reported. */
  async function showingCurrent(error: unknown): Promise<unknown> {
    const failure = error instanceof GatewayError ? error.failure : null;
    if (failure?.kind !== "ConflictError" || failure.current !== null) return error;
    const current = cached === null ? previous : await change.readFresh().then(windowOf, () => null);
    return new GatewayError({ ...failure, current }, { cause: error });
  }

  /** Decides whether to send the write again. With `ifRevision`, it must not overwrite values that the caller has not seen. */
  async function checkOutcome(): Promise<Sent<Item> | "SEND_AGAIN" | "UNKNOWN"> {
    if (ifRevision === null) return "SEND_AGAIN";
    const current = await change.readFresh().catch((error: unknown) => {
      if (window === null && isNotFound(error)) return null;
      throw error;
    });
    if (current === null) return { item: null };
    const currentWindow = windowOf(current);
    if (isSame(window, currentWindow)) return { item: current };
    // Someone else has changed the window since. This change may or may not have been applied before that.
    return currentWindow?.revision === ifRevision ? "SEND_AGAIN" : "UNKNOWN";
  }
}

interface Sent<Item> {
  /** Null for a deletion. */
  readonly item: Item | null;
}

/** Returns the cached item and its plan; null if the change is invalid for it or would change nothing. */
function changeOfCached<Item, Window extends ScheduledWindow, Plan extends WindowPlan<Window>>({
  readCached,
  plan,
  windowOf,
}: WindowChange<Item, Window, Plan>): { readonly item: Item; readonly plan: Plan } | null {
  const item = readCached();
  if (item === null) return null;
  try {
    const planned = plan(item);
    return isSame(planned.window, windowOf(item)) ? null : { item, plan: planned };
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

function isSame(left: ScheduledWindow | null, right: ScheduledWindow | null): boolean {
  return left !== null && left.revision === right?.revision;
}

function requireRevision(current: ScheduledWindow | null, ifRevision: string | null): void {
  if (ifRevision === null || current?.revision === ifRevision) return;
  throw conflict(
    "STALE_REVISION",
    current,
    "`ifRevision` is not the current revision of the window, which may have changed since you read it. Nothing was changed. Check `current`. If you still want the change, repeat it with the `revision` of `current`.",
  );
}

/** Returns the window. Throws if it is null, which is a programming error. */
export function requireWindow<Window extends ScheduledWindow>(window: Window | null): Window {
  if (window === null) throw new Error("The change returned no window.");
  return window;
}
