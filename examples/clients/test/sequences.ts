import type { Gateway } from "./gateway.ts";
import type { Write } from "./questions.ts";
import { datadog, questions } from "./questions.ts";
import type { Asked } from "./subjects.ts";
import { textOf } from "./subjects.ts";

/** One step of a client, of its user, or of somebody else. */
export interface Step {
  readonly kind: string;
  readonly question?: Asked;
  readonly write?: Write;
  readonly provider?: Parameters<Gateway["breaks"]>[0];
}

/** Question of a query with these variables. */
function about(query: string, variables: object): Asked {
  const found = questions.find(
    (one) =>
      textOf(one.operation).includes(`query asked${query}Query`) &&
      JSON.stringify(one.variables) === JSON.stringify(variables),
  );
  if (!found) throw new Error(`No question is named ${query} and has ${JSON.stringify(variables)}.`);
  return found;
}

const list = { first: 50 };
const mount = (question: Asked): Step => ({ kind: "mount", question });
const ask = (question: Asked): Step => ({ kind: "ask", question });
const elsewhere = (write: Write): Step => ({ kind: "write elsewhere", write });

const overlapsInList = about("Overlapping", list);
const applications = about("Applications", list);
const breakFlink: Step = { kind: "break", provider: "flink" };
const sourcesOfOverlaps = about("OverlapsOfWindow", { more: false, id: datadog });
const overlapsOfWindow = about("OverlapsOfWindow", { more: true, id: datadog });

/** Sequences that random steps seldom contain. Each fails if a cache combines these parts of two answers, or keeps an old one. */
export const sequences: readonly (readonly Step[])[] = [
  // Two answers about the same occurrence.
  [
    elsewhere("reschedule"),
    mount(about("CalendarEnds", { first: 3 })),
    elsewhere("reschedule"),
    ask(about("Calendar", list)),
  ],
  // Two answers about what overlaps the same window.
  [elsewhere("reschedule"), mount(overlapsInList), elsewhere("reschedule"), ask(overlapsOfWindow)],
  [elsewhere("reschedule"), mount(overlapsOfWindow), breakFlink, ask(sourcesOfOverlaps)],
  // What overlaps a window changes, although the result of the mutation is another window.
  [
    elsewhere("reschedule"),
    ask(overlapsOfWindow),
    { kind: "write", write: "move", question: overlapsOfWindow },
  ],
  [elsewhere("reschedule"), mount(overlapsInList), { kind: "lose", write: "move" }],
  // Two answers about the applications.
  [mount(applications), breakFlink, ask(about("ApplicationSources", list))],
  [mount(applications), breakFlink, { kind: "write", write: "rename" }],
  // Two queries that fail for the same window, and one of them asked once more.
  [
    mount(overlapsOfWindow),
    { kind: "break", provider: "datadog" },
    { kind: "race", question: about("Title", { id: datadog }), write: "rename" },
    ask(overlapsOfWindow),
  ],
  // Counts of one answer, and the number of windows in another.
  [mount(about("ProviderCounts", list)), elsewhere("create"), ask(about("Nodes", { ...list, more: true }))],
  [mount(about("Counts", list)), { kind: "write", write: "create" }],
  // The daily hours of two answers, with an entry that only one of them has.
  [
    mount(about("DailyHours", { ...list, more: true })),
    elsewhere("move"),
    ask(about("DailyOccurrences", list)),
  ],
  // All daily hours, and the first two of them.
  [
    mount(about("DailyHours", { ...list, more: true })),
    mount(about("FirstDailyHours", list)),
    { kind: "write", write: "move" },
  ],
  [mount(about("DailyOccurrences", list)), { kind: "write", write: "move" }],
];
