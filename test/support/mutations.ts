import { expect } from "vitest";
import type { TestGateway } from "./gateway.js";
import type { Answer } from "./send.js";

const failure = `
  ... on MaintenanceError { code message provider providerCode requestId retryable }
  ... on ValidationError { violations { path code message } }
  ... on NotFoundError { resourceType resourceId }
  ... on ConflictError {
    reason
    current {
      ... on FlinkMaintenanceWindow { id startTime revision }
      ... on DatadogMaintenanceWindow { id name startsAt endsAt revision }
    }
  }
  ... on ThrottledError { retryAfterSeconds }
  ... on UpstreamError { failure outcomeUnknown }
`;
const flinkWindow = "id startTime endTime revision status";
const flinkChanged = `... on FlinkMaintenanceWindowChanged {
  outcome window { ${flinkWindow} } previous { ${flinkWindow} } warnings { code message path }
}`;
const datadogWindow = "id uuid name query startsAt endsAt status revision createdBy { id }";
const datadogChanged = `... on DatadogMaintenanceWindowChanged {
  outcome window { ${datadogWindow} } previous { ${datadogWindow} } warnings { code message path }
}`;
const datadogDeleted = `... on DatadogMaintenanceWindowDeleted {
  outcome deletedWindowId window { ${datadogWindow} } previous { ${datadogWindow} } warnings { code message path }
}`;

const fragments = {
  updateFlinkMaintenanceWindow: ["UpdateFlinkMaintenanceWindowInput", flinkChanged],
  createDatadogMaintenanceWindow: ["CreateDatadogMaintenanceWindowInput", datadogChanged],
  updateDatadogMaintenanceWindow: ["UpdateDatadogMaintenanceWindowInput", datadogChanged],
  endDatadogMaintenanceWindow: ["EndDatadogMaintenanceWindowInput", datadogChanged],
  extendDatadogMaintenanceWindow: ["ExtendDatadogMaintenanceWindowInput", datadogChanged],
  deleteDatadogMaintenanceWindow: ["DeleteDatadogMaintenanceWindowInput", datadogDeleted],
} as const;

export type MutationName = keyof typeof fragments;
export const mutationNames = Object.keys(fragments) as MutationName[];

/** Sends one mutation and returns its result, a success or an error. */
export async function mutate(
  gateway: Pick<TestGateway, "query">,
  name: MutationName,
  input: Record<string, unknown>,
  headers?: Record<string, string>,
): Promise<Answer["data"]> {
  const [type, fragment] = fragments[name];
  const { data, errors } = await gateway.query(
    `mutation ($input: ${type}!) { result: ${name}(input: $input) { __typename ${failure} ${fragment} } }`,
    { input },
    headers,
  );
  expect(errors).toBeUndefined();
  return data.result;
}

/** Sends many changes in one mutation. */
export async function changeMany(
  gateway: Pick<TestGateway, "query">,
  changes: readonly Record<string, unknown>[],
): Promise<Answer["data"]> {
  const { data, errors } = await gateway.query(
    `mutation ($changes: [MaintenanceWindowChangeInput!]!) {
      results: changeMaintenanceWindows(changes: $changes) {
        __typename ${failure} ${flinkChanged} ${datadogChanged} ${datadogDeleted}
      }
    }`,
    { changes },
  );
  expect(errors).toBeUndefined();
  return data.results;
}

export const codesOf = (result: { violations: { path: string[]; code: string }[] }) =>
  result.violations.map(({ path, code }) => [path.join("."), code]);

export const arnOf = (name: string, region = "eu-central-1") =>
  `arn:aws:kinesisanalytics:${region}:123456789012:application/${name}`;

/** Returns the id of a window in the Datadog emulator's seed. */
export const datadogId = (number: number) => `datadog:datadog:00000000-0000-4000-8000-00000000000${number}`;

/** A new window, on the day after the test gateways' current time. */
export const newWindow = {
  name: "Release",
  query: "service:checkout",
  startsAt: "2026-11-23T10:00:00Z",
  endsAt: "2026-11-23T12:00:00Z",
};
