import type { IncomingHttpHeaders, RequestOptions } from "node:http";
import { maximumBodyBytes } from "./constants.js";
import { durationText } from "./duration.js";

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** There is no complete response. The message continues a sentence that names the server. */
export class ExchangeError extends Error {
  override readonly name = "ExchangeError";
}

export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The variables that name a proxy: HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  readonly proxyVariables: Readonly<Record<string, string | undefined>>;
}

/** Sends one GET request and reads its whole response. Follows no redirect. */
export async function get(
  url: URL,
  { headers, timeoutMs, proxyVariables }: HttpRequest,
): Promise<HttpResponse> {
  const { Agent, request } =
    url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    // Each request has its own connection. An idle one would delay the end of the process.
    const agent = new Agent({ keepAlive: false, proxyEnv: proxyVariables });
    const options: RequestOptions = { agent, headers, signal };
    return await new Promise((resolve, reject) => {
      const sent = request(url, options, (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
          chunks.push(chunk);
          if (length > maximumBodyBytes) sent.destroy(new ExchangeError("sent too long a response"));
        });
        response.on("end", () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: Buffer.concat(chunks).toString("utf8") });
        });
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.on("close", () => reject(new ExchangeError("closed the connection")));
      sent.end();
    });
  } catch (error) {
    if (error instanceof ExchangeError) throw error;
    if (signal.aborted) throw new ExchangeError(`did not answer within ${durationText(timeoutMs)}`);
    throw new ExchangeError(describe(error));
  }
}

const authorityHint = "Set NODE_EXTRA_CA_CERTS to the file of its certificate authority";
const descriptions: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "closed the connection before the response was complete",
  EAI_AGAIN: "has a host name that cannot be resolved now",
  ENOTFOUND: "has an unknown host name",
  EHOSTUNREACH: "cannot be reached from this network",
  ENETUNREACH: "cannot be reached from this network",
  ETIMEDOUT: "did not accept the connection in time",
  ERR_PROXY_INVALID_CONFIG: "cannot be called, because HTTPS_PROXY or HTTP_PROXY is not a URL",
  ERR_PROXY_TUNNEL: "cannot be reached through the proxy in HTTPS_PROXY",
  CERT_HAS_EXPIRED: "has an expired certificate",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate for another host name",
  DEPTH_ZERO_SELF_SIGNED_CERT: `has a certificate that is not trusted. ${authorityHint}`,
  SELF_SIGNED_CERT_IN_CHAIN: `has a certificate that is not trusted. ${authorityHint}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `has a certificate that is not trusted. ${authorityHint}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `has a certificate that is not trusted. ${authorityHint}`,
};

function describe(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const name = String(code ?? message);
  return `${Object.hasOwn(descriptions, name) ? descriptions[name] : "cannot be called"} (${name})`;
}
