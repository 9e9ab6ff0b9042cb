import * as v from "valibot";
import { sourceEntries } from "../../settings/source-settings.js";
import {
  describedEndpointUrl,
  fileName,
  settingsObject,
  variableName,
  withDescription,
} from "../../settings/value-schemas.js";
import { providerName } from "./model.js";
import { defaultSite } from "./site.js";

export const siteSchema = v.optional(
  withDescription("The Datadog site, e.g. datadoghq.eu.", v.string()),
  defaultSite,
);

const variable = variableName("key");

export const keyEntries = {
  apiKeyEnv: v.optional(
    withDescription("The variable that holds the API key; DD_API_KEY by default.", variable),
  ),
  apiKeyFile: v.optional(
    withDescription("A file that holds the API key. Use it instead of apiKeyEnv.", fileName),
  ),
  appKeyEnv: v.optional(
    withDescription("The variable that holds the application key; DD_APP_KEY by default.", variable),
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
