import type { Exchange } from "@urql/core";
import { mapExchange } from "@urql/core";
import type { CacheExchangeOpts } from "@urql/exchange-graphcache";

/** The part of `generated/introspection.json` that this module reads. */
export interface Introspection {
  readonly __schema: {
    readonly types: readonly {
      readonly kind: string;
      readonly name: string;
      readonly fields?: readonly { readonly name: string }[] | null;
    }[];
  };
}

/** Placeholder types for gateway types that this client does not know. */
const standIns = [
  { of: "MaintenanceError", name: "NewError", ending: /Error$/ },
  { of: "ScheduledWindow", name: "NewMaintenanceWindow", ending: /MaintenanceWindow$/ },
];

/**
 * Adds a placeholder type to each interface. Graphcache throws on types that its schema lacks, and the gateway may add errors
 * and providers.
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

/** Key configuration for the types without an id, which Graphcache stores inside their parent. */
export function embeddedIn({ __schema }: Introspection): NonNullable<CacheExchangeOpts["keys"]> {
  const hasNoId = ({ fields }: { readonly fields?: readonly { readonly name: string }[] | null }) =>
    !fields?.some(({ name }) => name === "id");
  return Object.fromEntries(
    __schema.types
      .filter((type) => type.kind === "OBJECT" && hasNoId(type))
      .map(({ name }) => [name, () => null]),
  );
}
