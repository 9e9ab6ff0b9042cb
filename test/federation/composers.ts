import { composeServices as composeWithApollo } from "@apollo/composition";
import { composeServices as composeWithHive } from "@theguild/federation-composition";
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from "@wundergraph/composition";
import type { GraphQLSchema } from "graphql";
import { buildASTSchema, parse } from "graphql";

export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
}

export interface Composition {
  /** Errors, hints and warnings. */
  readonly complaints: readonly string[];
  readonly isAccepted: boolean;
  /** Names of the supergraph's subscriptions. */
  readonly subscriptions: readonly string[];
}

const messagesOf = (problems: readonly { readonly message: string }[] = []) =>
  problems.map(({ message }) => message);

const documentsOf = (subgraphs: readonly Subgraph[]) =>
  subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.example/graphql`, typeDefs: parse(sdl) }));

const subscriptionsOf = (supergraph: GraphQLSchema | null) =>
  Object.keys(supergraph?.getSubscriptionType()?.getFields() ?? {});

const built = (supergraphSdl: string | undefined) =>
  supergraphSdl === undefined ? null : buildASTSchema(parse(supergraphSdl), { assumeValidSDL: true });

/** Composers of schema registries and routers, by vendor. */
export const composers: Readonly<Record<string, (subgraphs: readonly Subgraph[]) => Composition>> = {
  Apollo(subgraphs) {
    const { errors, hints, supergraphSdl } = composeWithApollo(documentsOf(subgraphs));
    return {
      complaints: [...messagesOf(errors), ...messagesOf(hints)],
      isAccepted: supergraphSdl !== undefined,
      subscriptions: subscriptionsOf(built(supergraphSdl)),
    };
  },
  Cosmo(subgraphs) {
    const result = federateSubgraphs({
      subgraphs: documentsOf(subgraphs).map(({ typeDefs, ...subgraph }) => ({
        ...subgraph,
        definitions: typeDefs,
      })),
      version: ROUTER_COMPATIBILITY_VERSION_ONE,
    });
    const errors = result.success ? [] : result.errors;
    return {
      complaints: [...messagesOf(errors), ...messagesOf(result.warnings)],
      isAccepted: result.success,
      subscriptions: subscriptionsOf(result.success ? result.federatedGraphClientSchema : null),
    };
  },
  Hive(subgraphs) {
    const { errors, supergraphSdl } = composeWithHive(documentsOf(subgraphs));
    return {
      complaints: messagesOf(errors),
      isAccepted: supergraphSdl !== undefined,
      subscriptions: subscriptionsOf(built(supergraphSdl)),
    };
  },
};
