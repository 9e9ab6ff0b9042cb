import type { Answer } from "./send.js";

/** What a client receives of a stream, except comments. */
export interface ReceivedEvent {
  readonly event: string;
  /** Null if the event has no data. */
  readonly data: Answer | null;
}

export interface ReceivedStream {
  readonly response: Response;
  /** Waits for the next event; null if the stream has ended. */
  readonly next: () => Promise<ReceivedEvent | null>;
  /** Waits for the end of the stream. Returns the events that are left. */
  readonly rest: () => Promise<readonly ReceivedEvent[]>;
  /** Disconnects. */
  readonly leave: () => void;
}

/** Opens a stream by POST. The given members replace those of the request's body. */
export function subscribe(
  address: string,
  members: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ReceivedStream> {
  return openStream(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
    body: JSON.stringify(members),
  });
}

/** Opens a stream. */
export async function openStream(url: string, init: RequestInit): Promise<ReceivedStream> {
  const leaving = new AbortController();
  const response = await fetch(url, { ...init, signal: leaving.signal });
  const events = eventsIn(response);
  const next = async () => (await events.next()).value ?? null;
  return {
    response,
    next,
    async rest() {
      const left: ReceivedEvent[] = [];
      for (let event = await next(); event !== null; event = await next()) left.push(event);
      return left;
    },
    leave: () => leaving.abort(),
  };
}

async function* eventsIn(response: Response): AsyncGenerator<ReceivedEvent, void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, event, data = ""] = /^event: (\w+)\ndata: ?(.*)$/.exec(block) ?? [];
      if (event !== undefined) yield { event, data: data === "" ? null : JSON.parse(data) };
    }
  }
}
