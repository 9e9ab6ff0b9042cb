import type { SinkCheck } from "../../notifications/ping.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { linesOf } from "./configuration-error.js";
import type { SourceCheck } from "./connection-check.js";
import { checkConnections } from "./connection-check.js";
import type { Configuration } from "./read-configuration.js";
import { readConfiguration } from "./read-configuration.js";

interface ConnectionReport {
  readonly output: string;
  /** Whether there is a source, every source can be read, and every webhook accepts a ping. */
  readonly isGood: boolean;
}

/** The output of `--check-config --connect`. Throws ConfigurationError with every error. */
export async function reportConnections(
  environment: Environment,
  format: "text" | "json",
  now: Date,
): Promise<ConnectionReport> {
  const configuration = await readConfiguration(environment);
  const warnings = configuration.findWarnings();
  const [checks, sinks] = await Promise.all([
    checkConnections(configuration),
    checkSinks(configuration, now),
  ]);
  const isGood =
    checks.length > 0 &&
    checks.every(({ problem }) => problem === null) &&
    sinks.every(({ problem }) => problem === null);
  if (format === "json") return { isGood, output: jsonOf(checks, sinks, isGood, warnings) };
  const warned = warnings.length === 0 ? "" : `\nWarnings:\n${linesOf(warnings)}\n`;
  return { isGood, output: `${textOf(checks)}${textOfSinks(sinks)}${warned}` };
}

/** Imported only if there are sinks. */
async function checkSinks({ sinks, server }: Configuration, now: Date): Promise<readonly SinkCheck[]> {
  if (sinks.length === 0) return [];
  const { pingSinks } = await import("../../notifications/notifications.js");
  return pingSinks(sinks, server.network, now);
}

function jsonOf(
  checks: readonly SourceCheck[],
  notifications: readonly SinkCheck[],
  ok: boolean,
  faults: readonly ConfigurationFault[],
): string {
  const warnings = faults.map(({ key, message }) => ({ key, message }));
  const sources = checks.map((check) => ({
    id: check.source.id,
    provider: check.source.provider,
    reached: check.isReached,
    credentialsAccepted: check.hasValidCredentials,
    listPermitted: check.canList,
    windows: check.sample?.windowCount ?? null,
    hasMoreWindows: check.sample === null ? null : !check.sample.isWhole,
    unreadable: check.sample?.unreadable.length ?? null,
    error: check.problem,
  }));
  return `${JSON.stringify({ ok, sources, notifications, warnings }, null, 2)}\n`;
}

function textOf(checks: readonly SourceCheck[]): string {
  if (checks.length === 0)
    return "Configuration is valid, but names no source. docs/configuration.md shows how to add one.\n";
  const rows = checks.map((check) => [
    check.source.id,
    wordOf(check.isReached),
    wordOf(check.hasValidCredentials),
    wordOf(check.canList),
    windowsOf(check),
  ]);
  const table = aligned([["Source", "Reached", "Credentials", "List", "Windows"], ...rows]);
  const problems = checks.flatMap(({ source, problem }) => {
    if (problem === null) return [];
    const detail = problem.detail === null ? "" : `\n    Detail: ${problem.detail}`;
    return [`\n  ${source.id}: ${problem.message}${detail}\n`];
  });
  const noun = checks.length === 1 ? "source" : "sources";
  const summary =
    problems.length === 0
      ? `${checks.length === 1 ? "The source" : `All ${checks.length} sources`} can be read.\n`
      : `Problems with ${problems.length} of ${checks.length} ${noun}:\n${problems.join("")}`;
  return `Configuration is valid. Nothing was changed in any source.\n\n${table}\n\n${summary}`;
}

const pings: Readonly<Record<SinkCheck["ping"], string>> = {
  ACCEPTED: "accepted",
  REJECTED: "failed",
  NOT_SENT: "not sent",
};

function textOfSinks(sinks: readonly SinkCheck[]): string {
  if (sinks.length === 0) return "";
  const rows = sinks.map(({ name, type, host, ping, problem }) => [
    name,
    type,
    host,
    problem === null ? pings[ping] : `${pings[ping]}: ${problem}`,
  ]);
  return `\n${aligned([["Notifications", "Type", "Host", "Ping"], ...rows])}\n`;
}

function wordOf(step: boolean | null): string {
  if (step === null) return "-";
  return step ? "yes" : "no";
}

function windowsOf({ sample }: SourceCheck): string {
  if (sample === null) return "-";
  const count = sample.isWhole ? String(sample.windowCount) : `${sample.windowCount} or more`;
  return sample.unreadable.length === 0 ? count : `${count}, and ${sample.unreadable.length} unreadable`;
}

/** Formats rows as columns. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths =
    rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
