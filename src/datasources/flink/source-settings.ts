import type { SourceSettings } from "../../settings/source-settings.js";
import type { FlinkCredentials } from "./credential-settings.js";

/** One AWS account and region. */
export interface FlinkSourceSettings extends SourceSettings {
  readonly region: string;
  /** The account that its credentials must belong to. */
  readonly accountId?: string;
  /** The role that the gateway assumes with its own credentials. */
  readonly roleArn?: string;
  /** The external id that the role's trust policy can require (AWS IAM, "Access to AWS accounts owned by third parties"). */
  readonly externalId?: string;
  /** The profile in AWS's shared files that holds the credentials. */
  readonly profile?: string;
  /** Replaces the endpoint of AWS STS. */
  readonly stsEndpoint?: string;
  /** Replaces the endpoint that the AWS SDK derives from the region. */
  readonly endpoint?: string;
  /** Replaces the AWS SDK's default credential chain. */
  readonly credentials?: FlinkCredentials;
  /** How long the description of an application is fresh if its version and status have not changed. */
  readonly describeMaxAgeMs: number;
  /** How long one resolution of its credentials can take. */
  readonly credentialsTimeoutMs: number;
}
