import { toJsonSchema } from "@valibot/to-json-schema";
import { configurationFileSchema } from "../src/inventory/configured-sources.js";

// The schema describes the values as they are written in the file, before they are transformed.
const schema = toJsonSchema(configurationFileSchema(), { typeMode: "input", errorMode: "ignore" });
const described = {
  ...schema,
  title: "Maintenance gateway configuration",
  description: "The configuration file that GATEWAY_CONFIG names. It defines the sources of the gateway.",
};
process.stdout.write(`${JSON.stringify(described, null, 2)}\n`);
