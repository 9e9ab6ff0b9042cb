import { request } from "node:http";

/** A stream of server-sent events. */
export interface EventStream {
  /** Resolves when the response has begun. Rejects unless it is a stream. */
  readonly begun: Promise<void>;
  /** Ends the stream as a client that leaves. */
  readonly leave: () => void;
}

/** Opens the stream of a subscription, without a library, so that the client takes little time. Calls `onData` for each result. */
export function openEventStream(url: string, query: string, onData: (data: string) => void): EventStream {
  const begun = Promise.withResolvers<void>();
  const body = JSON.stringify({ query });
  const outgoing = request(
    url,
    {
      agent: false,
      method: "POST",
      headers: {
        accept: "text/event-stream",
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      },
    },
    (incoming) => {
      if (!incoming.headers["content-type"]?.startsWith("text/event-stream"))
        begun.reject(new Error(`The response has the status ${incoming.statusCode} and is no stream.`));
      else begun.resolve();
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        const end = text.lastIndexOf("\n\n");
        if (end < 0) return;
        for (const [, data = ""] of text.slice(0, end).matchAll(/^data: (.+)$/gm)) onData(data);
        text = text.slice(end + 2);
      });
      incoming.on("error", () => {});
    },
  );
  outgoing.on("error", begun.reject);
  outgoing.end(body);
  begun.promise.catch(() => {});
  return { begun: begun.promise, leave: () => outgoing.destroy() };
}
