import { toJsonSchema } from "@valibot/to-json-schema";
import { configurationFileSchema } from "../src/inventory/configured-sources.js";

// What a transformation makes of a value is no business of who writes the file.
const schema = toJsonSchema(configurationFileSchema(), { typeMode: "input", errorMode: "ignore" });
const described = {
  ...schema,
  title: "Maintenance gateway configuration",
  description: "The file that GATEWAY_CONFIG names: every source of the gateway.",
};
process.stdout.write(`${JSON.stringify(described, null, 2)}\n`);
