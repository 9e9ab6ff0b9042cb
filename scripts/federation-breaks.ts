import type {
  ConstDirectiveNode,
  DefinitionNode,
  FieldDefinitionNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
} from "graphql";
import { Kind, parse, print } from "graphql";
import { fieldsOfKey, isResolvable } from "./entity-keys.js";

/** What others in a supergraph rely on in one type or field, by the path of it. */
type Reliance = ReadonlyMap<string, ReadonlySet<string>>;

type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Who may have it, and whether it is there: no client expects them to come. */
const locks = ["inaccessible", "authenticated", "requiresScopes", "policy"];

/** What breaks references, contracts, and subgraphs with a type of the same name, although no client's query breaks by it. */
export function federationBreaks(released: string, current: string): readonly string[] {
  const [before, after] = [relianceOf(released), relianceOf(current)];
  return [...before].flatMap(([path, relied]) => {
    const kept = after.get(path);
    // What is gone altogether is told by the comparison of the schemas.
    if (kept === undefined) return [];
    const lost = [...relied].filter((fact) => !kept.has(fact) && !isLock(fact));
    const added = [...kept].filter((fact) => !relied.has(fact) && (isLock(fact) || isTag(fact)));
    const fields = [...kept].filter(
      (fact) => !relied.has(fact) && isSharedField(fact) && relied.has("@shareable"),
    );
    return [
      ...lost.map((fact) => `${path}: ${fact} is gone`),
      ...added.map((fact) => `${path}: ${fact} is new`),
      ...fields.map((fact) => `${path}: ${fact} is new in a type that others share`),
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

/** The directive on a type is one on each of its fields. */
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

/** A key by its fields, in whatever order; one that is not resolved here is nobody's to rely on. */
function keyFact(key: ConstDirectiveNode): readonly string[] {
  return isResolvable(key) ? [`@key of ${fieldsOfKey(key).join(" ")}`] : [];
}
