import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * What `babel-plugin-relay` and its like do in a bundler: puts what Relay's compiler has made in the place of each tag, and finds
 * files that are named without their ending.
 */
registerHooks({
  resolve(specifier, context, next) {
    const asTypeScript = specifier.endsWith(".graphql") && `${specifier}.ts`;
    const known = asTypeScript && existsSync(fileURLToPath(new URL(asTypeScript, context.parentURL)));
    return next(known ? asTypeScript : specifier, context);
  },
  load(url, context, next) {
    const loaded = next(url, context);
    if (!/\/clients\/src\/[^/]+\.ts$/.test(url)) return loaded;
    const imports: string[] = [];
    const source = String(loaded.source).replace(
      /\bgraphql`\s*(?:fragment|query|mutation) (\w+)[^`]*`/g,
      (_tag, name: string) => {
        imports.push(`import ${name}Node from "../generated/relay/${name}.graphql.ts";`);
        return `${name}Node`;
      },
    );
    // In one line with the first: errors name the lines of the file.
    return { ...loaded, source: imports.join(" ") + source };
  },
});
