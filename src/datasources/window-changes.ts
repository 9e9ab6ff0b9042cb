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
import { arnInWindowId } from "./flink/map.js";
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
  /** Null for a window that is not there yet. */
  readonly windowId: string | null;
  readonly carryOut: () => Promise<Success>;
}

export const maxChanges = 100;

/**
 * Carries many changes out: those of one window in the order given, those of different windows at the same time, as far as
 * their sources take it. Each has a result of its own, in the order given; one that fails stops no other.
 */
export async function changeWindows(
  changes: readonly RequestedChange[],
  datasources: Datasources,
  onUnexpected: (error: unknown) => void,
): Promise<readonly ChangeResult[]> {
  if (changes.length > maxChanges) return changes.map(() => tooMany(changes.length));
  /** The last change so far of each window. */
  const last = new Map<string, Promise<unknown>>();
  return Promise.all(
    changes.map((change, index) => {
      const path = ["changes", String(index)];
      const [planned, ...more] = plansOf(change, datasources);
      if (planned === undefined || more.length > 0) return notOne(path, planned !== undefined);
      const { member, windowId, carryOut } = planned;
      const before = windowId === null ? undefined : last.get(windowId);
      const success = before === undefined ? carryOut() : before.then(carryOut);
      const result = resultOf(success, [...path, member]).catch((error: unknown) => {
        // What became of the others must not get lost with it.
        onUnexpected(error);
        return unexpected();
      });
      if (windowId !== null) last.set(windowId, result);
      return result;
    }),
  );
}

function plansOf(
  { updateFlink, createDatadog, updateDatadog, endDatadog, extendDatadog, deleteDatadog }: RequestedChange,
  { flink, datadog }: Datasources,
): readonly PlannedChange[] {
  const plans: PlannedChange[] = [];
  if (updateFlink) {
    const windowId = arnInWindowId(updateFlink.id) ?? updateFlink.id;
    plans.push({ member: "updateFlink", windowId, carryOut: () => flink.updateWindow(updateFlink) });
  }
  if (createDatadog) {
    const carryOut = () => datadog.createWindow(createDatadog);
    plans.push({ member: "createDatadog", windowId: null, carryOut });
  }
  if (updateDatadog) {
    const carryOut = () => datadog.updateWindow(updateDatadog);
    plans.push({ member: "updateDatadog", windowId: updateDatadog.id, carryOut });
  }
  if (endDatadog) {
    const carryOut = () => datadog.endWindow(endDatadog);
    plans.push({ member: "endDatadog", windowId: endDatadog.id, carryOut });
  }
  if (extendDatadog) {
    const carryOut = () => datadog.extendWindow(extendDatadog);
    plans.push({ member: "extendDatadog", windowId: extendDatadog.id, carryOut });
  }
  if (deleteDatadog) {
    const carryOut = () => datadog.deleteWindow(deleteDatadog);
    plans.push({ member: "deleteDatadog", windowId: deleteDatadog.id, carryOut });
  }
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
