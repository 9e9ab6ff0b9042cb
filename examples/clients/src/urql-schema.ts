import type { Exchange } from "@urql/core";
import { mapExchange } from "@urql/core";
import type { CacheExchangeOpts } from "@urql/exchange-graphcache";

/** Of what Graphcache asks for, as `generated/introspection.json` has it. */
export interface Introspection {
  readonly __schema: {
    readonly types: readonly {
      readonly kind: string;
      readonly name: string;
      readonly fields?: readonly { readonly name: string }[] | null;
    }[];
  };
}

/** Types of the gateway's that this client knows by their interface only. */
const standIns = [
  { of: "MaintenanceError", name: "NewError", ending: /Error$/ },
  { of: "ScheduledWindow", name: "NewMaintenanceWindow", ending: /MaintenanceWindow$/ },
];

/**
 * Graphcache throws where an answer has a type that its schema lacks. So that the gateway can learn new errors and providers, each
 * interface gets a type that stands in for those to come.
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

/** Gives each new type the name of its stand-in, before the cache sees it. */
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

/** The types without an id. They are kept where they were read, and Graphcache wants to be told of each. */
export function embeddedIn({ __schema }: Introspection): NonNullable<CacheExchangeOpts["keys"]> {
  const hasNoId = ({ fields }: { readonly fields?: readonly { readonly name: string }[] | null }) =>
    !fields?.some(({ name }) => name === "id");
  return Object.fromEntries(
    __schema.types
      .filter((type) => type.kind === "OBJECT" && hasNoId(type))
      .map(({ name }) => [name, () => null]),
  );
}
