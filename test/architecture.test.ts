import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";

/** From the top down. An import may stay in its room or go down, never up. */
const rooms = ["main", "server", "resolvers", "schema", "context", "datasources", "domain"] as const;

/** Which packages a room may import; a provider's SDK belongs to its folder alone. */
const packages: Readonly<Record<string, readonly RegExp[]>> = {
  main: [/^node:module$/, /^reflect-metadata$/],
  server: [
    /^node:/,
    /^@apollo\/server/,
    /^@as-integrations\/fastify$/,
    /^@fastify\/(?:cors|helmet)$/,
    /^@graphql-yoga\/render-graphiql\/graphiql$/,
    /^@opentelemetry\/(?:api|sdk-node)$/,
    /^fastify$/,
    /^graphql$/,
    /^jose$/,
    /^pino$/,
    /^prom-client$/,
    /^valibot$/,
    /^yaml$/,
  ],
  "server/calendar-feed": [/^ical-generator$/, /^p-queue$/],
  resolvers: [/^type-graphql$/, /^graphql$/],
  schema: [/^type-graphql$/, /^graphql$/, /^graphql-scalars$/, /^@apollo\/subgraph$/],
  context: [/^pino$/],
  datasources: [
    /^dataloader$/,
    /^lru-cache$/,
    /^cockatiel$/,
    /^node:(?:async_hooks|buffer|timers\/promises|crypto)$/,
    /^p-queue$/,
    /^pino$/,
    /^@smithy\/core\/retry$/,
    /^valibot$/,
  ],
  "datasources/memory": [/^devalue$/, /^ioredis$/, /^@sesamecare-oss\/redlock$/],
  "datasources/flink": [
    /^@aws-sdk\/(?:client-kinesis-analytics-v2|credential-provider-node|credential-providers)$/,
  ],
  "datasources/datadog": [/^@datadog\/datadog-api-client\//, /^node:fs(?:\/promises)?$/],
  domain: [/^node:crypto$/, /^luxon$/, /^tinyqueue$/],
  emulators: [/^node:/],
};

interface Import {
  readonly line: number;
  readonly specifier: string | null;
  readonly isLazy: boolean;
}

/** An import or re-export with its bindings, a bare import, or a dynamic one. */
const importPattern =
  /\b(?:import|export)\s+(?<type>type\s)?[^;"'()]*?\bfrom\s*["'](?<from>[^"']+)["']|\bimport\s*["'](?<bare>[^"']+)["']|\bimport\s*\(\s*(?:["'](?<lazy>[^"']+)["'])?/g;

/** Static, bare, re-exporting and dynamic imports; the specifier is null where it is computed. */
function importsOf(source: string): readonly Import[] {
  return [...source.matchAll(importPattern)].map(({ index, 0: text, groups = {} }) => ({
    line: source.slice(0, index + text.length).split("\n").length,
    specifier: groups.from ?? groups.bare ?? groups.lazy ?? null,
    isLazy: groups.type !== undefined || (groups.from === undefined && groups.bare === undefined),
  }));
}

/** Every import of the file that the house does not allow. */
function violationsOf(path: string, source: string): readonly string[] {
  return importsOf(source).flatMap(({ line, specifier, isLazy }) => {
    const reason = specifier === null ? "is computed" : objectionTo(path, specifier, isLazy);
    return reason === null ? [] : [`${path}:${line} import of ${specifier ?? "something"} ${reason}`];
  });
}

function objectionTo(path: string, specifier: string, isLazy: boolean): string | null {
  const room = roomOf(path);
  if (!specifier.startsWith(".")) {
    const folder = path.split("/").slice(1, 3).join("/");
    const allowed = [...(packages[room] ?? []), ...(packages[folder] ?? [])];
    if (!allowed.some((pattern) => pattern.test(specifier))) return `is not for ${room}`;
    const isLarge = /^@(?:datadog|aws-sdk|graphql-yoga)\//.test(specifier);
    if (isLarge && !isLazy) return "must be lazy: it is no part of the start";
    return null;
  }
  const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts");
  const targetRoom = roomOf(target);
  if (targetRoom === "emulators") {
    return room === "emulators" || room === "main" ? foreignFolder(path, target) : "is for main only";
  }
  if (room === "emulators") return "leaves the emulators, which are strangers to the gateway";
  if (/\/(?:redis-tier|metrics|jwt|tracing|feed)\.ts$/.test(target) && !isLazy)
    return "must be lazy: it is no part of every start";
  const isUp = rooms.indexOf(targetRoom as never) < rooms.indexOf(room as never);
  return isUp ? `goes up from ${room} to ${targetRoom}` : foreignFolder(path, target);
}

/** A provider's folder is closed to other providers; only the list of them and the layers above look in. */
function foreignFolder(path: string, target: string): string | null {
  const [from, to] = [providerFolderOf(path), providerFolderOf(target)];
  if (from !== null && to !== null && from !== to) return `goes from ${from} to ${to}`;
  const knowsAll = ["registry.ts", "inventory.ts", "many-changes.ts"].includes(posix.basename(target));
  return from !== null && knowsAll ? `goes from ${from} to what knows all providers` : null;
}

function providerFolderOf(path: string): string | null {
  return (
    /^src\/(?:datasources|emulators)\/(?!(?:memory|upstream|writes)\/)[a-z-]+(?=\/)/.exec(path)?.[0] ?? null
  );
}

function roomOf(path: string): string {
  return path.split("/")[1]?.replace(/\.ts$/, "") ?? "";
}

const files = globSync("src/**/*.ts").map((path) => path.replaceAll("\\", "/"));

test("every import in src points down, into a package that its room may use", () => {
  expect(files.length).toBeGreaterThan(60);
  expect(files.flatMap((path) => violationsOf(path, readFileSync(path, "utf8")))).toEqual([]);
});

test("every file in src is in a room", () => {
  expect(files.filter((path) => ![...rooms, "emulators"].includes(roomOf(path)))).toEqual([]);
});

test("the server names no provider", () => {
  const named = files
    .filter((path) => roomOf(path) === "server")
    .filter((path) => /flink|datadog|aws/i.test(readFileSync(path, "utf8")));
  expect(named).toEqual([]);
});

test.each([
  ["src/domain/a.ts", 'import { b } from "../datasources/b.js";', "src/domain/a.ts:1", "goes up"],
  ["src/domain/a.ts", '\nimport "../server/b.js";', "src/domain/a.ts:2", "goes up"],
  ["src/domain/a.ts", 'export * from "../context.js";', "src/domain/a.ts:1", "goes up"],
  ["src/schema/a.ts", 'const b = await import("../resolvers/b.js");', "src/schema/a.ts:1", "goes up"],
  ["src/schema/a.ts", "await import(name);", "src/schema/a.ts:1", "is computed"],
  ["src/resolvers/a.ts", 'import { f } from "fastify";', "src/resolvers/a.ts:1", "is not for resolvers"],
  [
    "src/server/a.ts",
    'import { c } from "@aws-sdk/client-kinesis-analytics-v2";',
    "src/server/a.ts:1",
    "not for",
  ],
  ["src/datasources/datadog/a.ts", 'import { c } from "@datadog/datadog-api-client/x.js";', "a.ts:1", "lazy"],
  [
    "src/server/a.ts",
    'import { c } from "../datasources/memory/redis-tier.js";',
    "src/server/a.ts:1",
    "lazy",
  ],
  ["src/datasources/flink/a.ts", 'import { c } from "../datadog/map.js";', "a.ts:1", "goes from"],
  ["src/datasources/flink/a.ts", 'import { c } from "../registry.js";', "a.ts:1", "knows all providers"],
  ["src/emulators/flink/a.ts", 'import { c } from "../../domain/ids.js";', "a.ts:1", "strangers"],
  ["src/server/a.ts", 'import { c } from "../emulators/start.js";', "src/server/a.ts:1", "main only"],
])("an offending import in %s is named: %s", (path, source, place, reason) => {
  const [violation] = violationsOf(path, source);
  expect(violation).toContain(place);
  expect(violation).toContain(reason);
});
