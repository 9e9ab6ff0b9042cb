import type { Row } from "./answers";

/** The API's messages about one field, if it rejected this field for every window. A violation's path ends with the field's name. */
export function problemsOf(rows: readonly Row[], name: string): readonly string[] {
  const messages = rows.map((row) =>
    violationsOf(row)
      .filter(({ path }) => path.at(-1) === name)
      .map(({ message }) => message),
  );
  return messages.every(({ length }) => length > 0) ? [...new Set(messages.flat())] : [];
}

export const violationsOf = ({ answer }: Row) =>
  answer.__typename === "ValidationError" ? answer.violations : [];

/** Whether the API rejected a query because it matches every case. */
export const isBroad = (rows: readonly Row[]) =>
  rows.flatMap(violationsOf).some(({ code }) => code === "BROAD_QUERY");
