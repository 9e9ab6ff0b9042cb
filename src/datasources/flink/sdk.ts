import type { Runtime } from "../provider.js";
import { readAnswer } from "../upstream/answer-body.js";
import { MalformedResponseError } from "../upstream/malformed-response.js";
import { traceHeaders } from "../upstream/trace.js";
import type { FlinkCredentials, FlinkSourceConfiguration } from "./config.js";
import type { CredentialProvider } from "./credentials.js";
import { createCredentials } from "./credentials.js";

/** The AWS SDK's part for one source. It is imported at the first use, which keeps the start of the gateway short. */
export async function connectSdk(source: FlinkSourceConfiguration, runtime: Runtime) {
  const [sdk, retry, { defaultProvider }] = await Promise.all([
    import("@aws-sdk/client-kinesis-analytics-v2"),
    import("@smithy/core/retry"),
    import("@aws-sdk/credential-provider-node"),
  ]);
  /**
   * Calls are repeated by the gateway's own policy, the same for every provider. The SDK makes again only what AWS refused
   * for the time in its signature, after it has corrected its clock by AWS's.
   */
  class RepeatWithCorrectedClock extends retry.StandardRetryStrategy {
    override async refreshRetryTokenForRetry(
      ...[token, failure]: Parameters<
        InstanceType<typeof retry.StandardRetryStrategy>["refreshRetryTokenForRetry"]
      >
    ) {
      const error = failure.error as Parameters<typeof retry.isClockSkewError>[0];
      const isCorrected = retry.isClockSkewError(error) && retry.isClockSkewCorrectedError(error);
      if (!isCorrected) throw new Error("The SDK repeats nothing else.");
      return super.refreshRetryTokenForRetry(token, failure);
    }
  }
  const { region, endpoint, credentials, profile, roleArn } = source;
  const { timeoutMs } = { ...runtime.resilience, ...source.resilience };
  const logger = sdkLogger(runtime);
  const ownChain: CredentialProvider = (options) => defaultProvider({ ignoreCache: true, logger })(options);
  const own = profile === undefined ? (credentials ?? ownChain) : await profileOf(profile);
  const used = roleArn === undefined ? own : await assumedRole(source, own);
  const client = new sdk.KinesisAnalyticsV2Client({
    region,
    // What a chain takes must not pass for a time-out of the call itself.
    credentials: typeof used === "function" ? createCredentials(used, Math.min(3_000, timeoutMs / 2)) : used,
    retryStrategy: new RepeatWithCorrectedClock(2),
    logger,
    // The SDK refuses an endpoint of one's own together with its own variants of endpoints.
    ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  });
  client.middlewareStack.add(
    (next) => async (given) => {
      // Behind the signature, which a proxy that writes on the trace would break.
      Object.assign((given.request as RawRequest).headers, traceHeaders());
      return next(given);
    },
    { name: "trace", step: "finalizeRequest", priority: "low" },
  );
  client.middlewareStack.add(
    (next) => async (given) => {
      const answered = await next(given);
      const response = answered.response as RawResponse;
      const body = await readAnswer(response.body, maxAnswerBytes).catch((error: unknown) => {
        // The status says enough of what is no success.
        if (response.statusCode >= 300 && error instanceof MalformedResponseError) return new Uint8Array();
        throw error;
      });
      return { ...answered, response: Object.assign(response, { body }) };
    },
    { name: "readAnswer", step: "deserialize", priority: "low" },
  );
  return {
    ListApplicationsCommand: sdk.ListApplicationsCommand,
    ListApplicationOperationsCommand: sdk.ListApplicationOperationsCommand,
    DescribeApplicationCommand: sdk.DescribeApplicationCommand,
    UpdateApplicationMaintenanceConfigurationCommand: sdk.UpdateApplicationMaintenanceConfigurationCommand,
    client,
  };
}

/** The credentials of a profile, and of nothing else: the chain would go on to others where there is no such profile. */
async function profileOf(profile: string): Promise<CredentialProvider> {
  const { fromIni } = await import("@aws-sdk/credential-providers");
  return (options) => fromIni({ profile, ignoreCache: true })(options);
}

/** The credentials of a role in the source's account (AWS STS AssumeRole), which the gateway's own credentials may assume. */
async function assumedRole(
  { region, roleArn = "", externalId, stsEndpoint }: FlinkSourceConfiguration,
  own: FlinkCredentials | CredentialProvider,
): Promise<CredentialProvider> {
  const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  return fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: roleArn,
      RoleSessionName: "maintenance-gateway",
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
    clientConfig: { region, ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }) },
  });
}

/** Of 50 applications in a list, or one that is described; the SDK takes seconds for far more, in which nothing else is done. */
const maxAnswerBytes = 2 * 1024 * 1024;

/** A request as it is about to be sent. */
interface RawRequest {
  readonly headers: Record<string, string>;
}

/** An answer before the SDK has read it. */
interface RawResponse {
  readonly statusCode: number;
  readonly body: AsyncIterable<Uint8Array>;
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
