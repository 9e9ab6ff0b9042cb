import type {
  HttpLibrary,
  RequestContext,
  ResponseContext,
} from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/http/http.js";
import { safeTokenOrNull } from "../../domain/failures/upstream-call-failure.js";
import type { HttpClient } from "../../network/http-client.js";
import { readResponseBody } from "../../upstream/response-body.js";
import { traceHeaders } from "../../upstream/trace-context.js";
import { maxResponseBytes } from "./constants.js";

/** A response other than 2xx. It keeps only the status and headers, so that no text from Datadog can leak. */
export class DatadogHttpError extends Error {
  override readonly name = "DatadogHttpError";

  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
  ) {
    super(`Datadog returned HTTP ${status}.`);
  }
}

/**
 * The HTTP library for one call of Datadog's client. The client's own library loses the headers of errors, sends the keys
 * along with redirects, logs failures to the console and does not accept an abort signal.
 */
export class DatadogHttp implements HttpLibrary {
  /** Whether a 2xx response has started to arrive. If so, a later failure is due to its content. */
  answered = false;
  /** The status of the response; 0 until it has arrived. */
  status = 0;
  /** The response body, once it has been read. */
  body: Buffer = Buffer.alloc(0);
  /** Datadog's id for the request; null if the response has none. */
  requestId: string | null = null;

  constructor(
    private readonly http: HttpClient,
    private readonly signal: AbortSignal,
    private readonly Response: typeof ResponseContext,
  ) {}

  async send(request: RequestContext): Promise<ResponseContext> {
    const body = request.getBody();
    const method = request.getHttpMethod();
    const { status, headers, ...response } = await this.http.send({
      url: new URL(request.getUrl()),
      method,
      headers: { "accept-encoding": "gzip, deflate, br", ...request.getHeaders(), ...traceHeaders() },
      body: typeof body === "string" ? body : undefined,
      signal: this.signal,
      // A repeated deletion would find nothing, and a repeated creation would create twice.
      kind: method === "GET" ? "READ" : method === "PUT" ? "REPEATABLE_WRITE" : "WRITE",
    });
    if (status < 200 || status >= 300) {
      response.body.destroy();
      throw new DatadogHttpError(status, headers);
    }
    this.answered = true;
    this.status = status;
    this.requestId = requestIdIn(headers);
    const bytes = await readResponseBody(response.body, maxResponseBytes);
    this.body = bytes;
    return new this.Response(status, headers, {
      text: async () => bytes.toString("utf8"),
      binary: async () => bytes,
    });
  }
}

/** Returns Datadog's request id; null if there is none, or if it does not look like an id. */
export function requestIdIn(headers: Readonly<Record<string, string>>): string | null {
  return safeTokenOrNull(headers["x-request-id"] ?? null);
}
