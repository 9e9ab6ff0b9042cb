import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Does what `babel-plugin-relay` does in a bundler: replaces each `graphql` tag with the artifact of Relay's compiler, and
 * resolves imports of artifacts without their `.ts` extension.
 */
registerHooks({
  resolve(specifier, context, next) {
    const asTypeScript = specifier.endsWith(".graphql") && `${specifier}.ts`;
    const known = asTypeScript && existsSync(fileURLToPath(new URL(asTypeScript, context.parentURL)));
    return next(known ? asTypeScript : specifier, context);
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const folder = /\/clients\/(src|test)\/[^/]+\.ts$/.exec(url)?.[1];
    if (folder === undefined) return loaded;
    const artifacts = folder === "src" ? "relay" : "relay-test";
    const imports: string[] = [];
    const source = String(loaded.source).replace(
      /\bgraphql`\s*(?:fragment|query|mutation|subscription) (\w+)[^`]*`/g,
      (_tag, name: string) => {
        imports.push(`import ${name}Node from "../generated/${artifacts}/${name}.graphql.ts";`);
        return `${name}Node`;
      },
    );
    // Keep the imports on the first line, so that line numbers in errors stay correct.
    return { ...loaded, source: imports.join(" ") + source };
  },
});
