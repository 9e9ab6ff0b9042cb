import type {
  ConstDirectiveNode,
  DefinitionNode,
  FieldDefinitionNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
} from "graphql";
import { Kind, parse, print } from "graphql";
import { fieldsOfKey, isResolvable } from "./entity-keys.js";

/** The Federation features of each type and field that other subgraphs and contracts rely on, by path. */
type Reliance = ReadonlyMap<string, ReadonlySet<string>>;

type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Directives that restrict access or visibility. Adding one is a breaking change. */
const locks = ["inaccessible", "authenticated", "requiresScopes", "policy"];

/**
 * Returns changes that break no client's query, but break entity references, contracts, or subgraphs that define a type of the
 * same name.
 */
export function federationBreaks(released: string, current: string): readonly string[] {
  const [before, after] = [relianceOf(released), relianceOf(current)];
  return [...before].flatMap(([path, relied]) => {
    const kept = after.get(path);
    // The schema diff reports a removed type or field.
    if (kept === undefined) return [];
    const lost = [...relied].filter((fact) => !kept.has(fact) && !isLock(fact));
    const added = [...kept].filter((fact) => !relied.has(fact) && (isLock(fact) || isTag(fact)));
    const fields = [...kept].filter(
      (fact) => !relied.has(fact) && isSharedField(fact) && relied.has("@shareable"),
    );
    return [
      ...lost.map((fact) => `${path}: ${fact} was removed`),
      ...added.map((fact) => `${path}: ${fact} was added`),
      ...fields.map((fact) => `${path}: ${fact} was added to a shareable type`),
    ];
  });
}

const isTag = (fact: string) => fact.startsWith("@tag");
const isLock = (fact: string) => locks.some((name) => fact.startsWith(`@${name}`));
const isSharedField = (fact: string) => fact.startsWith("field ");

function relianceOf(sdl: string): Reliance {
  const types = parse(sdl).definitions.filter(hasFields);
  return new Map(
    types.flatMap((type) => [ofType(type), ...(type.fields ?? []).map((field) => ofField(type, field))]),
  );
}

function hasFields(definition: DefinitionNode): definition is TypeWithFields {
  return (
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
  );
}

function ofType(type: TypeWithFields): [string, ReadonlySet<string>] {
  const facts = classifyError(type.directives);
  const fields = type.fields ?? [];
  const isShared = fields.every((field) => isShareable(type, field));
  const shared = isShared ? ["@shareable", ...fields.map(({ name }) => `field ${name.value}`)] : [];
  return [type.name.value, new Set([...facts.filter((fact) => fact !== "@shareable"), ...shared])];
}

function ofField(type: TypeWithFields, field: FieldDefinitionNode): [string, ReadonlySet<string>] {
  const shared = isShareable(type, field) ? ["@shareable"] : [];
  return [`${type.name.value}.${field.name.value}`, new Set([...classifyError(field.directives), ...shared])];
}

/** Whether the field is shareable. `@shareable` on a type applies to each of its fields. */
function isShareable(type: TypeWithFields, field: FieldDefinitionNode): boolean {
  return [...(type.directives ?? []), ...(field.directives ?? [])].some(
    ({ name }) => name.value === "shareable",
  );
}

function classifyError(directives: readonly ConstDirectiveNode[] = []): readonly string[] {
  return directives
    .filter(({ name }) => ["key", "tag", "shareable", ...locks].includes(name.value))
    .flatMap((directive) => (directive.name.value === "key" ? keyFact(directive) : print(directive)));
}

/** Describes a key by its sorted fields. Nobody relies on a key that this subgraph does not resolve. */
function keyFact(key: ConstDirectiveNode): readonly string[] {
  return isResolvable(key) ? [`@key of ${fieldsOfKey(key).join(" ")}`] : [];
}
