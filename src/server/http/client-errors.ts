import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Clock } from "../../domain/time/clock.js";
import type { RequestObserver } from "../telemetry/request-observer.js";
import { formatHttpError } from "./format-error.js";
import { HttpError } from "./http-error.js";
import { mediaTypeFor } from "./media-type.js";
import { statusTexts } from "./node-http.js";
import type { ConnectionError } from "./unreadable-request.js";
import { unreadableRequest } from "./unreadable-request.js";

export interface ClientErrorOptions {
  readonly logger: Logger;
  readonly observer: Pick<RequestObserver, "requestRefused">;
  readonly clock: Clock;
}

/** Responds to requests that Node.js cannot read, and that therefore reach no route. */
export function createClientErrors({ logger, observer, clock }: ClientErrorOptions) {
  /** The last response of each connection. Responses are sent in the order of their requests. */
  const lastResponses = new WeakMap<Socket, ServerResponse>();
  /** Connections that are about to close. Node.js reports an error for each further part that it cannot read. */
  const closing = new WeakSet<Socket>();

  function refuse(socket: Socket, error: HttpError, requestId: string): void {
    observer.requestRefused(error.code);
    send(socket, error, requestId, clock().now);
  }

  /** Handles malformed, oversized and slow requests. */
  function handle(error: ConnectionError, socket: Socket): void {
    if (closing.has(socket)) return;
    if (socket.writable && socket.bytesRead === 0) return void setImmediate(closeIfNothingCame, socket);
    closing.add(socket);
    // A client that has disconnected expects no response.
    if (!socket.writable) return void socket.destroy();
    const requestId = randomUUID();
    logger.debug({ requestId, reason: error.code, address: socket.remoteAddress }, "unreadable request");
    const response = lastResponses.get(socket);
    if (response === undefined || response.writableFinished) {
      refuse(socket, unreadableRequest(error), requestId);
    } else if (response.req.complete) {
      // An error now would be taken for the response to this request, which can be a write.
      if (!response.headersSent) response.setHeader("connection", "close");
      response.once("close", () => socket.destroySoon());
    } else if (response.headersSent || response.socket === null) {
      // The request was rejected before its body was read, or waits for the response to an earlier one.
      socket.destroySoon();
    } else {
      // Not counted here: the route counts it, because reading the body fails.
      send(socket, unreadableRequest(error), requestId, clock().now);
    }
  }

  /** Adds the listeners for the connections of an application. */
  function watch({ server }: FastifyInstance): void {
    server.on("request", (request, response) => lastResponses.set(request.socket, response));
    server.on("connect", ({ socket }) => {
      // Node.js no longer handles the errors of this connection.
      socket.on("error", () => socket.destroy());
      const earlier = lastResponses.get(socket);
      if (earlier?.writableFinished === false) earlier.once("close", () => socket.destroySoon());
      else refuse(socket, notProxy(), randomUUID());
    });
  }

  return { handle, watch };
}

/**
 * Closes a connection whose client has sent nothing, and expects no response. After a pause of the process (a container that was
 * throttled, say), the timeout of a request can be over before the request was read: the event loop reads it before this.
 */
function closeIfNothingCame(socket: Socket): void {
  if (socket.bytesRead === 0) socket.destroy();
}

function notProxy(): HttpError {
  return new HttpError(400, "BAD_REQUEST", "The gateway is not a proxy. The GraphQL API is at /graphql.");
}

/** Writes a response without Node.js's help, and closes the connection. */
function send(socket: Socket, error: HttpError, requestId: string, now: Date): void {
  const { statusCode } = error;
  const body = JSON.stringify(formatHttpError(statusCode, error, requestId));
  const head = [
    `HTTP/1.1 ${statusCode} ${statusTexts[statusCode]}`,
    "cache-control: no-store",
    "connection: close",
    `date: ${now.toUTCString()}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `content-type: ${mediaTypeFor(undefined)}`,
    "x-content-type-options: nosniff",
    `x-request-id: ${requestId}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.destroySoon();
}
