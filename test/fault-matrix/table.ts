import type { Outcome, Scenario, Times } from "./api-scenarios.js";
import { scenarios } from "./api-scenarios.js";
import { faultCases } from "./faults.js";

export interface Shown {
  readonly scenario: Scenario;
  readonly fault: string;
  readonly times: Times;
  readonly outcome: Outcome;
}

const providers = { flink: "AWS", datadog: "Datadog" } as const;

/** Returns one table per provider with the outcome of each fault: once and, if it differs, always. */
export function tablesOf(shown: readonly Shown[]): string {
  return (Object.keys(providers) as (keyof typeof providers)[])
    .map((provider) => {
      const columns = scenarios.filter((scenario) => scenario.provider === provider);
      const cellOf = (scenario: Scenario, fault: string) => {
        const [once = "", always = ""] = (["once", "always"] as const).map((times) =>
          wordOf(
            shown.find((one) => one.scenario === scenario && one.fault === fault && one.times === times)
              ?.outcome,
          ),
        );
        return once === always ? once : `${once}, ${always}`;
      };
      const head = [providers[provider], ...columns.map(({ name, operation }) => `${name} (${operation})`)];
      const rows = faultCases[provider].map(({ name }) => [
        name,
        ...columns.map((scenario) => cellOf(scenario, name)),
      ]);
      return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
    })
    .join("\n\n");
}

function wordOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "not run";
  if (outcome.result === "some windows") return "PARTIAL";
  if (outcome.failure === null) return "OK";
  return outcome.outcomeUnknown ? `${outcome.failure.code}?` : outcome.failure.code;
}
