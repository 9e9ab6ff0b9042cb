import type { Runtime } from "../provider.js";
import type { FlinkSourceConfiguration } from "./config.js";

/** The AWS SDK's part for one source. It is imported at the first use, which keeps the start of the gateway short. */
export async function connectSdk(source: FlinkSourceConfiguration, runtime: Runtime) {
  const [sdk, { StandardRetryStrategy }] = await Promise.all([
    import("@aws-sdk/client-kinesis-analytics-v2"),
    import("@smithy/core/retry"),
  ]);
  /** A throttled call is left to the source's own pacing, which all of its calls keep. */
  class RetryUnlessThrottled extends StandardRetryStrategy {
    override async refreshRetryTokenForRetry(
      ...[token, failure]: Parameters<InstanceType<typeof StandardRetryStrategy>["refreshRetryTokenForRetry"]>
    ) {
      if (failure.errorType === "THROTTLING") throw new Error("The SDK does not repeat a throttled call.");
      return super.refreshRetryTokenForRetry(token, failure);
    }
  }
  const { region, endpoint, credentials } = source;
  const createClient = (maxAttempts: number) =>
    new sdk.KinesisAnalyticsV2Client({
      region,
      retryStrategy: new RetryUnlessThrottled(maxAttempts),
      logger: sdkLogger(runtime),
      // The SDK refuses an endpoint of one's own together with its own variants of endpoints.
      ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
      ...(credentials === undefined ? {} : { credentials }),
    });
  return {
    ListApplicationsCommand: sdk.ListApplicationsCommand,
    ListApplicationOperationsCommand: sdk.ListApplicationOperationsCommand,
    DescribeApplicationCommand: sdk.DescribeApplicationCommand,
    UpdateApplicationMaintenanceConfigurationCommand: sdk.UpdateApplicationMaintenanceConfigurationCommand,
    reader: createClient(source.maxAttempts),
    /** A repeated write would hide that an earlier attempt may have been carried out. */
    writer: createClient(1),
  };
}

/**
 * The SDK logs the input and output of every call, and its error: the gateway logs failures itself. Only the SDK's
 * own texts are for operators.
 */
function sdkLogger({ logger }: Runtime) {
  const log = logger.child({ library: "aws-sdk" });
  const warn = (message: unknown) => {
    if (typeof message === "string") log.warn(message);
  };
  return { trace: () => {}, debug: () => {}, info: () => {}, warn, error: warn };
}
