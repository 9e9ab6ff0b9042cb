import type {
  ChangeDatadogMaintenanceWindow,
  ExtendDatadogMaintenanceWindow,
  UpdateDatadogMaintenanceWindow,
} from "./changes.js";
import type { CreateDatadogMaintenanceWindow } from "./create-window.js";
import type { DatadogDatasource } from "./datasource.js";

interface WithDatadog {
  readonly datadog: DatadogDatasource;
}

/** The changes to Datadog windows in `changeMaintenanceWindows`. */
export const datadogBulkChanges = {
  createDatadog: ({ datadog }: WithDatadog, input: CreateDatadogMaintenanceWindow) =>
    datadog.createWindow(input),
  updateDatadog: ({ datadog }: WithDatadog, input: UpdateDatadogMaintenanceWindow) =>
    datadog.updateWindow(input),
  endDatadog: ({ datadog }: WithDatadog, input: ChangeDatadogMaintenanceWindow) => datadog.endWindow(input),
  extendDatadog: ({ datadog }: WithDatadog, input: ExtendDatadogMaintenanceWindow) =>
    datadog.extendWindow(input),
  deleteDatadog: ({ datadog }: WithDatadog, input: ChangeDatadogMaintenanceWindow) =>
    datadog.deleteWindow(input),
};
