import DataLoader from "dataloader";
import type { MaintenanceWarning, WindowChanged, WindowDeleted } from "../../domain/changes.js";
import type { GatewayError, Violation } from "../../domain/errors.js";
import { ifUnknown, invalid, notFound, showingCurrent } from "../../domain/errors.js";
import { settle } from "../loading.js";
import type { MaintenanceDatasource, RequestScope } from "../provider.js";
import { partsOfWindowId } from "./map.js";
import type { DatadogMaintenanceWindow } from "./model.js";
import { providerName } from "./model.js";
import type { DatadogSource } from "./source.js";
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
  readonly findWindow: (id: string) => Promise<DatadogMaintenanceWindow | null>;
  readonly createWindow: (input: CreateDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  readonly updateWindow: (input: UpdateDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  readonly deleteWindow: (input: { readonly id: string }) => Promise<DatadogMaintenanceWindowDeleted>;
}

/** One request's view of all Datadog sources. */
export function createDatadogDatasource(
  sources: readonly DatadogSource[],
  scope: RequestScope,
): DatadogDatasource {
  const { now, deadline } = scope;

  const windowLists = new DataLoader((sourceIds: readonly string[]) =>
    settle(sourceIds, async (sourceId) => sourceWithId(sourceId).read(scope)),
  );

  /** What one window is looked up in, of which no caller is told how old it is. */
  const goodLists = new DataLoader((sourceIds: readonly string[]) =>
    settle(sourceIds, async (sourceId) => sourceWithId(sourceId).readOrFail(scope)),
  );

  function sourceWithId(sourceId: string): DatadogSource {
    const source = sources.find(({ client }) => client.source.id === sourceId);
    if (source === undefined) {
      throw notFound(
        "MaintenanceSource",
        sourceId,
        null,
        `The gateway has no Datadog source "${sourceId}"; maintenanceSources lists what it has.`,
      );
    }
    return source;
  }

  /** Why a creation must name its source; none where it did, or need not. */
  function violationsOfSource(sourceId: string | null | undefined): readonly Violation[] {
    if (typeof sourceId === "string" || sources.length < 2) return [];
    const message = `input.sourceId is required, since there are several Datadog sources: ${sources.map(({ client }) => client.source.id).join(", ")}.`;
    return [{ path: ["input", "sourceId"], code: "REQUIRED", message }];
  }

  /** The window as Datadog has it now, whatever is remembered. */
  async function readAfresh(id: string) {
    const parts = partsOfWindowId(id);
    if (parts === null) throw malformedId(["input", "id"]);
    const source = sourceWithId(parts.sourceId);
    const windows = await source.client.listWindows(deadline);
    const current = windows.find(({ uuid }) => uuid === parts.uuid);
    if (current === undefined) {
      throw notFound(
        "DatadogMaintenanceWindow",
        id,
        providerName,
        `Datadog (${parts.sourceId}) has no maintenance window ${parts.uuid}. Check the id; it may have been deleted.`,
      );
    }
    source.see(current);
    return { source, current };
  }

  return {
    listWindows: (sourceId) => windowLists.load(sourceId),

    async findWindow(id) {
      const parts = partsOfWindowId(id);
      if (parts === null) throw malformedId(["id"]);
      if (!sources.some(({ client }) => client.source.id === parts.sourceId)) return null;
      return (await goodLists.load(parts.sourceId)).items.get(id) ?? null;
    },

    async createWindow({ sourceId, allowBroadQuery, ...given }) {
      const values = valuesOfCreation(given, allowBroadQuery, now, violationsOfSource(sourceId));
      const source = sourceWithId(sourceId ?? sources[0]?.client.source.id ?? "datadog");
      const creation = source.client.createWindow(values, deadline);
      const window = await ifUnknown(creation, () => source.doubt(null));
      await source.rememberWrite(window);
      return changed("CREATED", window, null, warningsOf(given, values, now));
    },

    async updateWindow({ id, allowBroadQuery, ...given }) {
      checkChange(given, allowBroadQuery);
      const { source, current } = await readAfresh(id);
      const values = valuesOfChange(given, current);
      const warnings = warningsOf(given, values, now);
      const changes = differences(current, values);
      if (Object.keys(changes).length === 0) return changed("UNCHANGED", current, current, warnings);
      const update = source.client.updateWindow(current.uuid, changes, deadline);
      const window = await ifUnknown(showingCurrent(update, current), () => source.doubt(current));
      await source.rememberWrite(window);
      return changed("UPDATED", window, current, warnings);
    },

    async deleteWindow({ id }) {
      const { source, current } = await readAfresh(id);
      const deletion = source.client.deleteWindow(current.uuid, deadline);
      await ifUnknown(showingCurrent(deletion, current), () => source.doubt(current));
      await source.rememberDeletion(current);
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
