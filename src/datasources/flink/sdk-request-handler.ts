import type { KinesisAnalyticsV2ClientConfig } from "@aws-sdk/client-kinesis-analytics-v2";
import type { buildQueryString } from "@smithy/core/protocols";
import type { HttpClient } from "../../network/http-client.js";

/** Sends the AWS SDK's requests. */
export type SdkRequestHandler = Extract<
  NonNullable<KinesisAnalyticsV2ClientConfig["requestHandler"]>,
  { readonly handle: unknown }
>;

/** A request of the AWS SDK. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Parameters<typeof buildQueryString>[0];
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * Lets the AWS SDK send its requests, also those for credentials, with the gateway's HTTP client. `timeoutMs` limits requests
 * without a signal of their own.
 */
export async function createRequestHandler(
  httpClient: HttpClient,
  timeoutMs: number,
): Promise<SdkRequestHandler> {
  const { buildQueryString, HttpResponse } = await import("@smithy/core/protocols");
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request: SdkRequest, options?: { readonly abortSignal?: unknown }) {
      // Safe cast: in Node.js, the SDK passes on the signal that it was given.
      const abortSignal = options?.abortSignal as AbortSignal | undefined;
      const { protocol, hostname, port, path, query, method, headers, body } = request;
      const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
      url.search = buildQueryString(query ?? {});
      const response = await httpClient.send({
        url,
        method,
        headers,
        body,
        signal: abortSignal ?? AbortSignal.timeout(timeoutMs),
        // Moving a window sets its time, so it can be repeated.
        kind: /\.Update/.test(headers["x-amz-target"] ?? "") ? "REPEATABLE_WRITE" : "READ",
      });
      return { response: new HttpResponse({ ...response, statusCode: response.status }) };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}
