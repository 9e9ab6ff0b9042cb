import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { maxMetricsConnections, metricsHeadersTimeoutMs, metricsRequestTimeoutMs } from "./constants.js";

/** What is told to who collects metrics. */
export interface MetricsText {
  readonly contentType: string;
  readonly render: () => Promise<string>;
}

/** Serves metrics on a port of their own, from when there are any. */
export async function startMetricsServer(host: string, port: number) {
  let metrics: MetricsText | null = null;
  const server = createServer(
    { headersTimeout: metricsHeadersTimeoutMs, requestTimeout: metricsRequestTimeoutMs },
    async (request, response) => {
      if (request.method !== "GET" || request.url?.split("?", 1)[0] !== "/metrics") {
        return void response
          .writeHead(404)
          .end("There is nothing at this path: the metrics are at /metrics.\n");
      }
      if (metrics === null) return void response.writeHead(503).end("There are no metrics yet.\n");
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
