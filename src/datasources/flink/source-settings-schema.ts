import * as v from "valibot";
import { sourceEntries } from "../../settings/source-settings.js";
import {
  describedEndpointUrl,
  settingsObject,
  wholeNumber,
  withDescription,
} from "../../settings/value-schemas.js";
import { providerName } from "./model.js";
import { suggestedRegion } from "./regions.js";

export const regionSchema = v.pipe(
  v.string(),
  v.regex(
    /^[a-z]{2,5}(?:-[a-z]{2,10}){1,2}-[0-9]{1,2}$/,
    ({ input }) => `is not an AWS region such as eu-central-1.${suggestedRegion(input)}`,
  ),
);

/** In YAML, a number loses its leading zeros. */
const accountRule = "must be the 12 digits of an AWS account, in quotation marks.";

const externalIdRule = "must be 2 to 1224 letters, digits, and characters of _+=,.@:/-.";

const roleRule = "must be the ARN of a role, such as arn:aws:iam::123456789012:role/maintenance.";

/** Milliseconds. */
export const credentialsTimeoutRange = [1_000, 600_000] as const;

export const roleArn = v.pipe(
  v.string(),
  v.regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/, roleRule),
);

/** An AWS source in the configuration file. */
export const flinkSourceSchema = settingsObject({
  provider: v.literal(providerName),
  ...sourceEntries,
  region: withDescription("The AWS region, e.g. eu-central-1.", regionSchema),
  accountId: v.exactOptional(
    withDescription(
      "The account that the credentials must belong to. The gateway rejects the data of any other account.",
      v.pipe(v.string(accountRule), v.regex(/^[0-9]{12}$/, accountRule)),
    ),
  ),
  roleArn: v.exactOptional(
    withDescription(
      "The role that the gateway assumes with its own credentials (AWS STS AssumeRole).",
      roleArn,
    ),
  ),
  externalId: v.exactOptional(
    withDescription(
      "The external id that the role's trust policy requires.",
      v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, externalIdRule)),
    ),
  ),
  profile: v.exactOptional(
    withDescription(
      "The profile in AWS's shared files to use instead of AWS_ACCESS_KEY_ID and the default credential chain.",
      v.pipe(v.string(), v.minLength(1, "must be the name of a profile.")),
    ),
  ),
  endpoint: v.exactOptional(
    describedEndpointUrl("Replaces the endpoint that the AWS SDK derives from the region."),
  ),
  describeMaxAgeSeconds: v.exactOptional(
    withDescription(
      "How long the description of an unchanged application is fresh. Overrides FLINK_DESCRIBE_MAX_AGE_SECONDS.",
      wholeNumber(0, 86_400),
    ),
  ),
  credentialsTimeoutMs: v.exactOptional(
    withDescription(
      "How long the resolution of the credentials can take. Overrides FLINK_CREDENTIALS_TIMEOUT_MS.",
      wholeNumber(...credentialsTimeoutRange),
    ),
  ),
});
