import type { AddressInfo } from "node:net";
import type { ServerConfiguration } from "../configuration/server-configuration.js";
import { createServer } from "../http/node-http.js";
import { listenError } from "../lifecycle/listen-error.js";
import { maxMetricsConnections, metricsHeadersTimeoutMs, metricsRequestTimeoutMs } from "./constants.js";

/** Metrics in the text format for collectors. */
export interface MetricsText {
  readonly contentType: string;
  readonly render: () => Promise<string>;
}

/** Serves metrics on their own port. Responds with 503 until `serve` is called. */
export async function startMetricsServer(host: string, port: number) {
  let metrics: MetricsText | null = null;
  const server = createServer(
    { headersTimeout: metricsHeadersTimeoutMs, requestTimeout: metricsRequestTimeoutMs },
    async (request, response) => {
      if (request.method !== "GET" || request.url?.split("?", 1)[0] !== "/metrics") {
        return void response.writeHead(404).end("This path does not exist. The metrics are at /metrics.\n");
      }
      if (metrics === null)
        return void response
          .writeHead(503)
          .end("There are no metrics yet, because the gateway is still starting. Retry in a few seconds.\n");
      response.writeHead(200, { "content-type": metrics.contentType }).end(await metrics.render());
    },
  );
  server.maxConnections = maxMetricsConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port: listening } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${listening}`,

    serve(given: MetricsText): void {
      metrics = given;
    },

    async close(): Promise<void> {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/**
 * Starts the metrics server; returns null if metrics are off. In development, falls back to any free port if the default port is taken,
 * for example by another gateway.
 */
export async function listenForMetrics({
  metrics,
  host,
  production,
}: Pick<ServerConfiguration, "metrics" | "host" | "production">) {
  if (metrics === null) return null;
  const { port, isDefault } = metrics;
  const anyPortWillDo = isDefault && !production;
  return startMetricsServer(host, port)
    .catch((error: NodeJS.ErrnoException) => {
      if ((error.code === "EADDRINUSE" || error.code === "EACCES") && anyPortWillDo)
        return startMetricsServer(host, 0);
      throw error;
    })
    .catch((error: unknown) => {
      throw listenError(error, { port: "METRICS_PORT", host: "HOST" });
    });
}
