import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import type { Service } from "./data.ts";

export interface Deployability {
  readonly verdict: "CLEAR" | "IN_MAINTENANCE" | "UNKNOWN";
  readonly reasons: readonly string[];
  readonly retryAt: string | null;
}

/** Where the catalogue asks the maintenance gateway, and for which request. */
export interface Gate {
  /** GraphQL endpoint of the maintenance gateway, or of a router in front of it. */
  readonly url: string;
  /** Headers of the request to the catalogue. */
  readonly headers: IncomingHttpHeaders;
}

/** The gateway's answer to one question. */
interface Answer {
  readonly verdict: string;
  readonly clearAt: string | null;
  readonly reasons: readonly { readonly window: { readonly title?: string } }[];
  readonly missing: readonly { readonly message: string }[];
}

interface Response {
  readonly data?: Readonly<Record<string, Answer>> | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** The gateway applies the scopes of the caller, not those of the catalogue. */
const forwarded = ["authorization", "x-request-id", "traceparent", "tracestate"];

/** Shorter than the routers' timeouts. The gateway returns what it knows by then; sources that are slower are missing. */
const timeoutMs = 8000;

/** Time in which a response of the gateway arrives after the gateway's own deadline. */
const arrivalMs = 1000;

const query = readFileSync(new URL("deployable.graphql", import.meta.url), "utf8");

/** Asks the maintenance gateway, with one request, whether a deployment of the service is safe. Never rejects: without an answer, the verdict is UNKNOWN. */
export async function askDeployability(
  { name, applications, caseSource }: Service,
  lasting: string | null,
  gate: Gate,
): Promise<Deployability> {
  const variables = {
    applications,
    hasApplications: applications.length > 0,
    sources: [caseSource],
    search: `service:${name}`,
    lasting,
  };
  try {
    const { data, errors = [] } = await send(gate, variables);
    const answers = Object.values(data ?? {});
    const isComplete = answers.length === (variables.hasApplications ? 2 : 1);
    if (errors.length === 0 && isComplete) return combine(answers);
    return unknown(
      `The maintenance gateway gave no verdict. ${errors.map(({ message }) => message).join(" ")}`,
    );
  } catch {
    return unknown("The maintenance gateway cannot be reached, or did not respond in time.");
  }
}

async function send({ url, headers }: Gate, variables: object): Promise<Response> {
  const asked = Number(headers["x-request-timeout-ms"] ?? timeoutMs);
  const leftMs = asked > 0 ? Math.min(Math.ceil(asked), timeoutMs) : timeoutMs;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      ...Object.fromEntries(
        forwarded.flatMap((header) => {
          const value = headers[header];
          return typeof value === "string" ? [[header, value]] : [];
        }),
      ),
      "content-type": "application/json",
      "apollographql-client-name": "catalogue",
      "x-request-timeout-ms": String(leftMs),
    },
    body: JSON.stringify({ query, variables }),
    redirect: "error",
    signal: AbortSignal.timeout(leftMs + arrivalMs),
  });
  return (await response.json()) as Response;
}

/** One window is enough to prevent a deployment. It is safe only if every answer is CLEAR. */
function combine(answers: readonly Answer[]): Deployability {
  const reasons = answers.flatMap(({ reasons, missing }) => [
    ...reasons.map(({ window }) => window.title ?? "A window"),
    ...missing.map(({ message }) => message),
  ]);
  const blocking = answers.filter(({ verdict }) => verdict !== "CLEAR");
  if (blocking.length === 0) return { verdict: "CLEAR", reasons, retryAt: null };
  const isInMaintenance = blocking.some(({ verdict }) => verdict === "IN_MAINTENANCE");
  const times = blocking.map(({ clearAt }) => clearAt);
  return {
    verdict: isInMaintenance ? "IN_MAINTENANCE" : "UNKNOWN",
    reasons,
    // The last of them, as text: all are in UTC and have the same format.
    retryAt: times.includes(null) ? null : (times.sort().at(-1) ?? null),
  };
}

function unknown(reason: string): Deployability {
  return { verdict: "UNKNOWN", reasons: [reason.trim()], retryAt: null };
}
