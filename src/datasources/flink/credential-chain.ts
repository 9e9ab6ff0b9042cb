import type { Logger } from "pino";
import { CredentialsError } from "../../upstream/credentials-error.js";
import { credentialProblem } from "./credential-problem.js";
import type { CredentialProvider } from "./credential-renewal.js";
import type { FlinkCredentials } from "./credential-settings.js";
import { sdkLogger } from "./sdk-logger.js";
import type { SdkRequestHandler } from "./sdk-request-handler.js";
import type { FlinkSourceSettings } from "./source-settings.js";

type Credentials = Awaited<ReturnType<CredentialProvider>>;

/** What each provider in a chain needs. */
interface ChainContext {
  readonly requestHandler: SdkRequestHandler;
  readonly logger: ReturnType<typeof sdkLogger>;
}

/**
 * Returns the credentials of a source, or a function that resolves them once: its keys, a profile, or the SDK's default chain.
 * If a role is set, they assume it. The function throws CredentialsError with the reason.
 */
export function credentialChainOf(
  settings: FlinkSourceSettings,
  requestHandler: SdkRequestHandler,
  log: Logger,
): FlinkCredentials | (() => Promise<Credentials>) {
  const { credentials, profile, roleArn, region } = settings;
  if (credentials !== undefined && profile === undefined && roleArn === undefined) return credentials;
  return async () => {
    // A chain reports only its last provider's error. The debug messages contain the errors of all of them.
    const messages: string[] = [];
    const context = { requestHandler, logger: sdkLogger(log, (message) => messages.push(message)) };
    try {
      const chain = await chainFor(settings, context);
      return requireUsable(await chain({ callerClientConfig: { region: async () => region, ...context } }));
    } catch (error) {
      if (error instanceof CredentialsError) throw error;
      throw new CredentialsError(credentialProblem(error, messages, profile ?? process.env.AWS_PROFILE), {
        cause: error,
      });
    }
  };
}

/** Rejects keys that no HTTP header can carry: a program can print anything. */
function requireUsable(credentials: Credentials): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken = "none" } = credentials;
  const isUsable = [accessKeyId, secretAccessKey, sessionToken].every(
    (key: unknown) => typeof key === "string" && /^[\x21-\x7e]+$/.test(key),
  );
  if (!isUsable)
    throw new CredentialsError(
      "the AWS credentials contain a key that is empty, or has a character that keys never have",
    );
  return credentials;
}

async function chainFor(settings: FlinkSourceSettings, context: ChainContext): Promise<CredentialProvider> {
  const { credentials, profile, roleArn } = settings;
  const own =
    profile === undefined
      ? (credentials ?? (await defaultChain(context)))
      : await profileChain(profile, context);
  if (roleArn !== undefined) return assumedRole(settings, own, context);
  return typeof own === "function" ? own : async () => own;
}

/** Returns the default credential provider chain of the AWS SDK, without its cache. */
async function defaultChain({ requestHandler, logger }: ChainContext): Promise<CredentialProvider> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider({ ignoreCache: true, clientConfig: { requestHandler }, logger });
}

/** Returns only the credentials of a profile. The default chain would use other credentials if the profile did not exist. */
async function profileChain(
  profile: string,
  { requestHandler, logger }: ChainContext,
): Promise<CredentialProvider> {
  const { fromIni } = await import("@aws-sdk/credential-providers");
  return fromIni({ profile, ignoreCache: true, clientConfig: { requestHandler }, logger });
}

/** Returns the credentials of a role that the gateway assumes with its own credentials (AWS STS AssumeRole). */
async function assumedRole(
  { region, roleArn = "", externalId, stsEndpoint }: FlinkSourceSettings,
  own: FlinkCredentials | CredentialProvider,
  { requestHandler, logger }: ChainContext,
): Promise<CredentialProvider> {
  const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  return fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: roleArn,
      RoleSessionName: "maintenance-gateway",
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
    clientConfig: { region, requestHandler, ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }) },
    logger,
  });
}
