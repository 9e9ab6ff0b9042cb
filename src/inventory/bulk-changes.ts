import type { ChangeSuccess } from "../datasources/provider.js";
import type { BulkChanges, Datasources } from "../datasources/registry.js";
import { bulkChanges } from "../datasources/registry.js";
import { internalFailure, invalidArgument } from "../domain/failures/error-factories.js";
import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import { maxBulkChanges } from "./constants.js";

/** One change of a bulk mutation. Exactly one field is set. */
export type RequestedChange = {
  readonly [Member in keyof BulkChanges]?: Parameters<BulkChanges[Member]>[1] | null | undefined;
};

export type ChangeResult = Awaited<ReturnType<BulkChanges[keyof BulkChanges]>> | Failure;

/**
 * Applies many changes. Changes of different windows run concurrently, as far as their sources allow. Changes of one window
 * run in the given order, because its writes queue in the order in which they begin. Returns one result per change, in the
 * given order. A failed change does not stop the others.
 */
export async function changeWindows(
  changes: readonly RequestedChange[],
  datasources: Datasources,
  onUnexpected: (error: unknown) => void,
): Promise<readonly ChangeResult[]> {
  if (changes.length > maxBulkChanges) return changes.map(() => tooMany(changes.length));
  return Promise.all(
    changes.map(async (change, index) => {
      const path = ["changes", String(index)];
      const members = membersOf(change);
      const [member] = members;
      if (member === undefined || members.length > 1) return notExactlyOne(path, members.length > 1);
      try {
        return await resultOf(makeChange(member, change, datasources), [...path, member]);
      } catch (error) {
        // Throwing would lose the results of the other changes.
        onUnexpected(error);
        return internalFailure();
      }
    }),
  );
}

type Member = keyof BulkChanges;

function membersOf(change: RequestedChange): readonly Member[] {
  const members = Object.keys(bulkChanges) as Member[];
  return members.filter((member) => change[member]);
}

function makeChange(member: Member, change: RequestedChange, datasources: Datasources) {
  // A field and its function belong to the same provider, which TypeScript cannot follow through the union.
  const make = bulkChanges[member] as (datasources: Datasources, input: unknown) => Promise<ChangeSuccess>;
  return make(datasources, change[member]) as Promise<Exclude<ChangeResult, Failure>>;
}

/** Returns the result of one change. The paths of its violations and warnings start at the root of the whole input. */
async function resultOf(
  success: Promise<Exclude<ChangeResult, Failure>>,
  path: readonly string[],
): Promise<ChangeResult> {
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

/** Returns the failure with the paths of its violations under `path` instead of `input`. */
function underPath(failure: Failure, path: readonly string[]): Failure {
  if (failure.kind !== "ValidationError") return failure;
  const violations = failure.violations.map((violation) => ({
    ...violation,
    path: [...path, ...violation.path.slice(1)],
  }));
  return { ...failure, violations };
}

/** Returns a normal result, because a request error would lose the results of other mutations. */
function tooMany(count: number): ChangeResult {
  const message = `\`changes\` contains ${count} changes; at most ${maxBulkChanges} are allowed. No change was applied. Send fewer changes per request.`;
  return invalidArgument([{ path: ["changes"], code: "OUT_OF_RANGE", message }]).failure;
}

function notExactlyOne(path: readonly string[], isMore: boolean): ChangeResult {
  const code = isMore ? "MUTUALLY_EXCLUSIVE" : "REQUIRED";
  const message = `Set exactly one field of each change: ${Object.keys(bulkChanges).join(", ")}.`;
  return invalidArgument([{ path, code, message }]).failure;
}
