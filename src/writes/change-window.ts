import { conflict } from "../domain/failures/error-factories.js";
import { GatewayError, isNotFound, isOutcomeUnknown } from "../domain/failures/gateway-error.js";
import type { ChangeOutcome, MaintenanceWarning } from "../domain/windows/change-results.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Deadline } from "../upstream/deadlines.js";
import type { AuditedValues } from "./audit-event.js";
import type { AuditTrail } from "./audited-write.js";
import { recordSend } from "./audited-write.js";
import { retryWrite } from "./retry-write.js";
import type { WriteResponse } from "./write-response.js";

/** What a caller may ask of every change of a window that exists. */
export interface ChangeOptions {
  /** The `revision` that the window must still have. */
  readonly ifRevision?: string | null | undefined;
  /** Checks only, and sends nothing. */
  readonly validateOnly: boolean;
}

/** What a change would make of a window. */
export interface WindowPlan<Window extends ScheduledWindow> {
  /** As it would be; null for a deletion. */
  readonly window: Window | null;
  readonly warnings: readonly MaintenanceWarning[];
}

/** A change of one window that exists. An item is what is read of it: the window itself, or what the window is a part of. */
export interface WindowChange<Item, Window extends ScheduledWindow, Plan extends WindowPlan<Window>> {
  readonly options: ChangeOptions;
  /** Whether the new values are made from the old ones, so that the old ones must be read fresh. */
  readonly isRelative: boolean;
  /** The cached item, where that is fresh. */
  readonly readCached: () => Item | null;
  /** Fails where there is no such item. */
  readonly readFresh: () => Promise<Item>;
  readonly windowOf: (item: Item) => Window | null;
  readonly valuesOf: (window: Window) => AuditedValues;
  /** Throws where the change cannot be made of this item. */
  readonly plan: (item: Item) => Plan;
  /** Throws what can be foreseen of the provider's refusal; for a preview. */
  readonly precheck?: (item: Item) => void;
  /** Null for a deletion. */
  readonly send: (item: Item, plan: Plan) => Promise<WriteResponse<Item | null>>;
  readonly store: (item: Item | null) => Promise<void>;
  /** It may have changed although no answer came. */
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
 * Reads, checks, sends and stores. What is cached serves for nothing but to send at once a change that it shows to
 * be one: whatever else the caller is told was read fresh.
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
  const item = cached?.item ?? (await change.readFresh());
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
      // It was there: the attempt whose answer got lost has deleted it.
      if (window === null && trail.sentCount > 1 && isNotFound(error)) return { item: null };
      throw error;
    }
  }

  /** A provider's conflict shows the window as it stands. */
  async function showingCurrent(error: unknown): Promise<unknown> {
    const failure = error instanceof GatewayError ? error.failure : null;
    if (failure?.kind !== "ConflictError" || failure.current !== null) return error;
    const current = cached === null ? previous : await change.readFresh().then(windowOf, () => null);
    return new GatewayError({ ...failure, current }, { cause: error });
  }

  /** Before a write is repeated that may overwrite nothing but what the caller has seen. */
  async function checkOutcome(): Promise<Sent<Item> | "SEND_AGAIN" | "UNKNOWN"> {
    if (ifRevision === null) return "SEND_AGAIN";
    const current = await change.readFresh().catch((error: unknown) => {
      if (window === null && isNotFound(error)) return null;
      throw error;
    });
    if (current === null) return { item: null };
    const currentWindow = windowOf(current);
    if (isSame(window, currentWindow)) return { item: current };
    // Another has changed it since; whether this change was made before that, nobody can tell.
    return currentWindow?.revision === ifRevision ? "SEND_AGAIN" : "UNKNOWN";
  }
}

interface Sent<Item> {
  /** Null for a deletion. */
  readonly item: Item | null;
}

/** The change of the cached item, where that shows one that can be made. */
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
    "The window was changed since it was read. Nothing was changed: look at `current`, and repeat the change with its revision if it is still wanted.",
  );
}

/** The window of a change that leaves one. */
export function requireWindow<Window extends ScheduledWindow>({ window }: WindowOutcome<Window>): Window {
  if (window === null) throw new Error("A change has left no window.");
  return window;
}
