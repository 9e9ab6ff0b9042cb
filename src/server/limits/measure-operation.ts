import type { FieldNode, GraphQLCompositeType, SelectionSetNode } from "graphql";
import { isObjectType, Kind } from "graphql";
import { scalarCost } from "./constants.js";
import type { SizedFields } from "./cost-directives.js";
import { costOfField, fieldOf, isIntrospection, keyCostOf } from "./field-cost.js";
import type { MeasuredOperation, OperationSize, Size } from "./operation-size.js";
import { add, nothing } from "./operation-size.js";
import { fragmentsIn } from "./selected-types.js";

/** Measures a valid operation. Each fragment is measured once per list size, not once per spread. */
export function measureOperation(given: MeasuredOperation): OperationSize {
  return createMeasurer(given).ofSelections(given.operation.selectionSet, rootTypeOf(given), null);
}

/** Returns the type of the operation's root fields. */
export function rootTypeOf({ schema, operation }: MeasuredOperation): GraphQLCompositeType {
  const root = schema.getRootType(operation.operation);
  if (root) return root;
  throw new Error(`The schema has no root type for ${operation.operation}.`);
}

export type Measurer = ReturnType<typeof createMeasurer>;

/** Creates functions that measure parts of an operation. */
export function createMeasurer(given: MeasuredOperation) {
  const fragmentOf = fragmentsIn(given.schema, given.document);
  const sizesOfFragments = new Map<string, Size>();

  function ofFragment(name: string, sized: SizedFields | null, measure: () => Size): Size {
    const key = `${name} ${sized?.size ?? ""} ${sized?.names.join() ?? ""}`;
    const known = sizesOfFragments.get(key);
    if (known !== undefined) return known;
    const size = measure();
    sizesOfFragments.set(key, size);
    return size;
  }

  function ofSelections(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType,
    sized: SizedFields | null,
  ): Size {
    const sum = nothing();
    /** A value has only one type, so only the most expensive type counts. */
    const costsOfTypes = new Map<string, number>();
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        add(sum, ofField(selection, parent, sized));
        continue;
      }
      const { type, selectionSet } = fragmentOf(selection, parent);
      const measure = () => ofSelections(selectionSet, type, sized);
      const size =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value, sized, measure)
          : measure();
      if (type !== parent && isObjectType(type)) {
        add(sum, { ...size, cost: 0 });
        costsOfTypes.set(type.name, (costsOfTypes.get(type.name) ?? 0) + size.cost);
      } else add(sum, size);
    }
    sum.cost = Math.min(sum.cost + Math.max(0, ...costsOfTypes.values()), Number.MAX_SAFE_INTEGER);
    return sum;
  }

  function ofField(node: FieldNode, parent: GraphQLCompositeType, sized: SizedFields | null): Size {
    const aliases = node.alias === undefined ? 0 : 1;
    const field = fieldOf(node, parent);
    if (field === undefined)
      return {
        depth: 1,
        aliases,
        rootFields: 1,
        entities: 0,
        fields: 1,
        cost: scalarCost + keyCostOf(node),
      };
    const { type, sizedInner, count, weight, inputs } = costOfField(node, field, sized, given);
    const inner =
      node.selectionSet !== undefined && type !== null
        ? ofSelections(node.selectionSet, type, sizedInner)
        : nothing();
    // The schema limits the size of an introspection result; only aliases can multiply it.
    if (isIntrospection(field))
      return {
        ...inner,
        depth: 1,
        aliases: aliases + inner.aliases,
        rootFields: 1,
        fields: 1 + inner.fields,
        cost: scalarCost,
      };
    // A page costs its size even if the operation does not select its items.
    if (sizedInner !== null) inner.cost = Math.max(inner.cost, sizedInner.size);
    return {
      depth: 1 + inner.depth,
      aliases: aliases + inner.aliases,
      rootFields: 1,
      entities: field.name === "_entities" ? count : 0,
      fields: 1 + inner.fields,
      // Even a list of no items has a value.
      cost: (count === 0 ? scalarCost : count * (weight + inner.cost)) + inputs,
    };
  }

  return { ofSelections, ofField, fragmentOf };
}
