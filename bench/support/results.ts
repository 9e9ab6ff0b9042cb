import { writeFileSync } from "node:fs";

/** A ratio, or a size in MB. */
export interface Result {
  readonly value: number;
  readonly better: "higher" | "lower";
}

const results: Record<string, Result> = {};

/** Records a result. `npm run bench:check` compares it with the recorded ones (`RESULTS_FILE` is its temporary file). */
export function record(name: string, value: number, better: Result["better"] = "lower"): void {
  results[name] = { value: Number(value.toFixed(2)), better };
  const { RESULTS_FILE: file } = process.env;
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
}
