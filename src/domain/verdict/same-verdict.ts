import type { SourceResult } from "../sources.js";
import type { MaintenanceReason } from "./candidates.js";
import type { MaintenanceVerdict } from "./maintenance-verdict.js";
import type { MissingInformation } from "./missing-information.js";

type Answer = MaintenanceVerdict & { readonly sources: readonly SourceResult[] };

/**
 * Whether two answers to the same question, at different times, say the same. What only shows how time passes is not compared: when
 * a source was read, and the age of data in a message.
 */
export function isSameVerdict(left: Answer, right: Answer): boolean {
  return (
    left.verdict === right.verdict &&
    left.windowCount === right.windowCount &&
    isSameTime(left.opensAt, right.opensAt) &&
    isSameList(left.reasons, right.reasons, isSameReason) &&
    isSameList(left.missing, right.missing, isSameGap) &&
    isSameList(left.sources, right.sources, isSameResult) &&
    // A window is the same object until it changes.
    isSameList(left.windows(), right.windows(), (window, other) => window === other) &&
    isSameTime(left.nextChangeAt(), right.nextChangeAt()) &&
    // While the verdict is CLEAR, the clear time is that of the request.
    (left.verdict === "CLEAR" || isSameTime(left.clearAt(), right.clearAt()))
  );
}

function isSameTime(left: Date | null, right: Date | null): boolean {
  return left?.getTime() === right?.getTime();
}

function isSameReason(left: MaintenanceReason, right: MaintenanceReason): boolean {
  return (
    left.window === right.window &&
    left.certainty === right.certainty &&
    isSameTime(left.startsAt, right.startsAt) &&
    isSameTime(left.endsAt, right.endsAt)
  );
}

function isSameGap(left: MissingInformation, right: MissingInformation): boolean {
  return left.kind === right.kind && left.source?.id === right.source?.id;
}

function isSameResult(left: SourceResult, right: SourceResult): boolean {
  return (
    left.source === right.source &&
    left.state === right.state &&
    left.unreadableCount === right.unreadableCount &&
    left.error?.code === right.error?.code
  );
}

function isSameList<Item>(
  left: readonly Item[],
  right: readonly Item[],
  isSame: (left: Item, right: Item) => boolean,
): boolean {
  return left.length === right.length && left.every((item, index) => isSame(item, right[index] as Item));
}
