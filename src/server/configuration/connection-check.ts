import { pino } from "pino";
import type { ListSample } from "../../datasources/provider.js";
import type { Failure } from "../../domain/failures/failure.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import { createHttpClient } from "../../network/http-client.js";
import { detailOf } from "../../upstream/classify-failure.js";
import { CredentialsError, CredentialsPendingError } from "../../upstream/credentials-error.js";
import { deadlineIn } from "../../upstream/deadlines.js";
import { createSdkImports } from "../../upstream/sdk-imports.js";
import { noSpans } from "../../upstream/spans.js";
import type { UpstreamRuntime } from "../../upstream/upstream-runtime.js";
import { createObservers } from "../telemetry/observers.js";
import { connectionTimeoutMs } from "./constants.js";
import type { Configuration } from "./read-configuration.js";

/** What the check found out about one source. A step is null if its result is unknown. */
export interface SourceCheck {
  readonly source: MaintenanceSource;
  /** Whether the provider responded. */
  readonly isReached: boolean | null;
  readonly hasValidCredentials: boolean | null;
  /** Whether the credentials may list the windows, and the source offers that. */
  readonly canList: boolean | null;
  readonly sample: ListSample | null;
  /** What failed, and what an operator can do; null if nothing did. */
  readonly problem: CheckProblem | null;
}

interface CheckProblem {
  readonly code: Failure["code"];
  readonly message: string;
  /** The gateway's own detail or a network error code. */
  readonly detail: string | null;
  readonly providerCode: string | null;
}

/** Reads a little of each source with the real credentials. Writes nothing. */
export async function checkConnections({ server, sources }: Configuration): Promise<readonly SourceCheck[]> {
  const httpClient = createHttpClient(server.network);
  const runtime: UpstreamRuntime = {
    logger: pino({ level: "silent" }),
    observer: createObservers().observer,
    spans: noSpans,
    sdkImports: createSdkImports(),
    httpClient,
    resilience: server.resilience,
    requestTimeoutMs: server.requestTimeoutMs,
  };
  // The pauses between attempts do not keep the process alive. In a gateway, its server does.
  const keepAlive = setInterval(() => {}, connectionTimeoutMs);
  try {
    return await Promise.all(
      sources.sources.map(async (source) => {
        try {
          return passed(source, await sources.tryList(source.id, runtime, deadlineIn(connectionTimeoutMs)));
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error;
          return failed(source, error);
        }
      }),
    );
  } finally {
    clearInterval(keepAlive);
    httpClient.close();
  }
}

const unknownSteps = { isReached: null, hasValidCredentials: null, canList: null, sample: null };

function passed(source: MaintenanceSource, sample: ListSample): SourceCheck {
  const [first] = sample.unreadable;
  const problem = first === undefined ? null : problemOf(first.error, null);
  return { source, isReached: true, hasValidCredentials: true, canList: true, sample, problem };
}

function failed(source: MaintenanceSource, { failure, cause }: GatewayError): SourceCheck {
  return {
    ...unknownSteps,
    source,
    problem: problemOf(failure, detailOf(cause)),
    ...stepsBefore(failure, cause),
  };
}

function problemOf({ code, message, providerCode }: Failure, detail: string | null): CheckProblem {
  return { code, message: forOperators(message), detail, providerCode };
}

/** Returns the steps whose result follows from the failure. */
function stepsBefore(failure: Failure, cause: unknown): Partial<SourceCheck> {
  if (cause instanceof CredentialsError || cause instanceof CredentialsPendingError)
    return { hasValidCredentials: false };
  switch (failure.code) {
    case "UNAUTHENTICATED":
      return { isReached: true, hasValidCredentials: false };
    case "PERMISSION_DENIED":
      // A bare HTTP status does not tell a missing permission from invalid keys.
      return {
        isReached: true,
        hasValidCredentials: /^\d*$/.test(failure.providerCode ?? "") ? null : true,
        canList: false,
      };
    case "UNIMPLEMENTED":
      return { isReached: true, canList: false };
    case "UNAVAILABLE":
    case "DEADLINE_EXCEEDED":
      return { isReached: failure.kind === "UpstreamError" && failure.failure === "SERVER_ERROR" };
    default:
      return { isReached: true };
  }
}

/** Addresses the operator, who reads this, instead of a caller of the API. */
function forOperators(message: string): string {
  return message
    .replace(/ Ask the gateway's operators to (\w)/g, (_all, letter: string) => ` ${letter.toUpperCase()}`)
    .replace(/ ask the gateway's operators to /g, " ")
    .replace(
      /eport (?:it|this) to the gateway's operators/,
      "eport this, and check that its endpoint is the provider's API",
    );
}
