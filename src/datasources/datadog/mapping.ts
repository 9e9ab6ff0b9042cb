import type { MaintenanceWindowCreateAttributes } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindowCreateAttributes.js";
import type { MaintenanceWindowUpdateAttributes } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindowUpdateAttributes.js";
import { isInstantText } from "../../domain/time/instants.js";
import { revisionOf } from "../../domain/windows/scheduled-window.js";
import { splitWindowId, windowId } from "../../domain/windows/window-ids.js";
import { MalformedMemberError } from "../../upstream/malformed-response-error.js";
import { informational, requireInstant, requireString } from "../../upstream/response-members.js";
import type { DatadogMaintenanceWindow, DatadogUser, DatadogWindowValues } from "./model.js";
import { providerName } from "./model.js";

/** A window from Datadog's API as its client returns it. No member has been checked. */
export type RawWindow = {
  readonly id?: unknown;
  readonly attributes?: Partial<Record<keyof typeof attributeNames, unknown>> | null;
} | null;

/** The attributes of a window, by their names in Datadog's client. */
const attributeNames = {
  name: "name",
  query: "query",
  startAt: "start_at",
  endAt: "end_at",
  createdBy: "created_by",
  updatedBy: "updated_by",
} as const;

/** Converts a window from JSON to the form in which Datadog's client returns it. */
export function rawWindowOf(json: unknown): RawWindow {
  const { id, attributes } = (json ?? {}) as { readonly id?: unknown; readonly attributes?: unknown };
  const theirs = (attributes ?? {}) as Readonly<Record<string, unknown>>;
  const named = Object.entries(attributeNames).map(([name, theirName]) => [name, theirs[theirName]]);
  return { id, attributes: Object.fromEntries(named) };
}

/** What all windows of a source have in common. */
export type WindowOrigin = Pick<DatadogMaintenanceWindow, "sourceId" | "consoleUrl">;

/** Converts a window from Datadog's API. Throws MalformedMemberError if a required member is missing or malformed. */
export function toWindow(theirs: RawWindow, origin: WindowOrigin): DatadogMaintenanceWindow {
  const uuid = uuidOf(theirs);
  const attributes = theirs?.attributes;
  const values = {
    name: requireString(attributes?.name, "name"),
    query: requireString(attributes?.query, "query"),
    startsAt: instant(attributes?.startAt, "start_at"),
    endsAt: instant(attributes?.endAt, "end_at"),
  };
  return windowOf(origin, uuid, values, {
    createdBy: user(attributes?.createdBy, origin.sourceId),
    updatedBy: user(attributes?.updatedBy, origin.sourceId),
  });
}

/** Returns Datadog's id of a window. */
export function uuidOf(theirs: RawWindow): string {
  const uuid = requireString(theirs?.id, "id");
  if (!isId(uuid))
    throw new MalformedMemberError(
      "id has characters other than letters, digits, - and _, or is longer than 128",
    );
  return uuid;
}

/**
 * Whether the text can be Datadog's id of a window or user. Its documentation says UUID, but its API's model does not. No id contains
 * characters that have a meaning in a path: an id `..` would change the path of a request, even if it is encoded.
 */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,128}$/.test(text);
}

/** Converts an instant. The client also parses texts that are not in RFC 3339. It keeps the text of those that nearly are. */
function instant(value: unknown, member: string): Date {
  const text = value instanceof Date && "originalDate" in value ? value.originalDate : value;
  if (typeof text !== "string" || !isInstantText(text)) {
    throw new MalformedMemberError(`${member} is not an instant in RFC 3339`);
  }
  return requireInstant(value instanceof Date ? value : new Date(text), member);
}

/** Returns the window with these values. */
export function windowOf(
  { sourceId, consoleUrl }: WindowOrigin,
  uuid: string,
  { name, query, startsAt, endsAt }: DatadogWindowValues,
  { createdBy, updatedBy }: Pick<DatadogMaintenanceWindow, "createdBy" | "updatedBy">,
): DatadogMaintenanceWindow {
  return {
    kind: "DatadogMaintenanceWindow",
    id: toWindowId(sourceId, uuid),
    provider: providerName,
    sourceId,
    title: name,
    schedule: { recurrence: "NONE", startsAt, endsAt },
    scheduledCertainty: "DECLARED",
    // Datadog reports the times of a window, and nothing about the maintenance itself.
    isUnderway: false,
    revision: revisionOf(name, query, startsAt.toISOString(), endsAt.toISOString()),
    searchTexts: [query],
    accountId: null,
    applicationStatus: null,
    createdById: createdBy?.id ?? null,
    applicationNames: [],
    consoleUrl,
    uuid,
    name,
    query,
    startsAt,
    endsAt,
    createdBy,
    updatedBy,
  };
}

/** Returns the values of a window as strings, always in the same order. */
export function valuesAsTexts({ name, query, startsAt, endsAt }: DatadogWindowValues) {
  return { name, query, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}

/** The nil UUID (RFC 9562), for a window that does not exist yet. */
export const nilUuid = "00000000-0000-0000-0000-000000000000";

export function toWindowId(sourceId: string, uuid: string): string {
  return windowId(windowIdPrefix, sourceId, uuid);
}

/** Splits a window's id into its source and Datadog's own id; returns null if it is not the id of a Datadog window. */
export function partsOfWindowId(id: string): { readonly sourceId: string; readonly uuid: string } | null {
  const outer = splitWindowId(id);
  const inner = outer?.providerKey === windowIdPrefix ? splitWindowId(outer.rest) : null;
  if (!inner?.providerKey || !isId(inner.rest)) return null;
  return { sourceId: inner.providerKey, uuid: inner.rest };
}

const windowIdPrefix = "datadog";

export function toCreateAttributes(values: DatadogWindowValues): MaintenanceWindowCreateAttributes {
  return { name: values.name, query: values.query, startAt: values.startsAt, endAt: values.endsAt };
}

/** Returns the attributes to change. Datadog keeps the others. */
export function toUpdateAttributes(changes: Partial<DatadogWindowValues>): MaintenanceWindowUpdateAttributes {
  return {
    ...(changes.name === undefined ? {} : { name: changes.name }),
    ...(changes.query === undefined ? {} : { query: changes.query }),
    ...(changes.startsAt === undefined ? {} : { startAt: changes.startsAt }),
    ...(changes.endsAt === undefined ? {} : { endAt: changes.endsAt }),
  };
}

function user(value: unknown, sourceId: string): DatadogUser | null {
  const id = informational(requireString, value);
  return id ? { id, sourceId } : null;
}
