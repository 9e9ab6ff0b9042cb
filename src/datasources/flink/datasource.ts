import type { MaintenanceDatasource, RequestContext, Runtime } from "../provider.js";
import type { ApplicationListPage, ApplicationListPlan } from "./application-pages.js";
import type { FlinkSource } from "./cached-source.js";
import type { UpdateFlinkMaintenanceWindow } from "./changes.js";
import { createFlinkChanges } from "./changes.js";
import type {
  FlinkApplication,
  FlinkMaintenanceRun,
  FlinkMaintenanceRunDetails,
  FlinkMaintenanceWindow,
  FlinkMaintenanceWindowChanged,
} from "./model.js";
import { createFlinkReads } from "./reads.js";

export interface FlinkDatasource extends MaintenanceDatasource {
  readonly findWindow: (id: string) => Promise<FlinkMaintenanceWindow | null>;
  /** Returns the application; null if no configured source has it. */
  readonly findApplication: (arn: string) => Promise<FlinkApplication | null>;
  /** Returns one page of the applications of these sources, which the request has read. */
  readonly listApplications: (
    plan: ApplicationListPlan,
    sourceIds: readonly string[],
  ) => Promise<ApplicationListPage>;
  /** Returns the latest maintenance runs of an application, newest first. */
  readonly maintenanceHistory: (
    application: FlinkApplication,
    first: number,
  ) => Promise<readonly FlinkMaintenanceRun[]>;
  /** Returns the details of a maintenance run; null if AWS has none. */
  readonly maintenanceRunDetails: (run: FlinkMaintenanceRun) => Promise<FlinkMaintenanceRunDetails | null>;
  readonly updateWindow: (input: UpdateFlinkMaintenanceWindow) => Promise<FlinkMaintenanceWindowChanged>;
}

/** Creates the datasource of one request for all Flink sources. */
export function createFlinkDatasource(
  sources: readonly FlinkSource[],
  runtime: Runtime,
  context: RequestContext,
): FlinkDatasource {
  const reads = createFlinkReads(sources, context);
  const { listWindows, forgetReads, sourceIdsOf, findWindow, findApplication, listApplications } = reads;
  const { maintenanceHistory, maintenanceRunDetails } = reads;
  return {
    listWindows,
    forgetReads,
    sourceIdsOf,
    findWindow,
    findApplication,
    listApplications,
    maintenanceHistory,
    maintenanceRunDetails,
    ...createFlinkChanges(reads, runtime, context),
  };
}
