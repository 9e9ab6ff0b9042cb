import DataLoader from "dataloader";
import type { MaintenanceWarning, WindowChanged, WindowDeleted } from "../../domain/changes.js";
import type { GatewayError, Violation } from "../../domain/errors.js";
import { invalid, notFound, showingCurrent } from "../../domain/errors.js";
import { settle } from "../loading.js";
import type { MaintenanceDatasource, RequestScope } from "../provider.js";
import type { DatadogClient } from "./client.js";
import { partsOfWindowId } from "./map.js";
import type { DatadogMaintenanceWindow } from "./model.js";
import { providerName } from "./model.js";
import type { GivenValues } from "./validate.js";
import { checkChange, differences, valuesOfChange, valuesOfCreation, warningsOf } from "./validate.js";

export interface CreateDatadogMaintenanceWindow extends GivenValues {
  /** May be left out where there is one Datadog source. */
  readonly sourceId?: string | null | undefined;
  readonly allowBroadQuery: boolean;
}

export interface UpdateDatadogMaintenanceWindow extends GivenValues {
  readonly id: string;
  readonly allowBroadQuery: boolean;
}

export interface DatadogMaintenanceWindowChanged extends WindowChanged<DatadogMaintenanceWindow> {
  readonly kind: "DatadogMaintenanceWindowChanged";
}

export interface DatadogMaintenanceWindowDeleted extends WindowDeleted<DatadogMaintenanceWindow> {
  readonly kind: "DatadogMaintenanceWindowDeleted";
}

export interface DatadogDatasource extends MaintenanceDatasource {
  readonly listWindows: (sourceId: string) => Promise<readonly DatadogMaintenanceWindow[]>;
  readonly findWindow: (id: string) => Promise<DatadogMaintenanceWindow | null>;
  readonly createWindow: (input: CreateDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  readonly updateWindow: (input: UpdateDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  readonly deleteWindow: (input: { readonly id: string }) => Promise<DatadogMaintenanceWindowDeleted>;
}

/** One request's view of all Datadog sources: one list call for each source, whatever is asked. */
export function createDatadogDatasource(
  clients: readonly DatadogClient[],
  scope: RequestScope,
): DatadogDatasource {
  const { now, signal } = scope;

  const windowLists = new DataLoader((sourceIds: readonly string[]) =>
    settle(sourceIds, (sourceId) => clientOf(sourceId).listWindows(signal)),
  );

  function clientOf(sourceId: string): DatadogClient {
    const client = clients.find(({ source }) => source.id === sourceId);
    if (client === undefined) {
      throw notFound(
        "MaintenanceSource",
        sourceId,
        null,
        `The gateway has no Datadog source "${sourceId}"; maintenanceSources lists what it has.`,
      );
    }
    return client;
  }

  /** Why a creation must name its source; none where it did, or need not. */
  function violationsOfSource(sourceId: string | null | undefined): readonly Violation[] {
    if (typeof sourceId === "string" || clients.length < 2) return [];
    const message = `input.sourceId is required, since there are several Datadog sources: ${clients.map(({ source }) => source.id).join(", ")}.`;
    return [{ path: ["input", "sourceId"], code: "REQUIRED", message }];
  }

  /** The window as Datadog has it now, past the loaders. */
  async function readAfresh(id: string) {
    const parts = partsOfWindowId(id);
    if (parts === null) throw malformedId(["input", "id"]);
    const client = clientOf(parts.sourceId);
    const windows = await client.listWindows(signal);
    const current = windows.find(({ uuid }) => uuid === parts.uuid);
    if (current === undefined) {
      throw notFound(
        "DatadogMaintenanceWindow",
        id,
        providerName,
        `Datadog (${parts.sourceId}) has no maintenance window ${parts.uuid}. Check the id; it may have been deleted.`,
      );
    }
    return { client, current };
  }

  return {
    listWindows: (sourceId) => windowLists.load(sourceId),

    async findWindow(id) {
      const parts = partsOfWindowId(id);
      if (parts === null) throw malformedId(["id"]);
      if (!clients.some(({ source }) => source.id === parts.sourceId)) return null;
      const windows = await windowLists.load(parts.sourceId);
      return windows.find(({ uuid }) => uuid === parts.uuid) ?? null;
    },

    async createWindow({ sourceId, allowBroadQuery, ...given }) {
      const values = valuesOfCreation(given, allowBroadQuery, now, violationsOfSource(sourceId));
      const client = clientOf(sourceId ?? clients[0]?.source.id ?? "datadog");
      const window = await client.createWindow(values, signal);
      return changed("CREATED", window, null, warningsOf(given, values, now));
    },

    async updateWindow({ id, allowBroadQuery, ...given }) {
      checkChange(given, allowBroadQuery);
      const { client, current } = await readAfresh(id);
      const values = valuesOfChange(given, current);
      const warnings = warningsOf(given, values, now);
      const changes = differences(current, values);
      if (Object.keys(changes).length === 0) return changed("UNCHANGED", current, current, warnings);
      const window = await showingCurrent(client.updateWindow(current.uuid, changes, signal), current);
      return changed("UPDATED", window, current, warnings);
    },

    async deleteWindow({ id }) {
      const { client, current } = await readAfresh(id);
      await showingCurrent(client.deleteWindow(current.uuid, signal), current);
      return {
        kind: "DatadogMaintenanceWindowDeleted",
        outcome: "DELETED",
        id,
        previous: current,
        warnings: [],
      };
    },
  };
}

function changed(
  outcome: "CREATED" | "UPDATED" | "UNCHANGED",
  window: DatadogMaintenanceWindow,
  previous: DatadogMaintenanceWindow | null,
  warnings: readonly MaintenanceWarning[],
): DatadogMaintenanceWindowChanged {
  return { kind: "DatadogMaintenanceWindowChanged", outcome, window, previous, warnings };
}

function malformedId(path: readonly string[]): GatewayError {
  const message = `${path.join(".")} is not the id of a Datadog maintenance window: take it from the field id of one.`;
  return invalid([{ path, code: "MALFORMED", message }]);
}
