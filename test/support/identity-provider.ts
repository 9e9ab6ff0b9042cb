import { hash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Issuer } from "./tokens.js";
import { createIssuer } from "./tokens.js";

export interface IdentityProvider {
  readonly url: string;
  /** The environment of a gateway that trusts it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly token: Issuer["token"];
  /** Claims of the next access tokens, instead of the usual ones; also `expires_in` of the response, in seconds. */
  claims: Record<string, unknown>;
  lifetimeSeconds: number;
  /** Whether it issues refresh tokens. */
  hasRefreshTokens: boolean;
  /** The error of the next sign-ins; null to sign the user in. */
  refusal: { readonly error: string; readonly description: string } | null;
  /** The grants of all tokens so far. */
  readonly grants: readonly string[];
  readonly close: () => Promise<void>;
}

interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
}

/** Starts an OpenID provider that signs every user in at once, as `ada`. It checks PKCE, and uses each code and refresh token once. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const issuer = await createIssuer();
  const codes = new Map<string, Grant>();
  const refreshTokens = new Set<string>();
  const grants: string[] = [];

  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: IdentityProvider = {
    url,
    environment: { ...issuer.environment, JWT_ISSUER: url, JWT_CLOCK_TOLERANCE_SECONDS: "0" },
    token: (claims, at) => issuer.token({ iss: url, ...claims }, at),
    claims: {},
    lifetimeSeconds: 3_600,
    hasRefreshTokens: false,
    refusal: null,
    grants,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", url);
    response.setHeader("access-control-allow-origin", "*");
    if (pathname === "/.well-known/openid-configuration") return json(response, 200, metadata(url));
    if (pathname === "/keys") return json(response, 200, issuer.keySet);
    if (pathname === "/authorize") return authorize(searchParams, response);
    if (pathname === "/token" && request.method === "POST")
      return issue(new URLSearchParams(await textOf(request)), response);
    json(response, 404, { error: "not_found" });
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get("redirect_uri") ?? "";
    const target = new URL(redirectUri);
    target.searchParams.set("state", query.get("state") ?? "");
    if (provider.refusal !== null) {
      target.searchParams.set("error", provider.refusal.error);
      target.searchParams.set("error_description", provider.refusal.description);
    } else {
      const code = randomUUID();
      const challenge = query.get("code_challenge_method") === "S256" ? query.get("code_challenge") : null;
      codes.set(code, {
        clientId: query.get("client_id") ?? "",
        redirectUri,
        challenge: challenge ?? "no challenge",
      });
      target.searchParams.set("code", code);
    }
    response.writeHead(302, { location: target.href }).end();
  }

  async function issue(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const type = form.get("grant_type") ?? "";
    if (!(type === "refresh_token" ? mayRenew(form) : mayExchange(form)))
      return json(response, 400, { error: "invalid_grant", error_description: "The grant is not valid." });
    grants.push(type);
    const at = new Date();
    const seconds = Math.floor(at.getTime() / 1_000);
    const lifetime = { iat: seconds, exp: seconds + provider.lifetimeSeconds };
    const refreshToken = randomUUID();
    if (provider.hasRefreshTokens) refreshTokens.add(refreshToken);
    json(response, 200, {
      token_type: "Bearer",
      expires_in: provider.lifetimeSeconds,
      access_token: await provider.token({ ...lifetime, jti: randomUUID(), ...provider.claims }, at),
      id_token: await provider.token({ ...lifetime, aud: form.get("client_id"), scope: undefined }, at),
      ...(provider.hasRefreshTokens && { refresh_token: refreshToken }),
    });
  }

  function mayRenew(form: URLSearchParams): boolean {
    return refreshTokens.delete(form.get("refresh_token") ?? "");
  }

  function mayExchange(form: URLSearchParams): boolean {
    const code = form.get("code") ?? "";
    const grant = codes.get(code);
    codes.delete(code);
    const challenge = hash("sha256", form.get("code_verifier") ?? "", "base64url");
    return (
      grant !== undefined &&
      grant.clientId === form.get("client_id") &&
      grant.redirectUri === form.get("redirect_uri") &&
      grant.challenge === challenge
    );
  }

  return provider;
}

function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
