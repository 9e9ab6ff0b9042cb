import { wait } from "../src/polling.ts";
import type { Streams } from "../src/streams.ts";
import { createStreams } from "../src/streams.ts";
import type { Gateway } from "./gateway.ts";
import { running } from "./gateway.ts";
import type { liveSubjects, ShownWindow } from "./live-subjects.ts";
import { until } from "./until.ts";

export type CreateSubject = (typeof liveSubjects)[keyof typeof liveSubjects];

/** Creates a client of the gateway whose streams go through the proxy, and collects what is sent. */
export function connect(createSubject: CreateSubject, gateway: Gateway, proxyUrl: string) {
  const stopping = new AbortController();
  const subscribed: { readonly query?: string; readonly variables: Readonly<Record<string, unknown>> }[] = [];
  let queries = 0;
  let answered = 0;
  let inProgress = 0;
  let held: Promise<void> | undefined;
  const received: string[] = [];
  const ownStreams = createStreams({
    url: proxyUrl,
    async fetch(input, init) {
      subscribed.push(JSON.parse(String(init?.body)));
      return fetch(input, init);
    },
    sleep: (_ms, signal) => wait(10, signal),
    onProblem: () => {},
  });
  const streams: Streams = {
    ...ownStreams,
    subscribe: (request, sink) =>
      ownStreams.subscribe(request, {
        next(result) {
          received.push(JSON.stringify(result));
          sink.next(result);
        },
      }),
  };
  const subject = createSubject({
    url: gateway.url,
    async fetch(input, init) {
      queries += 1;
      inProgress += 1;
      try {
        const response = await gateway.fetch(input, init);
        answered += 1;
        await held;
        return response;
      } finally {
        // The client may send its next query as soon as it has this response.
        setTimeout(() => {
          inProgress -= 1;
        }, 1);
      }
    },
    streams,
    byId: true,
  });
  return {
    subject,
    subscribed,
    received,
    signal: stopping.signal,
    streams,
    stop: () => stopping.abort(),
    queries: () => queries,
    answered: () => answered,
    isQuiet: () => inProgress === 0,
    /** Holds back the responses to queries until the returned function is called. */
    holdResponses() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = undefined;
        resolve();
      };
    },
  };
}

/** Mounts a list that follows what happens to windows, and waits until it does. */
export async function followList(connected: ReturnType<typeof connect>) {
  const { subject, signal, queries, isQuiet, streams } = connected;
  const seen: (readonly ShownWindow[])[] = [];
  const unmount = subject.mount((windows) => seen.push(windows));
  await until(() => seen.length > 0);
  subject.followWindows(signal);
  // The first event makes the client refetch the list.
  await until(() => streams.areLive() && queries() > 1 && isQuiet());
  const startTimeIn = (windows: readonly ShownWindow[] = []) =>
    windows.find(({ title }) => title === running)?.startTime;
  return {
    ...connected,
    startTime: () => startTimeIn(seen.at(-1)),
    /** Returns all start times so far, without repetitions. */
    startTimes: () => seen.map(startTimeIn).filter((time, index, all) => time !== all[index - 1]),
    titles: () => seen.at(-1)?.map(({ title }) => title) ?? [],
    stop() {
      unmount();
      connected.stop();
    },
  };
}
