import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";

/** The size of an operation, calculated before it runs. */
export interface OperationSize {
  /** Depth of nested fields; a root field has depth 1. Introspection does not count. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Entities that a router asks for. */
  readonly entities: number;
  /** All fields, including those of each fragment spread. A field of an interface counts once. */
  readonly fields: number;
  /**
   * Upper estimate of the work. In the result, an object costs 1 or the `@cost` of its field or type; another value costs 0.1, or 1 if its field
   * has arguments. The cost of a list is multiplied by its `@listSize`. In the arguments, an input field costs its `@cost`.
   * An object in a list costs 5, any other list item 0.5. A string costs 1 per 1000 characters, and so does an alias after its
   * first 50, wherever it appears in the result.
   */
  readonly cost: number;
}

export interface MeasuredOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced values. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Number of configured sources: the size of lists with an entry for each. */
  readonly sourceCount: number;
}

/** The size of one selection set: `rootFields` counts its direct fields. */
export type Size = { -readonly [Key in keyof OperationSize]: OperationSize[Key] };

export function nothing(): Size {
  return { depth: 0, aliases: 0, rootFields: 0, entities: 0, fields: 0, cost: 0 };
}

/** Adds a size to the sum. */
export function add(sum: Size, { depth, aliases, rootFields, entities, fields, cost }: OperationSize): void {
  sum.depth = Math.max(sum.depth, depth);
  sum.aliases += aliases;
  sum.rootFields += rootFields;
  sum.entities += entities;
  sum.fields += fields;
  sum.cost += cost;
}
