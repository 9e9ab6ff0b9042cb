import type { Change } from "@graphql-inspector/core";
import { ChangeType, CriticalityLevel, DiffRule, diff } from "@graphql-inspector/core";
import { buildASTSchema, parse } from "graphql";
import { federationBreaks } from "./federation-breaks.js";

/** Changed defaults are breaking: a client that omits the value gets another one, or an error. */
const changedDefaults: readonly string[] = [
  ChangeType.FieldArgumentDefaultChanged,
  ChangeType.InputFieldDefaultValueChanged,
];

/** Returns the changes that break a client, another subgraph or a contract of the released schema. */
export async function breakingChanges(released: string, current: string): Promise<readonly string[]> {
  const [from = null, to = null] = [released, current].map((sdl) =>
    buildASTSchema(parse(sdl), { assumeValidSDL: true }),
  );
  // A field that the release deprecated can be removed.
  const changes = await diff(from, to, [DiffRule.suppressRemovalOfDeprecatedField]);
  const breaks = changes.filter(isBreaking).map(({ path, message }) => `${path}: ${message}`);
  return [...breaks, ...federationBreaks(released, current)];
}

function isBreaking({ criticality, type }: Change): boolean {
  return criticality.level === CriticalityLevel.Breaking || changedDefaults.includes(type);
}
