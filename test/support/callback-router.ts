import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A message of the subscription callback protocol. */
export interface CallbackMessage {
  readonly kind: string;
  readonly action: string;
  readonly id: string;
  readonly verifier: string;
  readonly payload?: unknown;
  readonly errors?: readonly unknown[];
}

/** Starts a server that takes the messages of subscriptions as a router does. `statusFor` returns the status of each response. */
export async function startCallbackRouter(statusFor: (message: CallbackMessage) => number = () => 204) {
  const messages: CallbackMessage[] = [];
  const protocols = new Set<unknown>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const message: CallbackMessage = JSON.parse(Buffer.concat(chunks).toString());
    messages.push(message);
    protocols.add(request.headers["subscription-protocol"]);
    response.writeHead(statusFor(message), { location: "/elsewhere" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    messages,
    protocols,
    /** `extensions.subscription` of a subscription with this id. */
    subscription: (id: string) => ({
      callbackUrl: `${origin}/callback/${id}`,
      subscriptionId: id,
      verifier: `verifier of ${id}`,
      heartbeatIntervalMs: 0,
    }),
    /** Returns the messages of a subscription, without what all of them contain. */
    sentFor: (id: string) =>
      messages
        .filter((message) => message.id === id)
        .map(({ kind: _kind, id: _id, verifier: _verifier, ...message }) => message),
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

export type CallbackRouter = Awaited<ReturnType<typeof startCallbackRouter>>;
