import * as v from "valibot";
import { sourceEntries } from "../../settings/source-settings.js";
import { endpointUrl, settingsObject, wholeNumber, withDescription } from "../../settings/value-schemas.js";
import { providerName } from "./model.js";

export const regionSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2,}(?:-[a-z]+)+-[0-9]+$/, "is not an AWS region such as eu-central-1."),
);

/** In YAML a number loses zeros that it begins with. */
const accountRule = "must be the twelve digits of an AWS account, in quotation marks.";

const externalIdRule = "must be 2 to 1224 letters, digits and the characters _+=,.@:/-";

const roleRule = "must be the ARN of a role, such as arn:aws:iam::123456789012:role/maintenance.";

/** What a file may say of an AWS source. */
export const flinkSourceSchema = settingsObject({
  provider: v.literal(providerName),
  ...sourceEntries,
  region: withDescription("The AWS region, e.g. eu-central-1.", regionSchema),
  accountId: v.exactOptional(
    withDescription(
      "The account that the credentials must belong to. What another account's credentials show is refused.",
      v.pipe(v.string(accountRule), v.regex(/^[0-9]{12}$/, accountRule)),
    ),
  ),
  roleArn: v.exactOptional(
    withDescription(
      "The role that the gateway assumes with its own credentials (AWS STS AssumeRole).",
      v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/, roleRule)),
    ),
  ),
  externalId: v.exactOptional(
    withDescription(
      "The external id that the role's trust policy asks for.",
      v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, externalIdRule)),
    ),
  ),
  profile: v.exactOptional(
    withDescription(
      "The profile of AWS's shared files whose credentials are used, in place of AWS_ACCESS_KEY_ID and the default chain.",
      v.pipe(v.string(), v.minLength(1, "must be the name of a profile.")),
    ),
  ),
  endpoint: v.exactOptional(
    withDescription("Replaces the address that the AWS SDK derives from the region.", endpointUrl),
  ),
  describeMaxAgeSeconds: v.exactOptional(
    withDescription(
      "How long a description is good of an application that is as it was; FLINK_DESCRIBE_MAX_AGE_SECONDS.",
      wholeNumber(0, 86_400),
    ),
  ),
});
