import type {
  HttpLibrary,
  RequestContext,
  ResponseContext,
} from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/http/http.js";
import { safeTokenOrNull } from "../../domain/failures/upstream-call-failure.js";
import { readResponseBody } from "../../upstream/response-body.js";
import { traceHeaders } from "../../upstream/trace-context.js";
import { maxResponseBytes } from "./constants.js";

/** An answer other than 2xx. It holds the status and headers only, so that no upstream text can leak. */
export class DatadogHttpError extends Error {
  override readonly name = "DatadogHttpError";

  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
  ) {
    super(`Datadog answered ${status}.`);
  }
}

/**
 * The HTTP side of one call of Datadog's client. The client's own would lose the headers of an error, follow
 * redirects with the keys, log failures to the console and take no signal for a call.
 */
export class DatadogHttp implements HttpLibrary {
  /** Whether a 2xx has begun to arrive: a later failure is about its content. */
  answered = false;
  /** The size of the answer's content, once it is there. */
  contentBytes = 0;
  /** Datadog's own id of the request, where it tells one. */
  requestId: string | null = null;

  constructor(
    private readonly signal: AbortSignal,
    private readonly Response: typeof ResponseContext,
  ) {}

  async send(request: RequestContext): Promise<ResponseContext> {
    const body = request.getBody();
    const response = await fetch(request.getUrl(), {
      method: request.getHttpMethod(),
      headers: { ...request.getHeaders(), ...traceHeaders() },
      ...(typeof body === "string" ? { body } : {}),
      redirect: "manual",
      signal: this.signal,
    });
    const headers = Object.fromEntries(response.headers);
    if (!response.ok) {
      await response.body?.cancel();
      throw new DatadogHttpError(response.status, headers);
    }
    this.answered = true;
    this.requestId = requestIdIn(headers);
    const bytes = await readResponseBody(response.body ?? [], maxResponseBytes);
    this.contentBytes = bytes.length;
    return new this.Response(response.status, headers, {
      text: async () => bytes.toString("utf8"),
      binary: async () => bytes,
    });
  }
}

/** Null where the answer has none that looks like one. */
export function requestIdIn(headers: Readonly<Record<string, string>>): string | null {
  return safeTokenOrNull(headers["x-request-id"] ?? null);
}
