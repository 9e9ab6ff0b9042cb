import { createHash } from "node:crypto";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

const scalars = {
  DateTime: "string",
  Duration: "string",
  TimeZone: "string",
  UtcTime: "string",
  // Federation's own scalar, present only in an introspected schema.
  _Any: "unknown",
};

const config: CodegenConfig = {
  // This SDL uses Federation directives without defining them, which codegen accepts.
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
      // An id runs the text in the manifest, so the text itself must contain every __typename that a cache would add.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: { enumType: "string-literal" },
    },
    "generated/possibleTypes.json": { plugins: ["fragment-matcher"] },
    // SDL without directives, for Relay's compiler and for editors.
    "generated/schema.graphql": { plugins: ["schema-ast"] },
    "generated/introspection.json": {
      plugins: ["introspection"],
      config: { descriptions: false, minify: true },
    },
  },
};

export default config;
