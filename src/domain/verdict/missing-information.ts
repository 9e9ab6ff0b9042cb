import { named } from "../failures/quoted-values.js";
import type { OrderedWindow } from "../lists/ordered-window.js";
import { unknownSources } from "../lists/source-selection.js";
import { possiblyAcceptedBy } from "../lists/window-filter.js";
import type { MaintenanceSource, SourceOutcome, UnreadableItem } from "../sources.js";
import { secondMs } from "../time/units.js";
import type { VerdictPlan } from "./verdict-plan.js";

export type MissingInformationKind =
  | "NO_SOURCE"
  | "SOURCE_NOT_FOUND"
  | "SOURCE_FAILED"
  | "SOURCE_STALE"
  | "SOURCE_PARTIAL"
  | "APPLICATION_NOT_FOUND"
  | "STATUS_UNKNOWN";

/** Something that is not known, and that could change the verdict. */
export interface MissingInformation {
  readonly kind: MissingInformationKind;
  readonly message: string;
  /** The source that lacks it; null if it is not about one source. */
  readonly source: MaintenanceSource | null;
}

/** What is known of one source that the filter selects. */
export interface SourceKnowledge extends Pick<SourceOutcome, "state" | "error"> {
  readonly source: MaintenanceSource;
  /** Age of the data in milliseconds; null if there is none. */
  readonly ageMs: number | null;
  /** All items that the data lacks. */
  readonly unreadable: readonly UnreadableItem[];
}

/** Whether the windows of the source can count, if there are any. */
function canCount({ counted }: VerdictPlan, { certainties }: MaintenanceSource): boolean {
  return certainties.some((certainty) => counted.has(certainty));
}

/** Returns what a source lacks for the verdict; null if nothing. */
export function missingFrom(
  plan: VerdictPlan,
  { source, state, error, ageMs, unreadable }: SourceKnowledge,
): MissingInformation | null {
  if (!canCount(plan, source)) return null;
  const because = error === null ? "" : ` ${error.message}`;
  if (ageMs === null) {
    return { kind: "SOURCE_FAILED", source, message: `The source ${source.id} could not be read.${because}` };
  }
  if (isTooOld(plan, state, ageMs)) {
    const seconds = Math.ceil(ageMs / secondMs);
    const limit = plan.maxAgeMs === null ? "" : ", which is more than `maxAge`";
    const next = plan.maxAgeMs === null ? " Wait, or accept older data with `maxAge`." : "";
    const message = `The data of the source ${source.id} is ${seconds} seconds old${limit}.${because}${next}`;
    return { kind: "SOURCE_STALE", source, message };
  }
  const canMatch = possiblyAcceptedBy(plan.filter);
  const lacking = unreadable.filter(({ texts }) => canMatch(texts));
  const [first] = lacking;
  if (first === undefined) return null;
  const what = lacking.length === 1 ? "One window" : `${lacking.length} windows`;
  const message = `${what} of the source ${source.id} could not be read. ${first.error.message}`;
  return { kind: "SOURCE_PARTIAL", source, message };
}

/** Without a limit of the caller, data may be as old as the gateway serves it without an error. */
function isTooOld({ maxAgeMs }: VerdictPlan, state: SourceOutcome["state"], ageMs: number): boolean {
  return maxAgeMs === null ? state !== "OK" && state !== "PARTIAL" : ageMs > maxAgeMs;
}

/** Returns what the filter names, or needs, but no source of the caller has. */
export function missingSources(
  plan: VerdictPlan,
  selected: readonly MaintenanceSource[],
  readableIds: readonly string[],
): readonly MissingInformation[] {
  const unknown = unknownSources(plan.filter.sources, readableIds);
  if (unknown.length > 0) {
    const message = `These sources do not exist, or you cannot read them: ${named(unknown)}. \`maintenanceSources\` lists those that you can read.`;
    return [{ kind: "SOURCE_NOT_FOUND", source: null, message }];
  }
  if (selected.some((source) => canCount(plan, source))) return [];
  const message =
    "No source that you can read has windows that match the filter and count. Check the filter, the counted certainties and your scopes.";
  return [{ kind: "NO_SOURCE", source: null, message }];
}

/** Returns the applications in the filter of which no window is known: their names can be misspelled. */
export function missingApplications(
  { filter }: VerdictPlan,
  known: readonly OrderedWindow[],
  sources: readonly SourceKnowledge[],
): readonly MissingInformation[] {
  // A source that could not be read may have them, and is missing itself.
  if (!filter.applications || sources.some(({ ageMs }) => ageMs === null)) return [];
  const names = new Set([
    ...known.flatMap(({ node }) => node.applicationNames),
    ...sources.flatMap(({ unreadable }) => unreadable.flatMap(({ texts }) => texts?.applicationNames ?? [])),
  ]);
  const unknown = filter.applications.filter((name) => !names.has(name));
  if (unknown.length === 0) return [];
  const message = `No maintenance window of these applications is known: ${named(unknown)}. Use the name or the ARN of an application.`;
  return [{ kind: "APPLICATION_NOT_FOUND", source: null, message }];
}

/** Returns the applications that can be under maintenance, because the gateway does not understand their status. */
export function missingStatuses(
  { counted }: VerdictPlan,
  reported: readonly OrderedWindow[],
): readonly MissingInformation[] {
  if (!counted.has("UNDERWAY")) return [];
  const titles = reported.flatMap(({ node }) => (node.isUnderway === null ? [node.title] : []));
  if (titles.length === 0) return [];
  const message = `The gateway does not know the status that the provider reports for ${named(titles)}, so maintenance may be under way. Use a newer version of the gateway.`;
  return [{ kind: "STATUS_UNKNOWN", source: null, message }];
}
