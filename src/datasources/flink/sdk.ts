import type {
  DescribeApplicationCommandInput,
  ListApplicationOperationsCommandInput,
  ListApplicationsCommandInput,
  UpdateApplicationMaintenanceConfigurationCommandInput,
} from "@aws-sdk/client-kinesis-analytics-v2";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { readResponseBody } from "../../upstream/response-body.js";
import { traceHeaders } from "../../upstream/trace-context.js";
import type { UpstreamRuntime } from "../../upstream/upstream-runtime.js";
import { maxCredentialsMs, maxResponseBytes } from "./constants.js";
import { credentialChainOf } from "./credential-chain.js";
import { renewedCredentials } from "./credential-renewal.js";
import type { FlinkSourceSettings } from "./settings.js";

/** Connects the AWS SDK for one source. The SDK is imported at first use, so that the gateway starts quickly. */
export function createSdkConnection(settings: FlinkSourceSettings, runtime: UpstreamRuntime) {
  let connected: ReturnType<typeof connectSdk> | undefined;
  return {
    connect(): ReturnType<typeof connectSdk> {
      connected ??= connectSdk(settings, runtime).catch((error: unknown) => {
        connected = undefined;
        throw error;
      });
      return connected;
    },
    async close(): Promise<void> {
      const sdk = await connected?.catch(() => null);
      sdk?.destroy();
    },
  };
}

async function connectSdk(settings: FlinkSourceSettings, runtime: UpstreamRuntime) {
  const logger = sdkLogger(runtime);
  const [sdk, retry, chain] = await Promise.all([
    import("@aws-sdk/client-kinesis-analytics-v2"),
    import("@smithy/core/retry"),
    credentialChainOf(settings, logger),
  ]);
  /**
   * Lets the SDK retry only requests that AWS rejected because of the time in their signature, after the SDK has corrected
   * its clock. All other retries follow the gateway's own policy, which is the same for every provider.
   */
  class RetryWithCorrectedClock extends retry.StandardRetryStrategy {
    override async refreshRetryTokenForRetry(
      ...[token, failure]: Parameters<
        InstanceType<typeof retry.StandardRetryStrategy>["refreshRetryTokenForRetry"]
      >
    ) {
      const error = failure.error as Parameters<typeof retry.isClockSkewError>[0];
      const isCorrected = retry.isClockSkewError(error) && retry.isClockSkewCorrectedError(error);
      if (!isCorrected) throw new Error("The SDK must not retry this error.");
      return super.refreshRetryTokenForRetry(token, failure);
    }
  }
  const { region, endpoint } = settings;
  const { timeoutMs } = { ...runtime.resilience, ...settings.resilience };
  const client = new sdk.KinesisAnalyticsV2Client({
    region,
    credentials:
      typeof chain === "function"
        ? renewedCredentials(chain, Math.min(maxCredentialsMs, timeoutMs / 2))
        : chain,
    retryStrategy: new RetryWithCorrectedClock(2),
    logger,
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
      const body = await readResponseBody(response.body, maxResponseBytes).catch((error: unknown) => {
        // The status of an error is enough; its body is not needed.
        if (response.statusCode >= 300 && error instanceof MalformedResponseError) return new Uint8Array();
        throw error;
      });
      return { ...answered, response: Object.assign(response, { body }) };
    },
    { name: "readResponseBody", step: "deserialize", priority: "low" },
  );
  return {
    listApplications: (input: ListApplicationsCommandInput, abortSignal: AbortSignal) =>
      client.send(new sdk.ListApplicationsCommand(input), { abortSignal }),
    listApplicationOperations: (input: ListApplicationOperationsCommandInput, abortSignal: AbortSignal) =>
      client.send(new sdk.ListApplicationOperationsCommand(input), { abortSignal }),
    describeApplication: (input: DescribeApplicationCommandInput, abortSignal: AbortSignal) =>
      client.send(new sdk.DescribeApplicationCommand(input), { abortSignal }),
    updateMaintenanceConfiguration: (
      input: UpdateApplicationMaintenanceConfigurationCommandInput,
      abortSignal: AbortSignal,
    ) => client.send(new sdk.UpdateApplicationMaintenanceConfigurationCommand(input), { abortSignal }),
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

/** Passes on the SDK's own warnings only. The SDK would also log the input, output and error of every call. */
function sdkLogger({ logger }: UpstreamRuntime) {
  const log = logger.child({ library: "aws-sdk" });
  const warn = (message: unknown) => {
    if (typeof message === "string") log.warn(message);
  };
  return { trace: () => {}, debug: () => {}, info: () => {}, warn, error: warn };
}
