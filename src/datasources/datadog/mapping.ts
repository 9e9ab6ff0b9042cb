import type { MaintenanceWindow as SdkMaintenanceWindow } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindow.js";
import type { MaintenanceWindowCreateAttributes } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindowCreateAttributes.js";
import type { MaintenanceWindowUpdateAttributes } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/MaintenanceWindowUpdateAttributes.js";
import { revisionOf } from "../../domain/windows/scheduled-window.js";
import { splitWindowId, windowId } from "../../domain/windows/window-ids.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { requireInstant, requireString } from "../../upstream/response-members.js";
import type { DatadogMaintenanceWindow, DatadogUser, DatadogWindowValues } from "./model.js";
import { providerName } from "./model.js";

/** Converts a window from Datadog's API. */
export function toWindow(theirs: SdkMaintenanceWindow, sourceId: string): DatadogMaintenanceWindow {
  const uuid = requireString(theirs.id, "id");
  if (uuid === "") throw new MalformedResponseError("id is empty");
  const values = {
    name: requireString(theirs.attributes?.name, "name"),
    query: requireString(theirs.attributes?.query, "query"),
    startsAt: requireInstant(theirs.attributes?.startAt, "start_at"),
    endsAt: requireInstant(theirs.attributes?.endAt, "end_at"),
  };
  const { createdBy, updatedBy } = theirs.attributes;
  return windowOf(sourceId, uuid, values, { createdBy: user(createdBy), updatedBy: user(updatedBy) });
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
  if (!inner?.providerKey || !inner.rest) return null;
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

function user(id: string | undefined): DatadogUser | null {
  return id ? { id } : null;
}
