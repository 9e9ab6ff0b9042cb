import type { ApolloServerPlugin, GraphQLServerContext } from "@apollo/server";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import type { Context } from "../../context.js";
import type { Clock } from "../../domain/time/clock.js";
import { readExampleOperations } from "./example-operations.js";
import { graphiqlPath } from "./graphiql.js";

/** Serves Apollo Sandbox with an example, and a link to GraphiQL for when Sandbox cannot be loaded. */
export function landingPage(clock: Clock): ApolloServerPlugin<Context> {
  return {
    serverWillStart: async (server) => ({
      renderLandingPage: async () => ({
        html: async () => withWayOut(await sandboxPage(server, clock().now)),
      }),
    }),
  };
}

async function sandboxPage(server: GraphQLServerContext, now: Date): Promise<string> {
  const [example] = await readExampleOperations(now);
  const sandbox = ApolloServerPluginLandingPageLocalDefault({
    footer: false,
    embed: { runTelemetry: false },
    ...(example === undefined ? {} : { document: example.document, variables: example.variables }),
  });
  const listener = await sandbox.serverWillStart?.(server);
  const page = await listener?.renderLandingPage?.();
  if (page === undefined) throw new Error("Apollo Server's landing page plugin returned no page.");
  return typeof page.html === "string" ? page.html : page.html();
}

/** Adds the link to Apollo's offline message. An empty Sandbox element gets no style: it would cover the message. */
function withWayOut(html: string): string {
  return html.replace("#embeddableSandbox {", "#embeddableSandbox:not(:empty) {").replace(
    "it appears that you might be offline.</p>",
    `it appears that you might be offline.</p>
  <p><a href="${graphiqlPath}">GraphiQL</a> works offline: this gateway serves it.</p>`,
  );
}
