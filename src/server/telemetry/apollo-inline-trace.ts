import type { ApolloServerPlugin } from "@apollo/server";

/**
 * Adds the timing of every field to the response's `extensions` if a router requests it
 * (`apollo-federation-include-trace: ftv1`). Apollo Server's plugin does this; it is imported on first use. Error messages are
 * masked in the trace.
 */
export const inlineTrace: ApolloServerPlugin = {
  async requestDidStart(request) {
    if (request.request.http?.headers.get("apollo-federation-include-trace") !== "ftv1") return;
    const { ApolloServerPluginInlineTrace } = await import("@apollo/server/plugin/inlineTrace");
    const plugin: ApolloServerPlugin = ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
    return plugin.requestDidStart?.(request) ?? undefined;
  },
};
