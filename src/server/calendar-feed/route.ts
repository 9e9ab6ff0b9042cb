import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { RecordStore } from "../../cache/record-store.js";
import type { Context, RequestOptions } from "../../context.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import { secondsLeft } from "../../domain/response-basis.js";
import type { Clock, Moment } from "../../domain/time/clock.js";
import type { AllWindows } from "../../inventory/inventory.js";
import type { Admission } from "../../scheduling/admission.js";
import { createCallQueue } from "../../upstream/call-queue.js";
import { DeadlineExceededError } from "../../upstream/deadlines.js";
import { currentTrace } from "../../upstream/trace-context.js";
import { AuthenticationError, logAuthenticationError } from "../authentication/authentication-error.js";
import { clientOf } from "../http/client-identity.js";
import { compressedStream } from "../http/compressed-response.js";
import type { Validators } from "../http/conditional-request.js";
import { isNotModified, toNotModified } from "../http/conditional-request.js";
import { HttpError } from "../http/http-error.js";
import type { QueryString } from "../http/query-parameters.js";
import { requireUtf8 } from "../http/query-parameters.js";
import { clientGoneSignal, requestTimeoutMsOf } from "../lifecycle/request-deadline.js";
import type { AuthenticateCalendar, CalendarCaller } from "./calendar-token.js";
import { maxAgeSeconds, retryAfterSeconds } from "./constants.js";
import { createEventRecords } from "./event-records.js";
import { secondsOf } from "./event-times.js";
import { createFeedVersions } from "./feed-versions.js";
import type { FeedPart } from "./icalendar.js";
import type { PreparedFeed } from "./prepare-feed.js";
import { prepareFeed } from "./prepare-feed.js";
import type { CalendarQuery } from "./query.js";
import { readCalendarQuery } from "./query.js";

export interface CalendarFeedOptions {
  readonly authenticate: AuthenticateCalendar;
  readonly createContext: (options: RequestOptions) => Context;
  readonly clock: Clock;
  readonly admission: Pick<Admission, "admit">;
  /** Stores what is remembered of events and feeds. All replicas share it, if there is Redis. */
  readonly records: RecordStore;
  readonly logger: Pick<Logger, "warn">;
  /** Runs the work of a request within its trace. A shutdown waits for it. */
  readonly runRequest: <Result>(request: FastifyRequest, work: () => Promise<Result>) => Promise<Result>;
}

/** What all requests share. */
interface FeedState {
  readonly queue: ReturnType<typeof createCallQueue>;
  readonly events: ReturnType<typeof createEventRecords>;
  readonly versions: ReturnType<typeof createFeedVersions>;
}

/** Serves the maintenance windows as an iCalendar feed, for calendar subscriptions. */
export function addCalendarFeed(app: FastifyInstance, options: CalendarFeedOptions): void {
  const state: FeedState = {
    // The first long feed takes a second of processor time, so only one is written at a time.
    queue: createCallQueue(1),
    events: createEventRecords(options.records, options.logger),
    versions: createFeedVersions(options.records),
  };
  app.route({
    url: "/calendar.ics",
    method: ["GET", "HEAD"],
    handler: (request, reply) => options.runRequest(request, () => answer(request, reply, options, state)),
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: CalendarFeedOptions,
  state: FeedState,
): Promise<FastifyReply> {
  const startedAt = performance.now();
  const { authenticate, createContext, clock, admission } = options;
  const { token, ...parameters } = request.query as QueryString;
  const caller = await authenticateCalendar(request, [token ?? []].flat().map(String), authenticate, clock());
  const context = createContext({
    requestId: request.id,
    caller: { viewer: caller.viewer, ...clientOf(request) },
    permissions: caller.permissions,
    timeoutMs: requestTimeoutMsOf(request),
    clientGone: clientGoneSignal(reply),
    logger: request.log,
  });
  const sources = context.inventory.sources();
  if (sources.length === 0) throw noSources();
  requireUtf8(request.url, "calendar");
  const query = readCalendarQuery(parameters, sources);
  const found = await context.inventory.allWindows(query.filter).catch(tooLate);
  const failedSources = found.sources
    .filter(({ state: sourceState, unreadableCount }) => sourceState === "FAILED" || unreadableCount > 0)
    .map(({ source }) => source.id);
  const feed = failedSources.length > 0 ? null : await readFeed(found, query, caller, context, state);
  const isKnown = feed !== null && isNotModified(request.headers, feed);
  const { readDeadline } = context.request;
  request.log.info(
    {
      viewer: caller.viewer,
      authenticatedBy: caller.authenticatedBy,
      windows: feed?.windows ?? null,
      durationMs: Math.round(performance.now() - startedAt),
      upstreamCalls: currentTrace()?.upstreamCalls ?? 0,
      ...(feed === null ? { failedSources } : {}),
      ...(isKnown ? { notModified: true } : {}),
      ...(readDeadline.isCancelled() ? { clientGone: true } : {}),
    },
    "calendar feed",
  );
  if (feed === null) throw incomplete(found, failedSources);
  reply.header("cache-control", cacheControlOf(found, clock())).header("etag", feed.entityTag);
  if (feed.modifiedAt !== null) reply.header("last-modified", new Date(feed.modifiedAt * 1000).toUTCString());
  if (isKnown) return toNotModified(reply).send();
  const open = () => Readable.from(textsOf(feed.write(), () => admission.admit(readDeadline.flow)));
  return reply
    .header("content-disposition", 'inline; filename="calendar.ics"')
    .type("text/calendar; charset=utf-8")
    .send(compressedStream(request, reply, feed.bytes, open));
}

/** Prepares a feed, and finds out when it last changed. */
async function readFeed(
  found: AllWindows,
  { days, certainties, key }: CalendarQuery,
  { viewer, authenticatedBy }: CalendarCaller,
  { request: { now, readDeadline } }: Context,
  { queue, events, versions }: FeedState,
): Promise<PreparedFeed & Validators> {
  const prepare = () => prepareFeed(found, { now, days, certainties }, events, readDeadline);
  const prepared = await queue.run(readDeadline, prepare).catch(tooLate);
  const feed = fingerprintOf(viewer ?? "", authenticatedBy, key);
  return { ...prepared, modifiedAt: await versions.modifiedAt(feed, prepared.entityTag, secondsOf(now)) };
}

/** Yields the parts of a feed. Many feeds at once share the process like other requests. */
async function* textsOf(
  parts: Iterable<FeedPart>,
  admit: () => Promise<void> | null,
): AsyncGenerator<string> {
  for (const { text } of parts) {
    await (admit() ?? setImmediate());
    yield text;
  }
}

/** An empty calendar would look as if no maintenance were planned. */
function noSources(): HttpError {
  return new HttpError(
    403,
    "PERMISSION_DENIED",
    "The caller cannot read any source of this gateway. It needs the scope maintenance:read or maintenance:read:<source id>.",
  );
}

function tooLate(error: unknown): never {
  const isTooLate =
    error instanceof DeadlineExceededError ||
    (error instanceof GatewayError && error.failure.code === "DEADLINE_EXCEEDED");
  if (!isTooLate) throw error;
  const message =
    "The gateway could not write the calendar within the time of the request. Retry in a minute.";
  throw new HttpError(503, "DEADLINE_EXCEEDED", message, { "retry-after": String(retryAfterSeconds) });
}

async function authenticateCalendar(
  request: FastifyRequest,
  tokensInQuery: readonly string[],
  authenticate: AuthenticateCalendar,
  at: Moment,
): Promise<CalendarCaller> {
  try {
    return await authenticate(request.raw.headersDistinct, tokensInQuery, at);
  } catch (error) {
    if (error instanceof AuthenticationError) logAuthenticationError(request, error);
    throw error;
  }
}

/** An incomplete feed must be an error: calendar apps delete events that are missing from a feed. */
function incomplete({ sources }: AllWindows, failedSources: readonly string[]): HttpError {
  const others = sources.map(({ source }) => source.id).filter((id) => !failedSources.includes(id));
  const isPartial = sources.every(({ state }) => state !== "FAILED");
  const wayOut = others.length === 0 ? "" : ` To leave them out, use ?source=${others.join(",")}.`;
  return new HttpError(
    503,
    // Not UNAVAILABLE: an alert uses that code for tokens that cannot be checked.
    "SOURCE_FAILED",
    `The gateway cannot read ${isPartial ? "some windows of these sources" : "these sources"} now: ${failedSources.join(", ")}. A calendar without them would look complete, so none is returned. Retry in a minute.${wayOut}`,
    { "retry-after": String(retryAfterSeconds) },
  );
}

function cacheControlOf(found: AllWindows, at: Moment): string {
  const seconds = Math.min(maxAgeSeconds, secondsLeft(found, at));
  return seconds > 0 ? `private, max-age=${seconds}` : "no-cache";
}
