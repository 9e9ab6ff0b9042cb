import type { KinesisAnalyticsV2ClientConfig } from "@aws-sdk/client-kinesis-analytics-v2";
import type { CredentialProvider } from "./credential-renewal.js";
import type { FlinkCredentials, FlinkSourceSettings } from "./settings.js";

type SdkLogger = NonNullable<KinesisAnalyticsV2ClientConfig["logger"]>;

/** Returns the credentials of a source: its keys, a profile, or the SDK's default chain. If a role is set, they assume it. */
export async function credentialChainOf(
  settings: FlinkSourceSettings,
  logger: SdkLogger,
): Promise<FlinkCredentials | CredentialProvider> {
  const { credentials, profile, roleArn } = settings;
  const own =
    profile === undefined ? (credentials ?? (await defaultChain(logger))) : await profileChain(profile);
  return roleArn === undefined ? own : assumedRole(settings, own);
}

/** Returns the default credential provider chain of the AWS SDK, without its cache. */
async function defaultChain(logger: SdkLogger): Promise<CredentialProvider> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return (options) => defaultProvider({ ignoreCache: true, logger })(options);
}

/** Returns only the credentials of a profile. The default chain would use other credentials if the profile did not exist. */
async function profileChain(profile: string): Promise<CredentialProvider> {
  const { fromIni } = await import("@aws-sdk/credential-providers");
  return (options) => fromIni({ profile, ignoreCache: true })(options);
}

/** Returns the credentials of a role that the gateway assumes with its own credentials (AWS STS AssumeRole). */
async function assumedRole(
  { region, roleArn = "", externalId, stsEndpoint }: FlinkSourceSettings,
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
