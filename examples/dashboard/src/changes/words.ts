import type { Change } from "./change";

interface Words {
  /** The button that makes the change. */
  readonly verb: string;
  /** What happens to a window, after `will be` or alone. */
  readonly done: string;
}

export const words: Readonly<Record<Change["kind"], Words>> = {
  create: { verb: "Create", done: "created" },
  clone: { verb: "Clone", done: "cloned" },
  edit: { verb: "Edit", done: "changed" },
  extend: { verb: "Extend", done: "extended" },
  end: { verb: "End", done: "ended" },
  delete: { verb: "Delete", done: "deleted" },
  move: { verb: "Move", done: "moved" },
};

/** Ends and deletions have no fields, so they show their preview at once. */
export const isPreviewedAtOnce = ({ kind }: Change) => kind === "end" || kind === "delete";

export const countOf = (change: Change) => (change.kind === "create" ? 1 : change.windows.length);

export const windowCount = (count: number) => (count === 1 ? "1 window" : `${count} windows`);

/** The button that sends this many of the change's windows. */
export function sendLabel(change: Change, count: number): string {
  const verb = change.kind === "edit" ? "Save" : words[change.kind].verb;
  const all = countOf(change);
  if (all === 1) return change.kind === "end" ? "End now" : verb;
  return count === all ? `${verb} ${windowCount(all)}` : `${verb} ${count} of ${all}`;
}
