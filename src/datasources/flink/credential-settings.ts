import * as v from "valibot";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import { readTextFile } from "../../settings/read-text-file.js";
import { keyText } from "../../settings/text-problem.js";
import { roleArn } from "./source-settings-schema.js";

/** Static credentials. */
export interface FlinkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A key with a line break cannot be sent in a header. */
const keySchema = v.optional(
  v.pipe(
    v.string(),
    keyText,
    v.regex(
      /^[\x21-\x7e]+$/,
      "contains a space, a line break or another character that AWS keys never have.",
    ),
  ),
);

/** The variables of static credentials. */
export const credentialEntries = {
  AWS_PROFILE: v.optional(v.string()),
  AWS_ACCESS_KEY_ID: keySchema,
  AWS_SECRET_ACCESS_KEY: keySchema,
  AWS_SESSION_TOKEN: keySchema,
  AWS_ROLE_ARN: v.optional(roleArn),
  AWS_WEB_IDENTITY_TOKEN_FILE: v.optional(
    v.pipe(
      v.string(),
      v.check((file) => readTextFile(file) !== null, "names a file that cannot be read."),
    ),
  ),
};

type CredentialVariables = Readonly<Record<keyof typeof credentialEntries, string | undefined>>;

/** Returns the keys in the environment. As in the AWS SDK's default chain, a profile takes precedence. */
export function staticCredentials({
  AWS_PROFILE,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
}: Partial<CredentialVariables>): FlinkCredentials | undefined {
  if (AWS_PROFILE || !accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/** Access key ids begin with the kind of the key (AWS IAM, "Unique identifiers"). */
const accessKeyIdForm = /^(?:AKIA|ASIA)[A-Z2-7]{16}$/;

/** Rejects keys that cannot work, and warns of those that a profile replaces. */
export function checkCredentials({
  AWS_PROFILE: profile,
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: token,
  AWS_ROLE_ARN: role,
  AWS_WEB_IDENTITY_TOKEN_FILE: webToken,
}: Partial<CredentialVariables>): {
  readonly faults: readonly ConfigurationFault[];
  readonly warnings: readonly ConfigurationFault[];
} {
  const fault = (key: string, message: string) => ({ faults: [{ key, message }], warnings: [] });
  if (profile) {
    const message = "has no effect, because AWS_PROFILE takes precedence. Remove one of them.";
    return { faults: [], warnings: id ? [{ key: "AWS_ACCESS_KEY_ID", message }] : [] };
  }
  if (id && !secret)
    return fault("AWS_SECRET_ACCESS_KEY", "is missing, but AWS_ACCESS_KEY_ID is set. Set both or neither.");
  if (secret && !id)
    return fault("AWS_ACCESS_KEY_ID", "is missing, but AWS_SECRET_ACCESS_KEY is set. Set both or neither.");
  if (token && !id)
    return fault(
      "AWS_SESSION_TOKEN",
      "has no effect without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Set them, or remove it.",
    );
  if (secret && accessKeyIdForm.test(secret))
    return fault("AWS_SECRET_ACCESS_KEY", "must be the secret key, not an access key id.");
  if (id && accessKeyIdForm.test(id) && id.startsWith("ASIA") && !token)
    return fault(
      "AWS_SESSION_TOKEN",
      "is missing, but AWS_ACCESS_KEY_ID is a temporary key, which requires it.",
    );
  if (webToken && !role)
    return fault("AWS_ROLE_ARN", "is missing, but AWS_WEB_IDENTITY_TOKEN_FILE is set. Set both or neither.");
  const message =
    "has no effect without AWS_WEB_IDENTITY_TOKEN_FILE. To assume a role with other credentials, set roleArn in a configuration file.";
  return { faults: [], warnings: role && !webToken ? [{ key: "AWS_ROLE_ARN", message }] : [] };
}
