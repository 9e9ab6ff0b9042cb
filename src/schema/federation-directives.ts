import { Directive, Extensions } from "type-graphql";
import { providerNames } from "../datasources/registry.js";
import { maxViolations } from "../domain/failures/constants.js";
import { maxNamedUnreadable } from "../domain/sources.js";
import { maintenanceStatuses } from "../domain/time/schedules.js";
import { maxMissingInformation } from "../domain/verdict/constants.js";
import { certainties } from "../domain/windows/certainty.js";
import { maxRelatedWindows, maxWarnings } from "../domain/windows/change-results.js";

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

/** Marks an entity that the gateway does not resolve by reference. Another subgraph can. */
export const UnresolvableKey = (field: string) => Directive(`@key(fields: "${field}", resolvable: false)`);

/** Marks a type or a field that other subgraphs may also define. */
export const Shareable = () => Directive("@shareable");

/** Tags fields that only operators of the gateway need, so that a contract can exclude them. */
export const OperationsTag = () => Directive('@tag(name: "maintenance-operations")');

/** Cost of a field. Without `@cost`, an object costs 1. The weight of a list applies to each of its entries. */
export const Cost = (weight: number) => Directive(`@cost(weight: ${weight})`);

/** Cost of a field that may call a provider. */
export const ProviderCallCost = () => Cost(5);

/** Cost of one more pass over all windows. */
export const AllWindowsCost = () => Cost(20);

/** Cost of a user's name. A list of users serves many names, so a name costs as much as reading an object. */
export const UserNameCost = () => Cost(1);

/** Cost of a change of one window, which reads and writes. */
export const ChangeCost = () => Cost(10);

/** Sizes a list, or the given lists of a connection, by the argument `first`. Execution rejects more than the maximum. */
export function SizedByFirst(maximum: number, ...connectionLists: readonly string[]) {
  const sizedFields = connectionLists.length === 0 ? "" : `, sizedFields: ${JSON.stringify(connectionLists)}`;
  const directive = `@listSize(slicingArguments: ["first"]${sizedFields}, requireOneSlicingArgument: false)`;
  return both(Directive(directive), sizedBy({ maximum }));
}

/** Cost of a conversion to local time, which takes as long as reading eight objects. */
export const LocalTimeCost = () => Cost(8);

/** Maximum lengths of lists whose length does not depend on an argument. */
const maximumSizes = {
  WARNINGS: maxWarnings,
  RELATED_WINDOWS: maxRelatedWindows,
  VIOLATIONS: maxViolations,
  UNREADABLE_ITEMS: maxNamedUnreadable,
  MISSING_INFORMATION: maxMissingInformation,
  STATUSES: maintenanceStatuses.length,
  CERTAINTIES: certainties.length,
  PROVIDERS: providerNames.length,
};

/** Sizes a list by the most items that it can have. */
export const AssumedSize = (list: keyof typeof maximumSizes) =>
  Directive(`@listSize(assumedSize: ${maximumSizes[list]})`);

/** How many sources routers assume. The gateway itself uses the number of its sources. */
const assumedSources = 10;

/** Sizes a list that has one entry for each source. */
export const SizedBySources = () =>
  both(Directive(`@listSize(assumedSize: ${assumedSources})`), sizedBy({ sources: true }));

/**
 * Sizes a list that has one entry for each item of an argument. Only integers can be `slicingArguments` in Apollo Federation, so
 * routers assume the most items that the argument can have.
 */
export const SizedByList = (argument: string, maximum: number) =>
  both(Directive(`@listSize(assumedSize: ${maximum})`), sizedBy({ argument }));

/** What sizes a list besides `@listSize`: the number of sources, a list in an argument, or the maximum of `first`. */
export interface ListSizeExtension {
  readonly sources?: true;
  readonly argument?: string;
  readonly maximum?: number;
}

const sizedBy = (listSize: ListSizeExtension) => Extensions({ listSize });

function both(...decorators: readonly (PropertyDecorator & MethodDecorator)[]) {
  return (target: object, name: string | symbol, descriptor?: PropertyDescriptor): void => {
    for (const decorator of decorators)
      (decorator as MethodDecorator)(target, name, descriptor as PropertyDescriptor);
  };
}

/** Tags writes, so that a contract can exclude them. */
export const WriteTag = () => Directive('@tag(name: "maintenance-write")');

/** Directives of a mutation that changes one window. */
export function WindowMutation(): MethodDecorator {
  const directives = [WriteTag(), ChangeCost()];
  return (target, name, descriptor) => {
    for (const directive of directives) directive(target, name, descriptor);
  };
}
