import { datadogErrorTable } from "../../src/datasources/datadog/error-table.js";
import { flinkErrorTable } from "../../src/datasources/flink/error-table.js";
import type { FailureReason } from "../../src/domain/failures/failure-reasons.js";
import { failureReasons } from "../../src/domain/failures/failure-reasons.js";

/** What no row of a provider's table holds, since it is no word of the provider's. */
const besideTheTables: Readonly<Partial<Record<FailureReason, readonly [aws: string, datadog: string]>>> = {
  UNAUTHENTICATED: ["", "no keys configured"],
  THROTTLED: ["any HTTP 429", ""],
  SERVER_ERROR: ["any other HTTP 5xx, a proxy's HTML among them", "any other 5xx"],
  CIRCUIT_OPEN: [
    "several 5xx, time-outs, broken connections or unreadable answers in a row",
    "several 5xx, time-outs, broken connections or unreadable answers in a row",
  ],
  UNREACHABLE: ["refused, reset, DNS, TLS", "refused, reset, DNS, TLS"],
  TIMEOUT: ["no answer within the time limit", "no answer within the time limit"],
  MALFORMED_RESPONSE: ["a 2xx that can't be read", "a 2xx that can't be read"],
  UNEXPECTED: ["anything else", "anything else"],
};

/** The error table of docs/errors.md, from the tables that the gateway itself works by. */
export function errorTable(): string {
  const rows = (Object.keys(failureReasons) as FailureReason[]).map((reason) => {
    const meaning = failureReasons[reason];
    const [besideAws = "", besideDatadog = ""] = besideTheTables[reason] ?? [];
    const names = flinkErrorTable.filter((row) => row.reason === reason).flatMap((row) => row.names);
    const statuses = datadogErrorTable.filter((row) => row.reason === reason).flatMap((row) => row.statuses);
    const detail = "reason" in meaning ? meaning.reason : "failure" in meaning ? meaning.failure : "";
    return [
      [...names.map((name) => `\`${name}\``), besideAws].filter(Boolean).join(", "),
      [...statuses.map((status) => `\`${status}\``), besideDatadog].filter(Boolean).join(", "),
      `\`${meaning.kind}\``,
      `\`${meaning.code}\``,
      detail === "" ? "" : `\`${detail}\``,
      { yes: "yes", no: "no", reads: "reads only" }[meaning.retryable],
    ];
  });
  const head = ["AWS", "Datadog", "result type", "code", "reason / failure", "retryable"];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
