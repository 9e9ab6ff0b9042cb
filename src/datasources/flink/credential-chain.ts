import type { KinesisAnalyticsV2ClientConfig } from "@aws-sdk/client-kinesis-analytics-v2";
import type { CredentialProvider } from "./credential-renewal.js";
import type { FlinkCredentials, FlinkSourceSettings } from "./settings.js";

type SdkLogger = NonNullable<KinesisAnalyticsV2ClientConfig["logger"]>;

/** Where the credentials of a source come from: keys, a profile, or the SDK's default chain; with a role, that role's. */
export async function credentialChainOf(
  settings: FlinkSourceSettings,
  logger: SdkLogger,
): Promise<FlinkCredentials | CredentialProvider> {
  const { credentials, profile, roleArn } = settings;
  const own =
    profile === undefined ? (credentials ?? (await defaultChain(logger))) : await profileChain(profile);
  return roleArn === undefined ? own : assumedRole(settings, own);
}

/** The default credential provider chain of the AWS SDK, read anew each time. */
async function defaultChain(logger: SdkLogger): Promise<CredentialProvider> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return (options) => defaultProvider({ ignoreCache: true, logger })(options);
}

/** The credentials of a profile, and no others: the default chain would go on to others if there is no such profile. */
async function profileChain(profile: string): Promise<CredentialProvider> {
  const { fromIni } = await import("@aws-sdk/credential-providers");
  return (options) => fromIni({ profile, ignoreCache: true })(options);
}

/** The credentials of a role that the gateway's own credentials may assume (AWS STS AssumeRole). */
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
