import { toStringMethod } from "fast-check";
import { mutations, queries } from "./asked.ts";
import type { Asked } from "./subjects.ts";
import { textOf } from "./subjects.ts";

const flink = "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const datadog = "datadog:datadog:00000000-0000-4000-8000-000000000002";

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
export const related: readonly (readonly Asked[])[] = Object.values(
  Object.groupBy(questions, ({ operation, variables: { first, id } }) => {
    const field = /maintenance(?:Windows\(orderBy: \{ field: TITLE \}, |Windows|Occurrences|Window|Now)/.exec(
      textOf(operation),
    );
    return `${field} ${first} ${id}`;
  }),
).map((group) => group ?? []);

const newWindow = (count: number) => ({
  name: `A window ${count}`,
  query: "service:search",
  startsAt: "2030-01-07T10:00:00Z",
  duration: "PT4H",
});

/** Mutations, numbered so that each makes a difference. */
export const writes: readonly ((count: number) => Asked)[] = [
  (count) => ({ operation: mutations.create, variables: { input: newWindow(count) } }),
  (count) => ({
    operation: mutations.rename,
    variables: { input: { id: datadog, name: `A name ${count}` } },
  }),
  (count) => ({
    operation: mutations.move,
    variables: { input: { id: flink, startTime: `${10 + (count % 10)}:30` } },
  }),
  () => ({ operation: mutations.remove, variables: { input: { id: datadog } } }),
  (count) => ({
    operation: mutations.bulk,
    variables: { changes: [{ createDatadog: newWindow(count) }] },
  }),
];
