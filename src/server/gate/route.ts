import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context, RequestOptions } from "../../context.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import { currentTrace, withTrace } from "../../upstream/trace-context.js";
import type { AuthenticationHook } from "../authentication/authentication-hook.js";
import { clientOf } from "../http/client-identity.js";
import { overloadedRetrySeconds } from "../http/constants.js";
import { requireHost } from "../http/host-header.js";
import { HttpError } from "../http/http-error.js";
import { preferredMediaType } from "../http/media-type.js";
import type { QueryString } from "../http/query-parameters.js";
import { requireUtf8 } from "../http/query-parameters.js";
import type { Drain } from "../lifecycle/drain.js";
import type { RequestAdmission } from "../lifecycle/request-admission.js";
import { clientGoneSignal } from "../lifecycle/request-deadline.js";
import { readTrace } from "../telemetry/incoming-trace.js";
import { gateAnswer } from "./answer.js";
import { readGateQuery } from "./query.js";

export interface GateOptions {
  readonly authentication: AuthenticationHook;
  readonly requestAdmission: RequestAdmission;
  readonly createContext: (options: RequestOptions) => Context;
  readonly drain: Pick<Drain, "track">;
  /** Runs the work of a request within its trace. A shutdown waits for it. */
  readonly runRequest: <Result>(request: FastifyRequest, work: () => Promise<Result>) => Promise<Result>;
}

/** Serves the answer of `maintenanceNow` to tools without GraphQL, such as pipelines: as a status, a body and one line. */
export function addGate(app: FastifyInstance, options: GateOptions): void {
  const { authentication, drain, runRequest } = options;
  app.route({
    url: "/gate",
    method: ["GET", "HEAD"],
    async onRequest(request) {
      requireHost(request);
      await drain.track(async () =>
        withTrace(readTrace(request), () => authentication.authenticate(request)),
      );
    },
    handler: (request, reply) => runRequest(request, () => answer(request, reply, options)),
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { authentication, requestAdmission, createContext }: GateOptions,
): Promise<FastifyReply> {
  const startedAt = performance.now();
  const { viewer, permissions } = authentication.callerOf(request);
  requireUtf8(request.url, "gate");
  const question = readGateQuery(request.query as QueryString);
  if (!permissions.includes("maintenance:read")) {
    throw new HttpError(
      403,
      "PERMISSION_DENIED",
      "The caller lacks the scope maintenance:read or maintenance:read:<source id>.",
    );
  }
  if (!(await requestAdmission.wait(request, reply))) return reply.hijack();
  const { inventory, request: served } = createContext({
    requestId: request.id,
    caller: { viewer, ...clientOf(request) },
    permissions,
    timeoutMs: requestAdmission.timeLeftMsOf(request),
    clientGone: clientGoneSignal(reply),
    logger: request.log,
  });
  const found = await inventory.maintenanceAt(question).catch(asHttpError);
  const { status, retryAfterSeconds, body } = gateAnswer(found, served.now);
  request.log.info(
    {
      viewer,
      verdict: body.verdict,
      reasons: body.reasonCount,
      missing: body.missing.map(({ kind, source }) => ({ kind, source })),
      durationMs: Math.round(performance.now() - startedAt),
      upstreamCalls: currentTrace()?.upstreamCalls ?? 0,
      ...(served.readDeadline.isCancelled() ? { clientGone: true } : {}),
    },
    "gate",
  );
  if (retryAfterSeconds !== null) reply.header("retry-after", retryAfterSeconds);
  reply.code(status).header("cache-control", "no-store");
  return preferredMediaType(request.headers.accept, ["application/json", "text/plain"]) === "text/plain"
    ? reply.type("text/plain; charset=utf-8").send(`${body.summary}\n`)
    : reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}

function asHttpError(error: unknown): never {
  if (!(error instanceof GatewayError)) throw error;
  const { code, message } = error.failure;
  if (code === "INVALID_ARGUMENT") throw new HttpError(400, "BAD_REQUEST", message);
  if (code !== "DEADLINE_EXCEEDED") throw error;
  const headers = { "retry-after": String(overloadedRetrySeconds) };
  throw new HttpError(503, "DEADLINE_EXCEEDED", message, headers);
}
