import type { TestGateway } from "../support/gateway.js";
import type { MutationName } from "../support/mutations.js";
import { arnOf, datadogId, mutate, newWindow } from "../support/mutations.js";
import type { FaultCase, Meaning } from "./faults.js";
import { unsupported } from "./faults.js";

/** The outcome of one use of the API: its result, or how it failed. */
export interface Outcome {
  readonly result: string;
  readonly failure: (Omit<Meaning, "type"> & { readonly type: string | null }) | null;
  readonly outcomeUnknown: boolean;
}

/** One use of the API that calls a provider's operation. */
export interface Scenario {
  readonly name: string;
  readonly provider: "flink" | "datadog";
  readonly operation: string;
  readonly run: (gateway: TestGateway) => Promise<Outcome>;
  /** Returns the expected outcome if the operation has this fault, once or always. */
  readonly expected: (fault: FaultCase, times: Times) => Outcome;
  /** Returns the expected outcome if one item of the response is odd, if that differs. */
  readonly expectedIfOdd?: (times: Times) => Outcome;
  /** Returns the number of times that the operation is sent; null if the scenario sends it for several resources. */
  readonly sent: ((fault: FaultCase, times: Times) => number) | null;
}

export type Times = "once" | "always";

const done = (result: string): Outcome => ({ result, failure: null, outcomeUnknown: false });
const failed = (failure: Outcome["failure"], outcomeUnknown = false): Outcome => ({
  result: "",
  failure,
  outcomeUnknown,
});

interface Told {
  readonly __typename?: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly failure?: string;
  readonly reason?: string;
  readonly outcomeUnknown?: boolean;
}

function outcomeOf({ __typename, code, retryable, failure, reason, outcomeUnknown = false }: Told): Outcome {
  const detail = failure ?? reason;
  const told = { type: __typename ?? null, code, retryable, ...(detail === undefined ? {} : { detail }) };
  return failed(told, outcomeUnknown);
}

const errorFields =
  "__typename code retryable ... on UpstreamError { failure outcomeUnknown } ... on ConflictError { reason }";

const listOf = (provider: string) => async (gateway: TestGateway) => {
  const { data } = await gateway.query(
    `{ maintenanceWindows(filter: { providers: [${provider}] }) { totalCount sources { state error { ${errorFields} } } } }`,
  );
  const { totalCount, sources } = data.maintenanceWindows;
  if (sources[0].state === "PARTIAL") return done("some windows");
  if (sources[0].error !== null) return outcomeOf(sources[0].error);
  return done(totalCount >= 5 ? "windows" : "no window");
};

/** A failed read of one resource adds an entry to `errors`. */
const readOf = (query: string, result: (data: never) => string) => async (gateway: TestGateway) => {
  const { data, errors } = await gateway.query(query);
  const [error] = errors ?? [];
  return error === undefined ? done(result(data as never)) : outcomeOf(error.extensions as unknown as Told);
};

const writeOf = (name: MutationName, input: Record<string, unknown>) => async (gateway: TestGateway) => {
  const result = await mutate(gateway, name, input);
  return result.outcome === undefined ? outcomeOf(result) : done(result.outcome);
};

/** If the resource is the source itself, a provider that does not find it does not offer the operation. */
const ofSource =
  (expected: Scenario["expected"]): Scenario["expected"] =>
  (fault, times) =>
    expected(fault.meaning?.type === "NotFoundError" ? { ...fault, meaning: unsupported } : fault, times);

/** A read is retried if a retry can help. The error of a single read has no type. */
const reading =
  (result: string, { isSingle = false, notFound }: { isSingle?: boolean; notFound?: string } = {}) =>
  ({ meaning, passes, isSignedAgain }: FaultCase, times: Times): Outcome => {
    if (meaning === null || ((passes || isSignedAgain) && times === "once")) return done(result);
    if (meaning.type === "NotFoundError" && notFound !== undefined) return done(notFound);
    return failed({ ...meaning, type: isSingle ? null : meaning.type });
  };

/** A write with an unreadable response is not retryable. */
const ofWrite = (meaning: Meaning): Meaning =>
  meaning.detail === "MALFORMED_RESPONSE" ? { ...meaning, retryable: false } : meaning;

/** A write that can be repeated safely is sent again if its response was lost. */
const changing =
  (result: string) =>
  ({ meaning, isLost = false, isSignedAgain = false }: FaultCase, times: Times): Outcome => {
    if (meaning === null || ((isLost || isSignedAgain) && times === "once")) return done(result);
    return failed(ofWrite(meaning), isLost);
  };

/**
 * After a lost response to a creation, the gateway looks for the window. It sends the creation again only if the provider
 * has finished without creating it.
 */
const creating = (
  { meaning, isLost = false, isOver = false, acts = false }: FaultCase,
  times: Times,
): Outcome => {
  if (meaning === null || (isLost && acts)) return done("CREATED");
  if (!isLost) return failed(meaning);
  if (isOver) return times === "once" ? done("CREATED") : failed(meaning);
  return failed(ofWrite(meaning), true);
};

/** A read has up to three attempts if a retry can help. */
const sentToRead = ({ passes = false, isSignedAgain = false }: FaultCase, times: Times): number => {
  if (isSignedAgain) return 2;
  return passes ? (times === "once" ? 2 : 3) : 1;
};

/** A change has up to three attempts if its response was lost. */
const sentToChange = ({ isLost = false, isSignedAgain = false }: FaultCase, times: Times): number => {
  if (isSignedAgain) return 2;
  return isLost ? (times === "once" ? 2 : 3) : 1;
};

/** A creation is sent again at most once, and never while the first one can still succeed. */
const sentToCreate = ({ isLost = false, isOver = false, acts = false }: FaultCase): number =>
  isLost && isOver && !acts ? 2 : 1;

/** Whether the failure can be due to one application. If so, the others are still listed. */
const isAboutItem = ({ meaning, fault }: FaultCase) =>
  meaning !== null &&
  !["NotFoundError", "ThrottledError"].includes(meaning.type) &&
  meaning.code !== "UNAUTHENTICATED" &&
  meaning.detail !== "UNREACHABLE" &&
  // Without an exception of AWS, an unexpected response can be a proxy's.
  (meaning.code !== "INTERNAL" || meaning.detail === "MALFORMED_RESPONSE" || fault.errorType !== undefined);

const application = "orders-enrichment";
const arn = arnOf(application);

export const scenarios: readonly Scenario[] = [
  {
    name: "list",
    provider: "flink",
    operation: "ListApplications",
    run: listOf("AWS_FLINK"),
    expected: ofSource(reading("windows")),
    expectedIfOdd: () => done("some windows"),
    sent: sentToRead,
  },
  {
    name: "list",
    provider: "flink",
    operation: "DescribeApplication",
    run: listOf("AWS_FLINK"),
    // An application that no longer exists is left out of the list.
    expected(fault, times) {
      const isPartial = times === "once" && isAboutItem(fault) && !fault.passes;
      if (isPartial) return done("some windows");
      return reading("windows", { notFound: times === "once" ? "windows" : "no window" })(fault, times);
    },
    // The application whose description is odd is not the first that is described.
    expectedIfOdd: (times) => done(times === "once" ? "windows" : "some windows"),
    sent: null,
  },
  {
    name: "one application",
    provider: "flink",
    operation: "DescribeApplication",
    run: readOf(
      `{ flinkApplication(arn: "${arn}") { name } }`,
      ({ flinkApplication }: { flinkApplication: { name: string } | null }) =>
        flinkApplication?.name ?? "none",
    ),
    expected: reading(application, { isSingle: true, notFound: "none" }),
    sent: sentToRead,
  },
  {
    name: "history",
    provider: "flink",
    operation: "ListApplicationOperations",
    run: readOf(
      `{ flinkApplication(arn: "${arn}") { maintenanceHistory { status } } }`,
      ({ flinkApplication }: { flinkApplication: { maintenanceHistory: unknown[] } }) =>
        flinkApplication.maintenanceHistory.length > 0 ? "some runs" : "no run",
    ),
    expected: (fault, times) =>
      // Only this exception is about the application.
      fault.name === "UnsupportedOperationException"
        ? done("no run")
        : reading("some runs", { isSingle: true })(fault, times),
    // The list of operations names no application.
    expectedIfOdd: () => done("some runs"),
    sent: sentToRead,
  },
  {
    name: "details of a run",
    provider: "flink",
    operation: "DescribeApplicationOperation",
    // A run in progress, because the details of a finished run are cached.
    run: readOf(
      `{ flinkApplication(arn: "${arnOf("pricing-realtime")}") { maintenanceHistory { details { failureMessage } } } }`,
      ({ flinkApplication }: { flinkApplication: { maintenanceHistory: { details: object | null }[] } }) =>
        flinkApplication.maintenanceHistory.at(0)?.details ? "details" : "no details",
    ),
    expected: (fault, times) =>
      fault.name === "UnsupportedOperationException"
        ? done("no details")
        : reading("details", { isSingle: true, notFound: "no details" })(fault, times),
    // The details name no application.
    expectedIfOdd: () => done("details"),
    sent: sentToRead,
  },
  {
    name: "read before update",
    provider: "flink",
    operation: "DescribeApplication",
    run: writeOf("updateFlinkMaintenanceWindow", { id: arn, startTime: "03:00" }),
    expected: reading("UPDATED"),
    sent: sentToRead,
  },
  {
    name: "update",
    provider: "flink",
    operation: "UpdateApplicationMaintenanceConfiguration",
    run: writeOf("updateFlinkMaintenanceWindow", { id: arn, startTime: "03:00" }),
    expected: changing("UPDATED"),
    // The response names the application only in its ARN.
    expectedIfOdd: () => done("UPDATED"),
    sent: sentToChange,
  },
  {
    name: "list",
    provider: "datadog",
    operation: "ListMaintenanceWindows",
    run: listOf("DATADOG"),
    expected: ofSource(reading("windows")),
    expectedIfOdd: () => done("some windows"),
    sent: sentToRead,
  },
  {
    name: "one window",
    provider: "datadog",
    operation: "ListMaintenanceWindows",
    run: readOf(
      `{ maintenanceWindow(id: "${datadogId(2)}") { __typename } }`,
      ({ maintenanceWindow }: { maintenanceWindow: unknown }) =>
        maintenanceWindow === null ? "none" : "found",
    ),
    expected: ofSource(reading("found", { isSingle: true })),
    sent: sentToRead,
  },
  {
    name: "read before update",
    provider: "datadog",
    operation: "ListMaintenanceWindows",
    run: writeOf("updateDatadogMaintenanceWindow", { id: datadogId(2), name: "renamed" }),
    expected: ofSource(reading("UPDATED")),
    sent: sentToRead,
  },
  {
    name: "create",
    provider: "datadog",
    operation: "CreateMaintenanceWindow",
    run: writeOf("createDatadogMaintenanceWindow", newWindow),
    expected: ofSource(creating),
    expectedIfOdd: () => done("CREATED"),
    sent: sentToCreate,
  },
  {
    name: "update",
    provider: "datadog",
    operation: "UpdateMaintenanceWindow",
    run: writeOf("updateDatadogMaintenanceWindow", { id: datadogId(2), name: "renamed" }),
    expected: changing("UPDATED"),
    sent: sentToChange,
  },
  {
    name: "end",
    provider: "datadog",
    operation: "UpdateMaintenanceWindow",
    run: writeOf("endDatadogMaintenanceWindow", { id: datadogId(2) }),
    expected: changing("UPDATED"),
    sent: sentToChange,
  },
  {
    name: "delete",
    provider: "datadog",
    operation: "DeleteMaintenanceWindow",
    run: writeOf("deleteDatadogMaintenanceWindow", { id: datadogId(2) }),
    expected: changing("DELETED"),
    expectedIfOdd: () => done("DELETED"),
    sent: sentToChange,
  },
];
