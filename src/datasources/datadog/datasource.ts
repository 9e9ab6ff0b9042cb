import type { MaintenanceDatasource, RequestContext, Runtime } from "../provider.js";
import type { DatadogSource } from "./cached-source.js";
import type {
  ChangeDatadogMaintenanceWindow,
  ExtendDatadogMaintenanceWindow,
  UpdateDatadogMaintenanceWindow,
} from "./changes.js";
import { createDatadogChanges } from "./changes.js";
import type { CreateDatadogMaintenanceWindow } from "./create-window.js";
import { createDatadogCreation } from "./create-window.js";
import type {
  DatadogMaintenanceWindow,
  DatadogMaintenanceWindowChanged,
  DatadogMaintenanceWindowDeleted,
  DatadogUser,
} from "./model.js";
import { createDatadogReads } from "./reads.js";
import { createUserNameReads } from "./user-names.js";

export interface DatadogDatasource extends MaintenanceDatasource {
  readonly findWindow: (id: string) => Promise<DatadogMaintenanceWindow | null>;
  /** Returns the user's name in Datadog; null if the user has none, or if it cannot be read in time. */
  readonly userName: (user: DatadogUser) => Promise<string | null>;
  readonly createWindow: (input: CreateDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  readonly updateWindow: (input: UpdateDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  /** Ends a window now. */
  readonly endWindow: (input: ChangeDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  /** Extends a window by a duration. */
  readonly extendWindow: (input: ExtendDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowChanged>;
  readonly deleteWindow: (input: ChangeDatadogMaintenanceWindow) => Promise<DatadogMaintenanceWindowDeleted>;
}

/** Creates the datasource of one request for all Datadog sources. */
export function createDatadogDatasource(
  sources: readonly DatadogSource[],
  runtime: Runtime,
  context: RequestContext,
): DatadogDatasource {
  const reads = createDatadogReads(sources, context);
  const { listWindows, forgetReads, sourceIdsOf, findWindow } = reads;
  return {
    listWindows,
    forgetReads,
    sourceIdsOf,
    findWindow,
    userName: createUserNameReads(sources, context),
    createWindow: createDatadogCreation(reads, runtime, context),
    ...createDatadogChanges(reads, runtime, context),
  };
}
