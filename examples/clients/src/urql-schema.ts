import type { Exchange } from "@urql/core";
import { mapExchange } from "@urql/core";
import type { CacheExchangeOpts } from "@urql/exchange-graphcache";

/** The part of `generated/introspection.json` that this module reads. */
export interface Introspection {
  readonly __schema: {
    readonly types: readonly Type[];
  };
}

interface Type {
  readonly kind: string;
  readonly name: string;
  readonly fields?: readonly Field[] | null;
}

interface Field {
  readonly name: string;
  readonly type: TypeReference;
}

export interface TypeReference {
  readonly kind: string;
  readonly name?: string | null;
  readonly ofType?: TypeReference | null;
}

/** Placeholder types for gateway types that this client does not know. */
const standIns = [
  { of: "MaintenanceError", name: "NewError", ending: /Error$/ },
  { of: "ScheduledWindow", name: "NewMaintenanceWindow", ending: /MaintenanceWindow$/ },
  { of: "MaintenanceWindowChange", name: "NewMaintenanceWindowChange", ending: /(?:Changed|Deleted)$/ },
  { of: "MaintenanceEvent", name: "NewEvent", ending: /Event$/ },
];

/**
 * Adds a placeholder type to each interface. Graphcache throws on types that its schema lacks, and the gateway may add errors,
 * providers and changes.
 */
export function withStandIns({ __schema }: Introspection) {
  const types = __schema.types.flatMap((type) => [
    type,
    ...standIns
      .filter(({ of }) => of === type.name)
      .map(({ of, name }) => ({
        ...type,
        kind: "OBJECT",
        name,
        interfaces: [{ kind: "INTERFACE", name: of }],
      })),
  ]);
  return { __schema: { ...__schema, types } };
}

/** Renames unknown types to their placeholder before the cache sees them. */
export function standInsForNewTypes({ __schema }: Introspection): Exchange {
  const known = new Set(__schema.types.map(({ name }) => name));
  const nameOf = (type: string) =>
    known.has(type) ? type : (standIns.find(({ ending }) => ending.test(type))?.name ?? type);
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === "__typename" ? nameOf(member) : renamed(member),
      ]),
    );
  };
  return mapExchange({ onResult: (result) => ({ ...result, data: renamed(result.data) }) });
}

/**
 * Makes each field and list element non-null, for the cache only. Graphcache would return null for a nullable field that it lacks,
 * so that an unknown `nextOccurrence` looked like none. It still stores and returns the nulls of answers.
 */
export function withoutNulls({ __schema }: Introspection) {
  const types = __schema.types.map((type) => ({
    ...type,
    fields: type.fields?.map((field) => ({ ...field, type: nonNull(field.type) })),
  }));
  return { __schema: { ...__schema, types } };
}

function nonNull(type: TypeReference): TypeReference {
  if (type.kind === "NON_NULL" && type.ofType) return nonNull(type.ofType);
  const ofType = type.kind === "LIST" && type.ofType ? { ...type, ofType: nonNull(type.ofType) } : type;
  return { kind: "NON_NULL", ofType };
}

/**
 * Whether the cache knows objects of a type by their `id`. An occurrence of the calendar has an id, but its end and certainty can
 * change, so it is a part of its answer.
 */
export const hasKey = ({ name, fields }: Pick<Type, "name" | "fields">): boolean =>
  name !== "MaintenanceOccurrence" && (fields?.some((field) => field.name === "id") ?? false);

/** Key configuration for the types without a key, which Graphcache stores inside their parent. */
export function embeddedIn({ __schema }: Introspection): NonNullable<CacheExchangeOpts["keys"]> {
  return Object.fromEntries(
    __schema.types
      .filter((type) => type.kind === "OBJECT" && !hasKey(type))
      .map(({ name }) => [name, () => null]),
  );
}
