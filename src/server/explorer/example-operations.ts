import { readdir, readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { pathToFileURL } from "node:url";
import { OperationTypeNode, parse } from "graphql";
import { dayMs } from "../../domain/time/units.js";

/** An operation in `examples/operations`. */
export interface ExampleOperation {
  /** The file name without its extension, e.g. `list`. */
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The examples folder. Production images do not contain it. */
const folder = new URL("examples/operations/", pathToFileURL(findPackageJSON(import.meta.url) ?? ""));

/** The example that is shown first. */
const firstExample = "list";

/** The date that the examples use, at midnight UTC. */
const exampleDay = Date.parse("2030-01-07T00:00:00Z");

/** Reads the project's examples: `firstExample` first, then queries, subscriptions and mutations. Returns an empty list if the folder is missing. */
export async function readExampleOperations(now: Date): Promise<readonly ExampleOperation[]> {
  const files = await readdir(folder).catch(() => []);
  const names = files.flatMap((file) => /^(.+)\.graphql$/.exec(file)?.[1] ?? []);
  const examples = await Promise.all(names.map((name) => readExample(name, files, now)));
  return examples.sort(
    (left, right) =>
      Number(right.name === firstExample) - Number(left.name === firstExample) ||
      places.indexOf(typeOf(left)) - places.indexOf(typeOf(right)) ||
      left.name.localeCompare(right.name),
  );
}

async function readExample(name: string, files: readonly string[], now: Date): Promise<ExampleOperation> {
  const variablesFile = `${name}.variables.json`;
  const [document, variables] = await Promise.all([
    readFile(new URL(`${name}.graphql`, folder), "utf8"),
    files.includes(variablesFile) ? readFile(new URL(variablesFile, folder), "utf8") : "{}",
  ]);
  return { name, document, variables: JSON.parse(movedToToday(variables, now)) };
}

/** Shifts all timestamps in the variables by whole days, so that the examples' date becomes today. */
export function movedToToday(variables: string, now: Date): string {
  const moveMs = Math.floor(now.getTime() / dayMs) * dayMs - exampleDay;
  return variables.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (time) =>
    new Date(Date.parse(time) + moveMs).toISOString().replace(".000Z", "Z"),
  );
}

/** The order of the types of operations. */
const places = [OperationTypeNode.QUERY, OperationTypeNode.SUBSCRIPTION, OperationTypeNode.MUTATION];

function typeOf({ document }: ExampleOperation): OperationTypeNode {
  const [type] = parse(document).definitions.flatMap((definition) =>
    "operation" in definition ? [definition.operation] : [],
  );
  return type ?? OperationTypeNode.QUERY;
}
