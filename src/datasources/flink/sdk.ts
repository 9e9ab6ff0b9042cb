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

/** The AWS SDK for one source. It is imported at the first use, which keeps the start of the gateway short. */
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
   * The gateway retries by its own policy, which is the same for every provider. The SDK retries only what AWS refused for
   * the time in its signature, after it has corrected its clock by AWS's.
   */
  class RetryWithCorrectedClock extends retry.StandardRetryStrategy {
    override async refreshRetryTokenForRetry(
      ...[token, failure]: Parameters<
        InstanceType<typeof retry.StandardRetryStrategy>["refreshRetryTokenForRetry"]
      >
    ) {
      const error = failure.error as Parameters<typeof retry.isClockSkewError>[0];
      const isCorrected = retry.isClockSkewError(error) && retry.isClockSkewCorrectedError(error);
      if (!isCorrected) throw new Error("The SDK retries nothing else.");
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
    // The SDK refuses a custom endpoint together with its own variants of endpoints.
    ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  });
  client.middlewareStack.add(
    (next) => async (given) => {
      // After the signature, which a proxy that extends the trace would break.
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
        // The status of an error says enough.
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

/** The SDK would log the input, output and error of every call. The gateway logs failures itself; only the SDK's own texts pass. */
function sdkLogger({ logger }: UpstreamRuntime) {
  const log = logger.child({ library: "aws-sdk" });
  const warn = (message: unknown) => {
    if (typeof message === "string") log.warn(message);
  };
  return { trace: () => {}, debug: () => {}, info: () => {}, warn, error: warn };
}
