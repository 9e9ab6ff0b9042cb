import type { MaintenanceWindow as SdkMaintenanceWindow } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindow.js";
import type { MaintenanceWindowCreateAttributes } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindowCreateAttributes.js";
import type { MaintenanceWindowUpdateAttributes } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindowUpdateAttributes.js";
import { isInstantText } from "../../domain/time/instants.js";
import { revisionOf } from "../../domain/windows/scheduled-window.js";
import { splitWindowId, windowId } from "../../domain/windows/window-ids.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { optional, requireInstant, requireString } from "../../upstream/response-members.js";
import type { DatadogMaintenanceWindow, DatadogUser, DatadogWindowValues } from "./model.js";
import { providerName } from "./model.js";

/** Converts a window from Datadog's API. */
export function toWindow(theirs: SdkMaintenanceWindow, sourceId: string): DatadogMaintenanceWindow {
  const uuid = requireString(theirs.id, "id");
  if (!isId(uuid))
    throw new MalformedResponseError(
      "id has characters other than letters, digits, - and _, or is longer than 128",
    );
  const values = {
    name: requireString(theirs.attributes?.name, "name"),
    query: requireString(theirs.attributes?.query, "query"),
    startsAt: instant(theirs.attributes?.startAt, "start_at"),
    endsAt: instant(theirs.attributes?.endAt, "end_at"),
  };
  return windowOf(sourceId, uuid, values, {
    createdBy: user(theirs.attributes.createdBy, "created_by"),
    updatedBy: user(theirs.attributes.updatedBy, "updated_by"),
  });
}

/**
 * Whether the text can be Datadog's id of a window. Its documentation says UUID, but its API's model does not. No id contains
 * characters that have a meaning in a path: an id `..` would change the path of a request, even if it is encoded.
 */
function isId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,128}$/.test(text);
}

/** Converts an instant. The client also parses texts that are not in RFC 3339. It keeps the text of those that nearly are. */
function instant(value: unknown, member: string): Date {
  const text = value instanceof Date && "originalDate" in value ? value.originalDate : null;
  if (typeof text !== "string" || !isInstantText(text)) {
    throw new MalformedResponseError(`${member} is not an instant in RFC 3339`);
  }
  return requireInstant(value, member);
}

/** Returns the window with these values. */
export function windowOf(
  sourceId: string,
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
    revision: revisionOf(name, query, startsAt.toISOString(), endsAt.toISOString()),
    searchTexts: [query],
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

function user(value: unknown, member: string): DatadogUser | null {
  const id = optional(requireString, value, member);
  return id ? { id } : null;
}
