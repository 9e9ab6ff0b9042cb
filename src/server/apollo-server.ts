import type { ApolloServerPlugin } from "@apollo/server";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloDrainPlugin } from "@as-integrations/fastify";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Context } from "../context.js";
import type { Clock } from "../domain/time/clock.js";
import type { ServerConfiguration } from "./configuration/server-configuration.js";
import { createDocumentStore } from "./execution/document-store.js";
import { plannedQueries } from "./execution/planned-queries.js";
import { landingPage } from "./explorer/landing-page.js";
import { apolloRefusals } from "./http/apollo-refusals.js";
import type { CacheScope } from "./http/cache-control.js";
import { cacheControl } from "./http/cache-control.js";
import { maxValidationErrors } from "./http/constants.js";
import { formatError } from "./http/format-error.js";
import { legacyStatus } from "./http/legacy-status.js";
import { introspectionOff } from "./limits/introspection.js";
import { operationLimits } from "./limits/operation-limits.js";
import { repeatedFields } from "./limits/repeated-fields.js";
import { createRegisteredQueries } from "./persisted-queries/registered-queries.js";
import { reusableResponse } from "./response-cache/reusable-response.js";
import { unconditionalField } from "./streams/unconditional-field.js";
import { inlineTrace } from "./telemetry/apollo-inline-trace.js";
import { explanation } from "./telemetry/explanation.js";
import { operationLog } from "./telemetry/operation-log.js";
import type { RequestObserver } from "./telemetry/request-observer.js";

export interface ApolloServerOptions
  extends Pick<ServerConfiguration, "introspection" | "limits" | "production"> {
  readonly schema: GraphQLSchema;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: RequestObserver;
  readonly app: FastifyInstance;
  readonly cacheScope: CacheScope;
  /** Replaces an operation id with the operation's text. */
  readonly persistedQueries: ApolloServerPlugin;
  /** Hands subscriptions over to the route. */
  readonly subscriptions: ApolloServerPlugin<Context>;
  /** Returns the number of configured sources. */
  readonly sourceCount: () => number;
}

/** Creates Apollo Server with the gateway's limits, logs and error format. */
export function createApolloServer(options: ApolloServerOptions): ApolloServer<Context> {
  const { introspection, limits, production } = options;
  const rules = [repeatedFields, unconditionalField];
  return new ApolloServer<Context>({
    schema: options.schema,
    formatError,
    logger: apolloLogger(options.logger),
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    // The gateway's own store counts the memory that documents take.
    documentStore: null,
    persistedQueries: { cache: createRegisteredQueries() },
    parseOptions: { maxTokens: limits.maxTokens },
    validationOptions: { maxErrors: maxValidationErrors },
    validationRules: introspection ? rules : [...rules, introspectionOff],
    // The process handles signals itself.
    stopOnTerminationSignals: false,
    plugins: [
      options.persistedQueries,
      options.subscriptions,
      operationLimits(limits, createDocumentStore(), options.sourceCount),
      ApolloServerPluginCacheControlDisabled(),
      cacheControl(options.clock, options.cacheScope),
      reusableResponse,
      legacyStatus,
      apolloRefusals(options.observer),
      operationLog(options.observer),
      // Otherwise Apollo Server imports its own plugin on startup.
      ApolloServerPluginInlineTraceDisabled(),
      inlineTrace,
      plannedQueries(options.schema),
      fastifyApolloDrainPlugin(options.app),
      ...(production
        ? [ApolloServerPluginLandingPageDisabled()]
        : [landingPage(options.clock), explanation(limits, options.sourceCount)]),
    ],
  });
}

function apolloLogger(logger: Logger) {
  const log = logger.child({ library: "apollo-server" });
  return {
    debug: (message?: unknown) => log.debug(String(message)),
    info: (message?: unknown) => log.debug(String(message)),
    warn: (message?: unknown) => log.warn(String(message)),
    error: (message?: unknown) => log.error(String(message)),
  };
}
