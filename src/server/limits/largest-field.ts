import type { FieldNode, GraphQLCompositeType, SelectionSetNode } from "graphql";
import { isObjectType, Kind } from "graphql";
import { maxCostPathLength, maxCostPathNames } from "./constants.js";
import type { SizedFields } from "./cost-directives.js";
import type { CostlyArgument } from "./costly-arguments.js";
import { largestArgument, sizingArguments } from "./costly-arguments.js";
import type { FieldCost } from "./field-cost.js";
import { costOfField, fieldOf, isIntrospection } from "./field-cost.js";
import type { Measurer } from "./measure-operation.js";
import { createMeasurer, rootTypeOf } from "./measure-operation.js";
import type { MeasuredOperation } from "./operation-size.js";
import type { SelectedFragment } from "./selected-types.js";

/** Where the cost of an operation comes from. */
export interface LargestField {
  readonly path: readonly string[];
  /** Whether it causes more than half of the operation's cost. */
  readonly isMost: boolean;
  /** Whether the cost comes from the arguments' own size, not from the result. */
  readonly isInput: boolean;
  readonly arguments: readonly CostlyArgument[];
}

interface Candidate {
  readonly node: FieldNode;
  readonly parent: GraphQLCompositeType;
  readonly cost: number;
}

/**
 * Follows the most expensive fields from the root, as long as each causes more than half of the cost, or until an argument can be
 * lower. Returns null if no name is short enough to show. Follows at most `maxCostPathNames` names, so that it takes only a few times
 * as long as measuring.
 */
export function largestField(given: MeasuredOperation): LargestField | null {
  const measurer = createMeasurer(given);
  let selectionSet: SelectionSetNode | undefined = given.operation.selectionSet;
  let parent: GraphQLCompositeType | null = rootTypeOf(given);
  let sized: SizedFields | null = null;
  let path: readonly string[] = [];
  const costly: CostlyArgument[] = [];
  /** How often the selection set appears in the result. */
  let repetitions = 1;
  const total = measurer.ofSelections(selectionSet, parent, null).cost;
  let threshold = total / 2;
  let isMost = true;
  /** The last field that causes most of the cost, for an operation without arguments to lower. */
  let withoutArguments: LargestField | null = null;

  while (selectionSet !== undefined && parent !== null && path.length < maxCostPathNames) {
    const largest = largestIn(selectionSet, parent, sized, measurer);
    if (largest === null) break;
    const cost = repetitions * largest.cost;
    if (cost <= threshold) {
      if (costly.length > 0) break;
      if (path.length > 0) withoutArguments ??= { path, isMost, isInput: false, arguments: [] };
      isMost = false;
      threshold = cost / 2;
    }
    const { node } = largest;
    const longer: readonly string[] = [...path, (node.alias ?? node.name).value];
    if (longer.join(".").length > maxCostPathLength) break;
    path = longer;
    const field = fieldOf(node, largest.parent);
    if (field === undefined || isIntrospection(field)) break;
    const own: FieldCost = costOfField(node, field, sized, given);
    if (repetitions * own.inputs > threshold)
      return { path, isMost, isInput: true, arguments: largestArgument(path, own) };
    costly.push(...sizingArguments(path, node, own));
    selectionSet = node.selectionSet;
    parent = own.type;
    sized = own.sizedInner;
    repetitions *= own.count;
  }
  if (costly.length === 0 && withoutArguments !== null) return withoutArguments;
  return path.length === 0 ? null : { path, isMost, isInput: false, arguments: costly };
}

/** Part of a selection set: its cost, and the most expensive field in it. */
interface Part {
  readonly cost: number;
  readonly largest: Candidate | null;
}

const noPart: Part = { cost: 0, largest: null };

const both = (left: Part, right: Part): Part => ({
  cost: left.cost + right.cost,
  largest: (right.largest?.cost ?? -1) > (left.largest?.cost ?? -1) ? right.largest : left.largest,
});

/** Finds the most expensive field in a selection set and its fragments. Visits each fragment once. */
function largestIn(
  selections: SelectionSetNode,
  type: GraphQLCompositeType,
  sized: SizedFields | null,
  { ofField, fragmentOf }: Measurer,
): Candidate | null {
  const fragments = new Map<string, Part>();

  function ofSelections(set: SelectionSetNode, parent: GraphQLCompositeType): Part {
    let sum = noPart;
    /** A value has only one type, so only the most expensive type counts. */
    const ofTypes = new Map<GraphQLCompositeType, Part>();
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const { cost } = ofField(selection, parent, sized);
        sum = both(sum, { cost, largest: { node: selection, parent, cost } });
        continue;
      }
      const fragment = fragmentOf(selection, parent);
      const part =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value, fragment)
          : ofSelections(fragment.selectionSet, fragment.type);
      if (fragment.type !== parent && isObjectType(fragment.type))
        ofTypes.set(fragment.type, both(ofTypes.get(fragment.type) ?? noPart, part));
      else sum = both(sum, part);
    }
    const counted = [...ofTypes.values()].reduce((a, b) => (b.cost > a.cost ? b : a), noPart);
    return both(sum, counted);
  }

  function ofFragment(name: string, { selectionSet, type: own }: SelectedFragment): Part {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    const part = ofSelections(selectionSet, own);
    fragments.set(name, part);
    return part;
  }

  return ofSelections(selections, type).largest;
}
