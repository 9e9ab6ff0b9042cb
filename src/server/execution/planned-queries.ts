import type { ApolloServerPlugin } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { getVariableValues } from "graphql";
import type { Context } from "../../context.js";
import { maxPlansPerOperation } from "./constants.js";
import type { QueryPlan, Values } from "./query-plan.js";
import { planQuery, withResolvers } from "./query-plan.js";
import { conditionsOf } from "./used-variables.js";

/** The plans of an operation. Apollo Server keeps its document for later requests. */
interface PlannedOperation {
  /** Names of the variables in `@skip` and `@include`. */
  readonly conditions: readonly string[];
  /** By the values of these variables, as JSON. */
  readonly plans: Map<string, QueryPlan>;
  hasFailed: boolean;
}

/**
 * Executes queries by plan. graphql-js executes mutations, and each query whose plan meets an error: only graphql-js reports
 * errors. A request reads nothing twice, so the second execution calls no provider.
 */
export function plannedQueries(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  const resolved = withResolvers(schema);
  const operations = new WeakMap<OperationDefinitionNode, PlannedOperation>();

  function plannedOf(document: DocumentNode, operation: OperationDefinitionNode): PlannedOperation {
    const planned = operations.get(operation) ?? {
      conditions: [...conditionsOf(document)],
      plans: new Map(),
      hasFailed: false,
    };
    operations.set(operation, planned);
    return planned;
  }

  return {
    async requestDidStart({ request: { http } }) {
      // A router that requests a trace wants to know how long each field took.
      if (http?.headers.has("apollo-federation-include-trace")) return;
      return {
        async responseForOperation({ document, operation, request, contextValue }) {
          // Execution reports an unknown operation name.
          if (operation?.operation !== "query") return null;
          const definitions = operation.variableDefinitions ?? [];
          const { coerced: variables } = getVariableValues(schema, definitions, request.variables ?? {});
          if (variables === undefined) return null;
          const planned = plannedOf(document, operation);
          if (planned.hasFailed) {
            // A query that always fails must not always be executed twice.
            planned.hasFailed = false;
            return null;
          }
          try {
            const plan = planFor(planned, variables, () => planQuery(resolved, document, operation));
            const data = await plan(contextValue, variables);
            return { http: { headers: new HeaderMap() }, body: { kind: "single", singleResult: { data } } };
          } catch (error) {
            contextValue.request.logger.debug(
              { reason: error instanceof Error ? error.message : String(error) },
              "graphql-js executes the query again",
            );
            planned.hasFailed = true;
            return null;
          }
        },
      };
    },
  };
}

function planFor(
  { conditions, plans }: PlannedOperation,
  variables: Values,
  create: () => QueryPlan,
): QueryPlan {
  const key = JSON.stringify(conditions.map((name) => variables[name]));
  const plan = plans.get(key) ?? create();
  if (plans.size >= maxPlansPerOperation) plans.clear();
  plans.set(key, plan);
  return plan;
}
