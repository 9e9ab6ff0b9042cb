import type {
  DescribeApplicationCommandInput,
  DescribeApplicationOperationCommandInput,
  ListApplicationOperationsCommandInput,
  ListApplicationsCommandInput,
  UpdateApplicationMaintenanceConfigurationCommandInput,
} from "@aws-sdk/client-kinesis-analytics-v2";
import { detailOf } from "../../upstream/classify-failure.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import type { Prerequisite } from "../../upstream/prerequisite.js";
import { noPrerequisite } from "../../upstream/prerequisite.js";
import { readResponseBody } from "../../upstream/response-body.js";
import { traceHeaders } from "../../upstream/trace-context.js";
import type { UpstreamRuntime } from "../../upstream/upstream-runtime.js";
import { maxResponseBytes } from "./constants.js";
import { credentialChainOf } from "./credential-chain.js";
import { renewedCredentials } from "./credential-renewal.js";
import { sdkLogger } from "./sdk-logger.js";
import { createRequestHandler } from "./sdk-request-handler.js";
import { sharedRenewal } from "./shared-renewals.js";
import { isSignatureTimeError } from "./signature-time.js";
import type { FlinkSourceSettings } from "./source-settings.js";

/** Connects the AWS SDK for one source. The SDK is imported at first use, so that the gateway starts quickly. */
export function createSdkConnection(settings: FlinkSourceSettings, runtime: UpstreamRuntime) {
  let connected: ReturnType<typeof connectSdk> | undefined;
  let pending = noPrerequisite.pending;

  function connect(): ReturnType<typeof connectSdk> {
    connected ??= connectSdk(settings, runtime).catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    return connected;
  }

  const credentials: Prerequisite = {
    async meet(deadline) {
      const { renewal } = await connect();
      if (renewal === null) return;
      pending = renewal.pending;
      await renewal.meet(deadline);
    },
    pending: () => pending(),
  };

  return {
    connect,
    /** Waits for the credentials of the source. Static keys need no wait. */
    credentials,
    async close(): Promise<void> {
      const sdk = await connected?.catch(() => null);
      sdk?.destroy();
    },
  };
}

async function connectSdk(settings: FlinkSourceSettings, runtime: UpstreamRuntime) {
  const { id, region, endpoint, credentialsTimeoutMs } = settings;
  const { logger } = runtime;
  const [sdk, retry, requestHandler] = await Promise.all([
    import("@aws-sdk/client-kinesis-analytics-v2"),
    import("@smithy/core/retry"),
    createRequestHandler(runtime.httpClient, credentialsTimeoutMs),
  ]);
  /**
   * Lets the SDK retry only requests that AWS rejected because of the time in their signature. The SDK signs them afresh, with
   * AWS's time if its own clock is wrong. All other retries follow the gateway's own policy, which is the same for every provider.
   */
  class RetryWithNewSignature extends retry.StandardRetryStrategy {
    override async refreshRetryTokenForRetry(
      ...[token, failure]: Parameters<
        InstanceType<typeof retry.StandardRetryStrategy>["refreshRetryTokenForRetry"]
      >
    ) {
      const error = failure.error as Parameters<typeof retry.isClockSkewError>[0];
      const isCorrected = retry.isClockSkewError(error) && retry.isClockSkewCorrectedError(error);
      if (!isCorrected && !isSignatureTimeError(error)) throw new Error("The SDK must not retry this error.");
      // The SDK itself would retry only some of these errors.
      return super.refreshRetryTokenForRetry(token, { ...failure, errorType: "TRANSIENT" });
    }
  }
  const chain = credentialChainOf(settings, requestHandler, logger);
  const renewal =
    typeof chain === "function"
      ? sharedRenewal(runtime.httpClient, settings, () =>
          renewedCredentials(chain, {
            timeoutMs: credentialsTimeoutMs,
            onRenewalFailed: (error) =>
              logger.warn(
                { source: id, detail: detailOf(error) },
                "cannot renew credentials: the old ones are used",
              ),
          }),
        )
      : null;
  const client = new sdk.KinesisAnalyticsV2Client({
    region,
    credentials: renewal?.provide ?? chain,
    requestHandler,
    retryStrategy: new RetryWithNewSignature(2),
    logger: sdkLogger(logger),
    // The SDK rejects a custom endpoint in combination with its FIPS and dual-stack endpoints.
    ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  });
  client.middlewareStack.add(
    (next) => async (given) => {
      // Added after signing, because a proxy that extends the trace would invalidate the signature.
      Object.assign((given.request as RawRequest).headers, traceHeaders());
      return next(given);
    },
    { name: "trace", step: "finalizeRequest", priority: "low" },
  );
  client.middlewareStack.add(
    (next) => async (given) => {
      const answered = await next(given);
      const response = answered.response as RawResponse;
      // No operation has another status of success, and a part of a list would look like a whole one.
      if (response.statusCode > 200 && response.statusCode < 300)
        throw new MalformedResponseError(`the status is ${response.statusCode} instead of 200`);
      const body = await readResponseBody(response.body, maxResponseBytes).catch((error: unknown) => {
        // The status of an error is enough; its body is not needed.
        if (response.statusCode >= 300 && error instanceof MalformedResponseError) return new Uint8Array();
        throw error;
      });
      return { ...answered, response: Object.assign(response, { body }) };
    },
    { name: "readResponseBody", step: "deserialize", priority: "low" },
  );
  client.middlewareStack.add(
    (next) => async (given) => {
      try {
        return await next(given);
      } catch (error) {
        const answered = unreadAnswer(error);
        if (answered === null) throw error;
        return answered as Awaited<ReturnType<typeof next>>;
      }
    },
    { name: "keepUnconverted", step: "deserialize", priority: "high" },
  );
  return {
    listApplications: (input: ListApplicationsCommandInput, abortSignal: AbortSignal) =>
      client.send(new sdk.ListApplicationsCommand(input), { abortSignal }),
    listApplicationOperations: (input: ListApplicationOperationsCommandInput, abortSignal: AbortSignal) =>
      client.send(new sdk.ListApplicationOperationsCommand(input), { abortSignal }),
    describeApplicationOperation: (
      input: DescribeApplicationOperationCommandInput,
      abortSignal: AbortSignal,
    ) => client.send(new sdk.DescribeApplicationOperationCommand(input), { abortSignal }),
    describeApplication: (input: DescribeApplicationCommandInput, abortSignal: AbortSignal) =>
      client.send(new sdk.DescribeApplicationCommand(input), { abortSignal }),
    updateMaintenanceConfiguration: (
      input: UpdateApplicationMaintenanceConfigurationCommandInput,
      abortSignal: AbortSignal,
    ) => client.send(new sdk.UpdateApplicationMaintenanceConfigurationCommand(input), { abortSignal }),
    /** The renewal of the credentials; null for static keys. */
    renewal,
    destroy: () => client.destroy(),
  };
}

/** A request that is about to be sent. */
interface RawRequest {
  readonly headers: Record<string, string>;
}

/** A response that the SDK has not parsed yet. */
interface RawResponse {
  readonly statusCode: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Returns the JSON of a successful response that the SDK cannot convert; null for any other error. The SDK fails if one timestamp
 * anywhere in the response is not a number, even if the gateway does not use it. The mapping checks each member that it uses.
 */
function unreadAnswer(error: unknown) {
  const { $response: response, $metadata } = error as {
    readonly $response?: { readonly statusCode: number; readonly body: unknown };
    readonly $metadata?: object;
  };
  if (response === undefined || response.statusCode >= 300 || !(response.body instanceof Uint8Array))
    return null;
  try {
    const output: unknown = JSON.parse(Buffer.from(response.body).toString("utf8"));
    const isUsable = typeof output === "object" && output !== null && !Array.isArray(output);
    return isUsable ? { response, output: { ...output, $metadata } } : null;
  } catch {
    return null;
  }
}
