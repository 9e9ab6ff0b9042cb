import { registerHooks } from "node:module";

/** The module of Datadog's client that imports all of its 6,201 models. The gateway needs sixteen. */
const serializerPath = "/datadog-api-client-v2/models/ObjectSerializer.js";

/**
 * Runs an import of Datadog's client so that each model is loaded when it is first used. Loading all of them takes half a
 * second and 60 MB.
 */
export async function withLazyModels<Result>(importClient: () => Promise<Result>): Promise<Result> {
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(serializerPath)) return loaded;
      return { ...loaded, source: withLazyRequires(String(loaded.source)) ?? loaded.source };
    },
  });
  try {
    return await importClient();
  } finally {
    hooks.deregister();
  }
}

/**
 * Replaces the imports of the models by getters in the map from name to model. Returns null if the code does not have exactly
 * the form that is replaced: it then still works, but loads all models.
 */
export function withLazyRequires(code: string): string | null {
  let imports = 0;
  let members = 0;
  const lazy = code
    .replace(/^const (\w+)_1 = require\("\.\/\1"\);\n/gm, () => {
      imports += 1;
      return "";
    })
    .replace(/^ {4}(\w+): \1_1\.\1,$/gm, (_member, name) => {
      members += 1;
      // Each model of a long list is looked up in the map. The first lookup replaces the getter.
      return `    get ${name}() { const { ${name} } = require("./${name}"); Object.defineProperty(this, "${name}", { value: ${name} }); return ${name}; },`;
    });
  return imports > 0 && imports === members ? lazy : null;
}
