import type { ApolloServerPlugin, GraphQLServerContext } from "@apollo/server";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import type { Context } from "../../context.js";
import { readExampleOperations } from "./example-operations.js";
import { graphiqlPath } from "./graphiql.js";

/** Apollo Sandbox with an example in it; where it cannot be loaded, the way to GraphiQL. */
export function landingPage(clock: () => Date): ApolloServerPlugin<Context> {
  return {
    serverWillStart: async (server) => ({
      renderLandingPage: async () => ({
        html: async () => withWayOut(await sandboxPage(server, clock())),
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
  if (page === undefined) throw new Error("Apollo Server has no landing page.");
  return typeof page.html === "string" ? page.html : page.html();
}

/** Apollo's page covers what it says where Sandbox cannot be loaded: with what is not there. */
function withWayOut(html: string): string {
  return html.replace("#embeddableSandbox {", "#embeddableSandbox:not(:empty) {").replace(
    "it appears that you might be offline.</p>",
    `it appears that you might be offline.</p>
  <p><a href="${graphiqlPath}">GraphiQL</a> needs nothing but this gateway.</p>`,
  );
}
