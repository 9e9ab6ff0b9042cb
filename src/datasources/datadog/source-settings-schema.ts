import * as v from "valibot";
import { sourceEntries } from "../../settings/source-settings.js";
import { describedEndpointUrl, settingsObject, withDescription } from "../../settings/value-schemas.js";
import { providerName } from "./model.js";
import { defaultSite } from "./site.js";

export const siteSchema = v.optional(
  withDescription("The Datadog site, e.g. datadoghq.eu.", v.string()),
  defaultSite,
);

/** Requires capitals. Keys are in lower case, so a key that was entered by mistake is rejected and not printed. */
const variableName = v.pipe(
  v.string(),
  v.regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, in capital letters, not the key itself."),
);

const fileName = v.pipe(v.string(), v.minLength(1, "must be the name of a file."));

export const keyEntries = {
  apiKeyEnv: v.optional(
    withDescription("The variable that holds the API key; DD_API_KEY by default.", variableName),
  ),
  apiKeyFile: v.optional(
    withDescription("A file that holds the API key. Use it instead of apiKeyEnv.", fileName),
  ),
  appKeyEnv: v.optional(
    withDescription("The variable that holds the application key; DD_APP_KEY by default.", variableName),
  ),
  appKeyFile: v.optional(
    withDescription("A file that holds the application key. Use it instead of appKeyEnv.", fileName),
  ),
};

/** A Datadog source in the configuration file. */
export const datadogSourceSchema = settingsObject({
  provider: v.literal(providerName),
  ...sourceEntries,
  site: siteSchema,
  allowUnknownSite: v.optional(
    withDescription(
      "Whether `site` can be one that the gateway does not know. The keys are sent there.",
      v.boolean(),
    ),
    false,
  ),
  endpoint: v.exactOptional(describedEndpointUrl("Replaces https://api.<site>.")),
  ...keyEntries,
});
