import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { sourceListSchema } from "../src/inventory/configured-sources.js";
import { sinkListSchema } from "../src/notifications/settings/sink-schemas.js";
import { settingsObject } from "../src/settings/value-schemas.js";

const file = settingsObject({
  sources: v.optional(sourceListSchema()),
  notifications: v.optional(sinkListSchema()),
});

// The schema describes the values as they are written in the file, before they are transformed.
const schema = toJsonSchema(file, { typeMode: "input", errorMode: "ignore" });
const described = {
  ...schema,
  title: "Maintenance gateway configuration",
  description:
    "The configuration file that GATEWAY_CONFIG names. It defines the sources of the gateway, and the receivers of notifications about their windows.",
};
process.stdout.write(`${JSON.stringify(described, null, 2)}\n`);
