import { Directive } from "type-graphql";

/**
 * Directives for those who compose the gateway into a supergraph (Apollo Federation, "Federation directives"). The gateway
 * itself does nothing by them.
 */

/** Which directives the schema uses, and of which version: 2.9 is the newest that the composers of all vendors take. */
export const federationLink = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@tag", "@cost", "@listSize"]
)`;

/** Who holds the key of one can ask for it; other subgraphs can add fields to it. */
export const Key = (field: string) => Directive(`@key(fields: "${field}")`);

/** The gateway knows nothing of it but the key: another subgraph has the rest. */
export const UnresolvableKey = (field: string) => Directive(`@key(fields: "${field}", resolvable: false)`);

/** Other subgraphs may have the type too. */
export const Shareable = () => Directive("@shareable");

/** For contracts: what is of no use to those who do not run the gateway. */
export const OperationsTag = () => Directive('@tag(name: "maintenance-operations")');

/** How much it asks of the gateway, where an object that is read counts 1 (and a list's weight counts for each member). */
export const Cost = (weight: number) => Directive(`@cost(weight: ${weight})`);

/** What may be a call to a provider. */
export const ProviderCallCost = () => Cost(5);

/** A change of one window: looks and writes. */
export const ChangeCost = () => Cost(10);

/** A list, or the lists of a connection, with as many members as the argument `first` says. */
export function SizedByFirst(...connectionLists: readonly string[]) {
  const sizedFields = connectionLists.length === 0 ? "" : `, sizedFields: ${JSON.stringify(connectionLists)}`;
  return Directive(`@listSize(slicingArguments: ["first"]${sizedFields}, requireOneSlicingArgument: false)`);
}

/** What is worked out on the wall clock of a time zone, which takes as long as reading eight objects. */
export const LocalTimeCost = () => Cost(8);

/** How many members a list is taken to have where no argument says it. */
const assumedSizes = {
  /** The windows of Flink are open a third of each day. */
  OPEN_WINDOWS: 100,
  SOURCES: 10,
  CHANGES: 10,
  /** Lists that are mostly empty, such as warnings. */
  FEW: 2,
};

/** A list whose length depends on no argument. */
export const AssumedSize = (list: keyof typeof assumedSizes) =>
  Directive(`@listSize(assumedSize: ${assumedSizes[list]})`);

/** For contracts that leave out whatever changes something. */
export const WriteTag = () => Directive('@tag(name: "maintenance-write")');

/** A mutation that changes one window. */
export function WindowMutation(): MethodDecorator {
  const directives = [WriteTag(), ChangeCost()];
  return (target, name, descriptor) => {
    for (const directive of directives) directive(target, name, descriptor);
  };
}
