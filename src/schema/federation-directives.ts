import { Directive } from "type-graphql";

/**
 * Directives for composing the gateway into a supergraph (Apollo Federation, "Federation directives"). The gateway itself uses
 * only the costs and list sizes, to limit operations.
 */

/** Imports the directives that the schema uses. Federation 2.9 is the newest version that every vendor's composer supports. */
export const federationLink = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@tag", "@cost", "@listSize"]
)`;

/** Marks an entity: other subgraphs can refer to it by its key, and add fields to it. */
export const Key = (field: string) => Directive(`@key(fields: "${field}")`);

/** Marks an entity of which the gateway knows only the key. Another subgraph resolves its other fields. */
export const UnresolvableKey = (field: string) => Directive(`@key(fields: "${field}", resolvable: false)`);

/** Marks a type that other subgraphs may also define. */
export const Shareable = () => Directive("@shareable");

/** Tags fields that only operators of the gateway need, so that a contract can exclude them. */
export const OperationsTag = () => Directive('@tag(name: "maintenance-operations")');

/** Cost of a field. Without `@cost`, an object costs 1. The weight of a list applies to each of its entries. */
export const Cost = (weight: number) => Directive(`@cost(weight: ${weight})`);

/** Cost of a field that may call a provider. */
export const ProviderCallCost = () => Cost(5);

/** Cost of a change of one window, which reads and writes. */
export const ChangeCost = () => Cost(10);

/** Sizes a list, or the given lists of a connection, by the argument `first`. */
export function SizedByFirst(...connectionLists: readonly string[]) {
  const sizedFields = connectionLists.length === 0 ? "" : `, sizedFields: ${JSON.stringify(connectionLists)}`;
  return Directive(`@listSize(slicingArguments: ["first"]${sizedFields}, requireOneSlicingArgument: false)`);
}

/** Cost of a conversion to local time, which takes as long as reading eight objects. */
export const LocalTimeCost = () => Cost(8);

/** Assumed lengths of lists whose length does not depend on an argument. */
const assumedSizes = {
  /** Flink windows are open for a third of each day. */
  OPEN_WINDOWS: 100,
  SOURCES: 10,
  CHANGES: 10,
  /** Lists that are usually empty, such as warnings. */
  FEW: 2,
};

/** Sizes a list whose length does not depend on an argument. */
export const AssumedSize = (list: keyof typeof assumedSizes) =>
  Directive(`@listSize(assumedSize: ${assumedSizes[list]})`);

/** Tags writes, so that a contract can exclude them. */
export const WriteTag = () => Directive('@tag(name: "maintenance-write")');

/** Directives of a mutation that changes one window. */
export function WindowMutation(): MethodDecorator {
  const directives = [WriteTag(), ChangeCost()];
  return (target, name, descriptor) => {
    for (const directive of directives) directive(target, name, descriptor);
  };
}
