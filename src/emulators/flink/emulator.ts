import { isObject, parseJson } from "../json.js";
import type { Emulator } from "../server.js";
import { serve } from "../server.js";
import type { Clock, EmulatedRequest, EmulatedResponse, Service } from "../service.js";
import type { AccountRegion } from "./applications.js";
import { usualAccountId } from "./applications.js";
import type { OperationName } from "./constraints.js";
import { hasWireTypes, requestConstraints, violationsOf } from "./constraints.js";
import { AwsException, exceptionResponse, jsonResponse } from "./exceptions.js";
import { operations } from "./operations.js";
import { seedRegions } from "./seed.js";
import { createStore } from "./store.js";

const targetPrefix = "KinesisAnalytics_20180523.";

/** Starts an emulator of KinesisAnalyticsV2 (AWS JSON 1.1). */
export async function startFlinkEmulator(options: { readonly port: number; readonly clock: Clock }) {
  const emulator: Emulator = await serve(createService(options.clock), options.port, options.clock);
  return {
    ...emulator,
    /** The variables that point an AWS client at this emulator. Unset those that are empty. */
    environment: {
      AWS_REGIONS: seedRegions.join(","),
      AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: emulator.url,
      AWS_ACCESS_KEY_ID: "emulator",
      AWS_SECRET_ACCESS_KEY: "emulator",
      // The user's own profile or session token would override these keys or be sent with them.
      AWS_SESSION_TOKEN: "",
      AWS_PROFILE: "",
      // These would change the endpoint, or make it invalid.
      AWS_ENDPOINT_URL: "",
      AWS_ENDPOINT_URL_STS: "",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "",
      AWS_USE_FIPS_ENDPOINT: "",
      AWS_USE_DUALSTACK_ENDPOINT: "",
    },
  };
}

function createService(clock: Clock): Service {
  const store = createStore(clock);
  return {
    operations: Object.keys(operations),
    seedMembers: { applications: "count", startTimes: "count", region: "text", newVersionOf: "text" },
    operationOf: (request) => request.headers["x-amz-target"]?.replace(targetPrefix, "") ?? null,

    resourceOf(request) {
      const input = parseJson(request.body);
      if (!isObject(input)) return null;
      const resource = input.OperationId ?? input.ApplicationName;
      return typeof resource === "string" ? resource : null;
    },

    respond(request) {
      try {
        return carryOut(request);
      } catch (error) {
        if (error instanceof AwsException) return exceptionResponse(error.type, error.message);
        throw error;
      }
    },

    failWith: ({ status, errorType }) =>
      exceptionResponse(errorType ?? typeOfStatus(status), "Fault injected by the emulator.", status),

    reset: () => store.reset(),

    addMore({ applications, startTimes, region, newVersionOf }) {
      const where = {
        accountId: usualAccountId,
        region: typeof region === "string" ? region : seedRegions[0],
      };
      // By default, one at each full hour.
      const times = typeof startTimes === "number" && startTimes > 0 ? startTimes : 24;
      if (typeof applications === "number") store.addLoad(where, applications, times);
      if (typeof newVersionOf === "string") store.raiseVersion(where, newVersionOf);
    },
  };

  function carryOut(request: EmulatedRequest): EmulatedResponse {
    const accountRegion = accountRegionOf(request);
    const name = request.headers["x-amz-target"]?.replace(targetPrefix, "") ?? "";
    if (request.method !== "POST" || request.path !== "/" || !isOperationName(name)) {
      throw new AwsException("UnknownOperationException", "");
    }
    const constraints = requestConstraints[name];
    const input = parseJson(request.body);
    if (!isObject(input) || !hasWireTypes(input, constraints)) {
      throw new AwsException("SerializationException", "");
    }
    const violations = violationsOf(input, constraints);
    if (violations.length > 0) {
      const errors = violations.length === 1 ? "error" : "errors";
      const message = `${violations.length} validation ${errors} detected: ${violations.join("; ")}`;
      throw new AwsException("ValidationException", message);
    }
    return jsonResponse(operations[name](store, accountRegion, input));
  }
}

/**
 * Returns the region that the request was signed for and the account of its access key. A key that begins with AKIA or ASIA
 * and twelve digits belongs to the account with these digits. Does not verify the signature.
 */
function accountRegionOf(request: EmulatedRequest): AccountRegion {
  const authorization = request.headers.authorization;
  if (authorization === undefined) {
    throw new AwsException("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  const scope = /Credential=(?<key>[^/]+)\/[0-9]{8}\/(?<region>[a-z0-9-]+)\/kinesisanalytics\/aws4_request/;
  const { key, region } = scope.exec(authorization)?.groups ?? {};
  if (key === undefined || region === undefined) {
    throw new AwsException("IncompleteSignatureException", "The credential scope is not of this service.");
  }
  const [, accountId = usualAccountId] = /^A[KS]IA([0-9]{12})/.exec(key) ?? [];
  return { accountId, region };
}

function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

function typeOfStatus(status: number | undefined): string {
  if (status === 429) return "TooManyRequestsException";
  if (status === 503) return "ServiceUnavailableException";
  return status !== undefined && status >= 500 ? "InternalFailure" : "AccessDeniedException";
}
