import { readdir, readFile } from "node:fs/promises";
import { parse } from "graphql";
import { dayMs } from "../../domain/time/units.js";

/** An operation to begin with. */
export interface ExampleOperation {
  /** Of its file, e.g. `list`. */
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The package's own; an image that is made for production does not have them. */
const folder = new URL("../../../examples/operations/", import.meta.url);

/** What a person sees first. */
const firstExample = "list";

/** The day that the times in their variables begin on, at midnight in UTC. */
const exampleDay = Date.parse("2030-01-07T00:00:00Z");

/** The project's examples, the one to begin with first and those that change something last; none where there are none. */
export async function readExampleOperations(now: Date): Promise<readonly ExampleOperation[]> {
  const files = await readdir(folder).catch(() => []);
  const names = files.flatMap((file) => /^(.+)\.graphql$/.exec(file)?.[1] ?? []);
  const examples = await Promise.all(names.map((name) => readExample(name, files, now)));
  return examples.sort(
    (left, right) =>
      Number(right.name === firstExample) - Number(left.name === firstExample) ||
      Number(changesSomething(left)) - Number(changesSomething(right)) ||
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

/** The variables with every time moved by so many days that the examples' own day is today. */
export function movedToToday(variables: string, now: Date): string {
  const moveMs = Math.floor(now.getTime() / dayMs) * dayMs - exampleDay;
  return variables.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (time) =>
    new Date(Date.parse(time) + moveMs).toISOString().replace(".000Z", "Z"),
  );
}

function changesSomething({ document }: ExampleOperation): boolean {
  return parse(document).definitions.some(
    (definition) => "operation" in definition && definition.operation === "mutation",
  );
}
