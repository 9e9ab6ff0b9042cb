import type { ApolloServerPlugin } from "@apollo/server";

/**
 * Times every field for a router that asks for it (header `apollo-federation-include-trace: ftv1`), and tells in the
 * answer's `extensions`. Apollo Server's own plugin does it, and is imported when it is asked for the first time. The texts of
 * errors stay out of it.
 */
export const inlineTrace: ApolloServerPlugin = {
  async requestDidStart(request) {
    if (request.request.http?.headers.get("apollo-federation-include-trace") !== "ftv1") return;
    const { ApolloServerPluginInlineTrace } = await import("@apollo/server/plugin/inlineTrace");
    const plugin: ApolloServerPlugin = ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
    return plugin.requestDidStart?.(request) ?? undefined;
  },
};
