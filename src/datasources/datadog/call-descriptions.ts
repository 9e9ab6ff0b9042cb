import type { CallDescription } from "../../upstream/source-failures.js";
import { toWindowId } from "./mapping.js";

/** How messages and logs describe the calls to Datadog Case Management. */

export const listWindowsCall = (sourceId: string) =>
  ({
    action: "list maintenance windows",
    operation: "ListMaintenanceWindows",
    access: "read",
    permission: "event_correlation_config_read",
    resourceType: "MaintenanceSource",
    resourceId: sourceId,
  }) satisfies CallDescription;

/** Describes the reading of one window in the list. Its id is null if it cannot be read. */
export const readListedCall = (sourceId: string, uuid: string | null) =>
  ({
    ...listWindowsCall(sourceId),
    action: `read ${uuid === null ? "a maintenance window" : `maintenance window ${uuid}`} in the list`,
  }) satisfies CallDescription;

export const listUsersCall = (sourceId: string) =>
  ({
    action: "list users",
    operation: "ListUsers",
    access: "read",
    lane: "users",
    permission: "user_access_read",
    resourceType: "MaintenanceSource",
    resourceId: sourceId,
  }) satisfies CallDescription;

export const getUserCall = (sourceId: string, userId: string) =>
  ({
    ...listUsersCall(sourceId),
    action: `read user ${userId}`,
    operation: "GetUser",
    resourceType: "DatadogUser",
    resourceId: userId,
  }) satisfies CallDescription;

export const createWindowCall = (sourceId: string) =>
  ({
    action: "create a maintenance window",
    operation: "CreateMaintenanceWindow",
    access: "write",
    permission: "event_correlation_config_write",
    resourceType: "MaintenanceSource",
    resourceId: sourceId,
  }) satisfies CallDescription;

export const updateWindowCall = (sourceId: string, uuid: string) =>
  ({
    action: `update maintenance window ${uuid}`,
    operation: "UpdateMaintenanceWindow",
    access: "write",
    permission: "event_correlation_config_write",
    resourceType: "DatadogMaintenanceWindow",
    resourceId: toWindowId(sourceId, uuid),
  }) satisfies CallDescription;

export const deleteWindowCall = (sourceId: string, uuid: string) =>
  ({
    action: `delete maintenance window ${uuid}`,
    operation: "DeleteMaintenanceWindow",
    access: "write",
    permission: "event_correlation_config_write",
    resourceType: "DatadogMaintenanceWindow",
    resourceId: toWindowId(sourceId, uuid),
  }) satisfies CallDescription;
