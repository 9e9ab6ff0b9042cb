import type { ApolloServerPlugin } from "@apollo/server";
import type { OperationDefinitionNode } from "graphql";
import { GraphQLError } from "graphql";
import { coerceVariables } from "./coerce-variables.js";
import { maxErrors } from "./constants.js";
import type { OperationSize } from "./measure-operation.js";
import { measureOperation } from "./measure-operation.js";
import type { Limits } from "./settings.js";

const sizes = new WeakMap<OperationDefinitionNode, OperationSize>();

/** Refuses operations that ask for too much before any of it is done, and keeps the list of errors short. */
export const operationLimits = (limits: Limits): ApolloServerPlugin => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, operation, request }) {
        // Execution will say that none has that name.
        if (operation === undefined) return;
        const variables = coerceVariables(schema, operation, request.variables ?? {});
        const size = sizes.get(operation) ?? measureOperation({ schema, document, operation, variables });
        // One without variables is as large each time; Apollo Server keeps its document.
        if (!operation.variableDefinitions?.length) sizes.set(operation, size);
        const excess = excessOf(size, limits);
        if (excess.length > 0) throw tooLarge(excess);
      },

      async willSendResponse({ response: { body } }) {
        if (body.kind !== "single") return;
        const { errors = [] } = body.singleResult;
        const more = errors.length - maxErrors;
        if (more <= 0) return;
        const last = {
          message: `There are ${more} more errors. They are left out.`,
          extensions: { code: "TOO_MANY_ERRORS" },
        };
        body.singleResult.errors = [...errors.slice(0, maxErrors), last];
      },
    };
  },
});

interface Excess {
  readonly limit: "depth" | "aliases" | "rootFields" | "cost";
  readonly value: number;
  readonly maximum: number;
}

function excessOf(size: OperationSize, limits: Limits): readonly Excess[] {
  const all: readonly Excess[] = [
    { limit: "depth", value: size.depth, maximum: limits.maxDepth },
    { limit: "aliases", value: size.aliases, maximum: limits.maxAliases },
    { limit: "rootFields", value: size.rootFields, maximum: limits.maxRootFields },
    { limit: "cost", value: Math.ceil(Number(size.cost.toFixed(3))), maximum: limits.maxCost },
  ];
  return all.filter(({ value, maximum }) => value > maximum);
}

const named: Readonly<Record<Excess["limit"], string>> = {
  depth: "depth",
  aliases: "number of aliases",
  rootFields: "number of root fields",
  cost: "cost",
};

function tooLarge(excess: readonly Excess[]): GraphQLError {
  const texts = excess.map(
    ({ limit, value, maximum }) => `its ${named[limit]} is ${value}, and at most ${maximum} is allowed`,
  );
  return new GraphQLError(`The operation asks for too much: ${texts.join("; ")}. Ask for less at once.`, {
    extensions: { code: "OPERATION_LIMIT_EXCEEDED", limits: excess, http: { status: 400 } },
  });
}
