import { CredentialsError } from "../../upstream/credentials-error.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkSourceSettings } from "./source-settings.js";

/**
 * Rejects applications of other accounts and regions. AWS finds applications by name, so credentials for the wrong account could
 * return another account's application with the same name.
 */
export function requireOwnApplication(
  { accountId: wanted, region: own }: Pick<FlinkSourceSettings, "accountId" | "region">,
  { accountId, region }: Pick<ApplicationArn, "accountId" | "region">,
): void {
  if (wanted !== undefined && wanted !== accountId)
    throw new CredentialsError(`the credentials belong to account ${accountId}, but accountId is ${wanted}`);
  if (region !== own)
    throw new MalformedResponseError("the response describes an application in another region");
}
