import type { Values } from "./values";

export interface FieldsProps {
  readonly values: Values;
  readonly set: (part: Partial<Values>) => void;
  /** The API's messages about a field. */
  readonly problemsOf: (name: string) => readonly string[];
  /** Whether the API has rejected a query that matches every case. */
  readonly isBroad: boolean;
}
