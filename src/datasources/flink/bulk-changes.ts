import type { UpdateFlinkMaintenanceWindow } from "./changes.js";
import type { FlinkDatasource } from "./datasource.js";

interface WithFlink {
  readonly flink: FlinkDatasource;
}

/** The changes to Flink windows in `changeMaintenanceWindows`. */
export const flinkBulkChanges = {
  updateFlink: ({ flink }: WithFlink, input: UpdateFlinkMaintenanceWindow) => flink.updateWindow(input),
};
