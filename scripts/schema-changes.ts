import type { Change } from "@graphql-inspector/core";
import { CriticalityLevel, DiffRule, diff } from "@graphql-inspector/core";
import { buildASTSchema, parse } from "graphql";

/** Whoever refers to an entity, has a type of the same name, or leaves a tag out of a contract, relies on these. */
const federationBreaks = [
  /^Directive '(?:key|shareable|tag)' was removed from/,
  /^Argument '\w+' was removed from '@(?:key|tag)'/,
  /^Argument 'resolvable' was added to '@key'/,
  /^Directive 'inaccessible' was added to/,
];

/** What breaks a client, another subgraph or a contract that was right for the released schema. */
export async function breakingChanges(released: string, current: string): Promise<readonly string[]> {
  const [from = null, to = null] = [released, current].map((sdl) =>
    buildASTSchema(parse(sdl), { assumeValidSDL: true }),
  );
  // A field may go that was deprecated in the release.
  const changes = await diff(from, to, [DiffRule.suppressRemovalOfDeprecatedField]);
  return changes.filter(isBreaking).map(({ path, message }) => `${path}: ${message}`);
}

function isBreaking({ criticality, message }: Change): boolean {
  return (
    criticality.level === CriticalityLevel.Breaking ||
    federationBreaks.some((pattern) => pattern.test(message))
  );
}
