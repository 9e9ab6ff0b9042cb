import { createHash } from "node:crypto";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

const scalars = {
  DateTime: "string",
  Duration: "string",
  TimeZone: "string",
  UtcTime: "string",
  // Federation's own, in the schema that a gateway tells.
  _Any: "unknown",
};

const config: CodegenConfig = {
  // It has directives of Federation without their definitions, which does no harm here.
  schema: "../../schema.graphql",
  documents: ["../operations/*.graphql", "src/*.graphql"],
  config: { scalars, strictScalars: true, useTypeImports: true },
  generates: {
    "generated/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: {
          hashAlgorithm: (text: string) => createHash("sha256").update(text).digest("hex"),
        },
      },
      // What is sent by its id is the text in the manifest: it must have each __typename that a cache would add.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: { enumType: "string-literal" },
    },
    "generated/possibleTypes.json": { plugins: ["fragment-matcher"] },
    // Without the directives: for Relay's compiler, and for editors.
    "generated/schema.graphql": { plugins: ["schema-ast"] },
    "generated/introspection.json": {
      plugins: ["introspection"],
      config: { descriptions: false, minify: true },
    },
  },
};

export default config;
