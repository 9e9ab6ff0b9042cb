import { readdirSync } from "node:fs";
import type { SourceFiles, SourceImport } from "./source-files.js";
import { importsOf, withoutComments } from "./source-files.js";

/** The layers from top to bottom. An import can stay in its layer or point down, never up. */
export const layers = [
  "main",
  "server",
  "resolvers",
  "schema",
  "context",
  "notifications",
  "live",
  "inventory",
  "datasources",
  "writes",
  "cache",
  "upstream",
  "scheduling",
  "network",
  "settings",
  "domain",
];

/** The packages that each layer or folder can import. Only a provider's own folder can import its SDK. */
const packages: Readonly<Record<string, readonly RegExp[]>> = {
  "src/main.ts": [/^node:module$/, /^reflect-metadata$/],
  "src/server": [
    /^node:/,
    /^@apollo\/server/,
    /^@as-integrations\/fastify$/,
    /^@fastify\/cors$/,
    /^@graphql-yoga\/render-graphiql\/graphiql$/,
    /^@opentelemetry\/(?:api|exporter-trace-otlp-(?:http|proto)|sdk-node)$/,
    /^fastify$/,
    /^graphql$/,
    /^helmet$/,
    /^jose$/,
    /^pino$/,
    /^pino-pretty$/,
    /^prom-client$/,
    /^valibot$/,
    /^yaml$/,
  ],
  "src/server/authentication": [/^lru-cache$/],
  "src/server/http": [/^leven$/, /^negotiator$/],
  "src/server/persisted-queries": [/^lru-cache$/],
  "src/server/response-cache": [/^lru-cache$/],
  "src/server/streams": [/^lru-cache$/],
  "src/server/execution": [/^graphql\/execution\/collectFields\.js$/, /^lru-cache$/],
  "src/server/calendar-feed": [/^ical-generator$/],
  "src/resolvers": [/^type-graphql$/, /^graphql$/],
  "src/schema": [/^type-graphql$/, /^graphql$/, /^@apollo\/subgraph$/],
  "src/context.ts": [/^pino$/],
  "src/live": [/^node:(?:crypto|timers\/promises)$/, /^pino$/],
  "src/notifications": [/^node:(?:crypto|timers\/promises)$/, /^pino$/],
  "src/notifications/settings": [/^valibot$/],
  "src/notifications/messages": [/^standardwebhooks$/],
  "src/inventory": [/^valibot$/],
  "src/datasources": [/^valibot$/, /^node:(?:crypto|timers\/promises)$/],
  "src/datasources/flink": [
    /^@aws-sdk\/(?:client-kinesis-analytics-v2|credential-provider-node|credential-providers)$/,
    /^@smithy\/core\/(?:config|protocols|retry)$/,
    /^pino$/,
  ],
  "src/datasources/datadog": [
    /^@datadog\/datadog-api-client\//,
    /^node:fs\/promises$/,
    /^node:module$/,
    /^pino$/,
  ],
  "src/writes": [/^lru-cache$/, /^node:(?:crypto|timers\/promises)$/],
  "src/cache": [/^dataloader$/, /^lru-cache$/, /^node:(?:crypto|timers\/promises)$/, /^pino$/],
  "src/cache/redis": [/^devalue$/, /^ioredis$/, /^node:(?:crypto|v8)$/],
  "src/upstream": [
    /^cockatiel$/,
    /^node:(?:async_hooks|buffer|fs|timers\/promises)$/,
    /^p-queue$/,
    /^pino$/,
    /^@smithy\/core\/retry$/,
  ],
  "src/network": [/^node:/, /^valibot$/],
  "src/settings": [/^leven$/, /^valibot$/, /^node:fs$/],
  "src/domain": [/^node:crypto$/],
  "src/emulators": [/^node:/],
  "src/cli": [/^node:/, /^leven$/],
};

/** Folders beside the layers, which share no code with the gateway. */
const separateFolders = ["emulators", "cli"];

/** Packages and files that must be imported lazily, because not every start needs them. */
const lazyPackages = /^@(?:datadog|aws-sdk|graphql-yoga)\//;
const lazyFiles =
  /\/(?:redis\/tier|telemetry\/metrics|telemetry\/open-telemetry|telemetry\/terminal-log|authentication\/jwt-mode|calendar-feed\/icalendar|configuration\/check-report|configuration\/connection-report|notifications\/notifications)\.ts$/;

/** The provider lists, and the filter of windows, which names fields of one provider. Besides a provider's own files, only these can depend on it. */
const providerLists = [
  "src/datasources/registry.ts",
  "src/emulators/start.ts",
  "src/resolvers/gateway-schema.ts",
  "src/schema/bulk-changes.ts",
  "src/schema/maintenance-window.ts",
  "src/schema/window-filter.ts",
  "src/server/lifecycle/usage.ts",
];

/**
 * Provider-neutral layers. Their code must not name a provider; their comments can. The layer `network` reads variables of other
 * programs, such as AWS_CA_BUNDLE.
 */
const neutralLayers = [
  "datasources",
  "server",
  "context",
  "notifications",
  "live",
  "inventory",
  "writes",
  "cache",
  "upstream",
  "scheduling",
  "settings",
  "domain",
];

/** Returns every import and every provider name that is not allowed, with its file and line. */
export function layerViolations(files: SourceFiles): readonly string[] {
  return [...files].flatMap(([path, text]) => [
    ...placeObjections(path),
    ...importsOf(path, text).flatMap((found) => {
      const reason = importObjection(path, found);
      return reason === null ? [] : [`${path}:${found.line} import of ${found.specifier} ${reason}`];
    }),
    ...namedProviders(path, text),
  ]);
}

function placeObjections(path: string): readonly string[] {
  if (!path.endsWith(".ts")) return [`${path} is not a TypeScript file (.ts)`];
  const layer = layerOf(path);
  return separateFolders.includes(layer) || layers.includes(layer) ? [] : [`${path} is in no layer`];
}

function importObjection(path: string, { specifier, target, isLazy }: SourceImport): string | null {
  if (specifier === null) return "is computed";
  if (target === null) return packageObjection(path, specifier, isLazy);
  if (!target.startsWith("src/")) return "leaves src";
  const [from, to] = [layerOf(path), layerOf(target)];
  if (separateFolders.includes(from) && to !== from)
    return `leaves src/${from}, which shares no code with the gateway`;
  if (to === "cli" && from !== "cli") return "is not allowed: the program shares no code with the gateway";
  if (to === "emulators" && from !== "emulators" && from !== "main") return "is allowed in main only";
  if (separateFolders.includes(to)) return providerObjection(path, target);
  if (lazyFiles.test(target) && !isLazy) return "must be lazy: not every start needs it";
  if (layers.indexOf(to) < layers.indexOf(from)) return `points up, from ${from} to ${to}`;
  return providerObjection(path, target);
}

function packageObjection(path: string, specifier: string, isLazy: boolean): string | null {
  const allowed = Object.entries(packages)
    .filter(([folder]) => path === folder || path.startsWith(`${folder}/`))
    .flatMap(([, patterns]) => patterns);
  if (!allowed.some((pattern) => pattern.test(specifier))) return `is not allowed in ${path}`;
  return lazyPackages.test(specifier) && !isLazy ? "must be lazy: not every start needs it" : null;
}

function providerObjection(path: string, target: string): string | null {
  const [from, to] = [providerOf(path), providerOf(target)];
  if (to === null || from === to || (from === null && providerLists.includes(path))) return null;
  return from === null ? `depends on the provider ${to}` : `goes from the provider ${from} to ${to}`;
}

/** Each provider has a folder in `src/datasources`. */
const providers = readdirSync("src/datasources", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The provider that a file belongs to; null for the files that all providers share. */
function providerOf(path: string): string | null {
  const [, folder] = /^src\/datasources\/([a-z-]+)\//.exec(path) ?? [];
  const [, name] = /^src\/(?:emulators|resolvers|schema)\/([a-z-]+)/.exec(path) ?? [];
  return folder ?? (name !== undefined && providers.includes(name) ? name : null);
}

function namedProviders(path: string, text: string): readonly string[] {
  if (!neutralLayers.includes(layerOf(path)) || providerOf(path) !== null || providerLists.includes(path)) {
    return [];
  }
  return withoutComments(text)
    .split("\n")
    .flatMap((line, index) => {
      const [name] = /flink|datadog|aws|kinesis/i.exec(line) ?? [];
      return name === undefined ? [] : [`${path}:${index + 1} names the provider ${name}`];
    });
}

function layerOf(path: string): string {
  return path.split("/")[1]?.replace(/\.ts$/, "") ?? "";
}
