import type { Failure } from "../domain/errors.js";
import { GatewayError, invalid, underPath, unexpected } from "../domain/errors.js";
import type {
  ChangeDatadogMaintenanceWindow,
  ExtendDatadogMaintenanceWindow,
  UpdateDatadogMaintenanceWindow,
} from "./datadog/changes.js";
import type { CreateDatadogMaintenanceWindow } from "./datadog/creation.js";
import type { DatadogMaintenanceWindowChanged, DatadogMaintenanceWindowDeleted } from "./datadog/model.js";
import type { UpdateFlinkMaintenanceWindow } from "./flink/changes.js";
import type { FlinkMaintenanceWindowChanged } from "./flink/model.js";
import type { Datasources } from "./registry.js";

/** One of many changes: exactly one member is set. */
export interface RequestedChange {
  readonly updateFlink?: UpdateFlinkMaintenanceWindow | null | undefined;
  readonly createDatadog?: CreateDatadogMaintenanceWindow | null | undefined;
  readonly updateDatadog?: UpdateDatadogMaintenanceWindow | null | undefined;
  readonly endDatadog?: ChangeDatadogMaintenanceWindow | null | undefined;
  readonly extendDatadog?: ExtendDatadogMaintenanceWindow | null | undefined;
  readonly deleteDatadog?: ChangeDatadogMaintenanceWindow | null | undefined;
}

type Success =
  | FlinkMaintenanceWindowChanged
  | DatadogMaintenanceWindowChanged
  | DatadogMaintenanceWindowDeleted;

export type ChangeResult = Success | Failure;

interface PlannedChange {
  readonly member: string;
  readonly carryOut: () => Promise<Success>;
}

export const maxChanges = 100;

/**
 * Carries many changes out: those of different windows at the same time, as far as their sources take it; those of one
 * window in the order given, since its writes wait for each other in the order in which they are begun. Each has a result of
 * its own, in the order given; one that fails stops no other.
 */
export async function changeWindows(
  changes: readonly RequestedChange[],
  datasources: Datasources,
  onUnexpected: (error: unknown) => void,
): Promise<readonly ChangeResult[]> {
  if (changes.length > maxChanges) return changes.map(() => tooMany(changes.length));
  return Promise.all(
    changes.map(async (change, index) => {
      const path = ["changes", String(index)];
      const [planned, ...more] = plansOf(change, datasources);
      if (planned === undefined || more.length > 0) return notOne(path, planned !== undefined);
      try {
        return await resultOf(planned.carryOut(), [...path, planned.member]);
      } catch (error) {
        // What became of the others must not get lost with it.
        onUnexpected(error);
        return unexpected();
      }
    }),
  );
}

function plansOf(
  { updateFlink, createDatadog, updateDatadog, endDatadog, extendDatadog, deleteDatadog }: RequestedChange,
  { flink, datadog }: Datasources,
): readonly PlannedChange[] {
  const plans: PlannedChange[] = [];
  const plan = (member: string, carryOut: () => Promise<Success>) => plans.push({ member, carryOut });
  if (updateFlink) plan("updateFlink", () => flink.updateWindow(updateFlink));
  if (createDatadog) plan("createDatadog", () => datadog.createWindow(createDatadog));
  if (updateDatadog) plan("updateDatadog", () => datadog.updateWindow(updateDatadog));
  if (endDatadog) plan("endDatadog", () => datadog.endWindow(endDatadog));
  if (extendDatadog) plan("extendDatadog", () => datadog.extendWindow(extendDatadog));
  if (deleteDatadog) plan("deleteDatadog", () => datadog.deleteWindow(deleteDatadog));
  return plans;
}

/** The result of one change, whose violations and warnings tell where in the whole input they are. */
async function resultOf(success: Promise<Success>, path: readonly string[]): Promise<ChangeResult> {
  try {
    const result = await success;
    const warnings = result.warnings.map((warning) => ({
      ...warning,
      path: warning.path && [...path, ...warning.path.slice(1)],
    }));
    return { ...result, warnings };
  } catch (error) {
    if (error instanceof GatewayError) return underPath(error.failure, path);
    throw error;
  }
}

/** A result like every other: an error of the request would take the results of other mutations with it. */
function tooMany(count: number): ChangeResult {
  const message = `changes holds ${count} changes; ${maxChanges} are taken at once. None was made.`;
  return invalid([{ path: ["changes"], code: "OUT_OF_RANGE", message }]).failure;
}

function notOne(path: readonly string[], isMore: boolean): ChangeResult {
  const code = isMore ? "MUTUALLY_EXCLUSIVE" : "REQUIRED";
  const message = "Set exactly one member of a change.";
  return invalid([{ path, code, message }]).failure;
}
