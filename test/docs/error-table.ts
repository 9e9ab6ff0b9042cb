import { datadogErrorTable } from "../../src/datasources/datadog/error-table.js";
import { flinkErrorTable } from "../../src/datasources/flink/error-table.js";
import type { FailureReason } from "../../src/domain/failures/failure-reasons.js";
import { failureReasons } from "../../src/domain/failures/failure-reasons.js";

/** Causes that no row of a provider's table lists, because the provider does not name them. */
const unnamedCauses: Readonly<Partial<Record<FailureReason, readonly [aws: string, datadog: string]>>> = {
  NOT_OFFERED: [
    "HTTP 501 with any exception name, HTTP 404 or 405 without one from this table, `ResourceNotFoundException` for a list",
    "`404` for a list or a creation",
  ],
  UNAUTHENTICATED: [
    "no usable credentials, or those of an account other than `accountId`",
    "no usable keys configured",
  ],
  THROTTLED: ["any HTTP 429", ""],
  SERVER_ERROR: ["any other HTTP 5xx, including a proxy's HTML page", "any other 5xx"],
  CIRCUIT_OPEN: [
    "several 5xx, timeouts, broken connections or unreadable responses in a row",
    "several 5xx, timeouts, broken connections or unreadable responses in a row",
  ],
  UNREACHABLE: [
    "connection refused or reset, DNS or TLS failure",
    "connection refused or reset, DNS or TLS failure",
  ],
  TIMEOUT: ["no response within the timeout", "no response within the timeout"],
  MALFORMED_RESPONSE: ["an unreadable 2xx response", "an unreadable 2xx response"],
  UNEXPECTED: ["anything else", "anything else"],
};

/** The table of provider errors in docs/errors.md, made from the tables that the gateway uses. */
export function errorTable(): string {
  const rows = (Object.keys(failureReasons) as FailureReason[]).map((reason) => {
    const meaning = failureReasons[reason];
    const [unnamedAws = "", unnamedDatadog = ""] = unnamedCauses[reason] ?? [];
    const names = flinkErrorTable.filter((row) => row.reason === reason).flatMap((row) => row.names);
    const statuses = datadogErrorTable.filter((row) => row.reason === reason).flatMap((row) => row.statuses);
    const detail = "reason" in meaning ? meaning.reason : "failure" in meaning ? meaning.failure : "";
    return [
      [...names.map((name) => `\`${name}\``), unnamedAws].filter(Boolean).join(", "),
      [...statuses.map((status) => `\`${status}\``), unnamedDatadog].filter(Boolean).join(", "),
      `\`${meaning.kind}\``,
      `\`${meaning.code}\``,
      detail === "" ? "" : `\`${detail}\``,
      { yes: "yes", no: "no", reads: "reads only" }[meaning.retryable],
      `\`${reason}\``,
    ];
  });
  const head = ["AWS", "Datadog", "type", "code", "reason", "retryable", "in logs and metrics"];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
