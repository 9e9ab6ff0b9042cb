import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: "src/**/*.{ts,tsx}",
  generates: {
    "./src/graphql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        // Apollo Client adds it to every selection.
        nonOptionalTypename: true,
        skipTypeNameForRoot: true,
        immutableTypes: true,
        defaultScalarType: "string",
        scalars: { DateTime: "string", Duration: "string", TimeZone: "string", UtcTime: "string" },
      },
    },
    "./src/graphql/possible-types.ts": {
      plugins: ["fragment-matcher"],
      config: { useExplicitTyping: true },
    },
  },
};

export default config;
