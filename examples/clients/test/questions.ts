import { toStringMethod } from "fast-check";
import { mutations, queries } from "./asked.ts";
import type { Asked } from "./subjects.ts";
import { textOf } from "./subjects.ts";

const flink = "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
export const datadog = "datadog:datadog:00000000-0000-4000-8000-000000000002";

/** Each query with each combination of its variables. */
export const questions: readonly Asked[] = queries.flatMap((operation) => {
  const text = textOf(operation);
  const variants = (name: string, values: readonly unknown[]) =>
    text.includes(`$${name}:`) ? values.map((value) => ({ [name]: value })) : [{}];
  return variants("first", [3, 50]).flatMap((first) =>
    variants("more", [true, false]).flatMap((more) =>
      variants("id", [flink, datadog]).map((id) => {
        const variables = { ...first, ...more, ...id };
        const name = `${/query \w+/.exec(text)} ${JSON.stringify(variables)}`;
        return { operation, variables, [toStringMethod]: () => name };
      }),
    ),
  );
});

/** Questions with the same fields of Query and the same arguments. */
const groups = Object.groupBy(questions, ({ operation, variables: { first, id } }) => {
  const field =
    /maintenance(?:Windows\(orderBy: \{ field: TITLE \}, |Windows|Occurrences|Window|Now)|flinkApplications/.exec(
      textOf(operation),
    );
  return `${field} ${first} ${id}`;
});
const naming = (name: string) => questions.filter(({ operation }) => textOf(operation).includes(name));

/** Questions with the same fields of Query and the same arguments, or about the same parts of windows and occurrences. */
export const related: readonly (readonly Asked[])[] = [
  ...Object.values(groups).map((group) => group ?? []),
  naming("overlapping("),
  naming("maintenanceOccurrences("),
];

const newWindow = (count: number) => ({
  name: `A window ${count}`,
  query: "service:search",
  startsAt: "2030-01-07T10:00:00Z",
  duration: "PT4H",
});

/** Mutations, numbered so that each makes a difference. */
const numbered = {
  create: (count) => ({ operation: mutations.create, variables: { input: newWindow(count) } }),
  rename: (count) => ({
    operation: mutations.rename,
    variables: { input: { id: datadog, name: `A name ${count}` } },
  }),
  /** The occurrence in the calendar keeps its id, because it keeps its start. */
  reschedule: (count) => ({
    operation: mutations.rename,
    variables: {
      input: {
        id: datadog,
        startsAt: "2030-01-07T00:00:00Z",
        endsAt: `2030-01-07T${10 + (count % 10)}:00:00Z`,
      },
    },
  }),
  move: (count) => ({
    operation: mutations.move,
    variables: { input: { id: flink, startTime: `${17 + (count % 6)}:30` } },
  }),
  remove: () => ({ operation: mutations.remove, variables: { input: { id: datadog } } }),
  bulk: (count) => ({
    operation: mutations.bulk,
    variables: { changes: [{ createDatadog: newWindow(count) }] },
  }),
} satisfies Readonly<Record<string, (count: number) => Asked>>;
export type Write = keyof typeof numbered;
export const writes: Readonly<Record<Write, (count: number) => Asked>> = numbered;
