import { readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createMetrics } from "../../src/server/telemetry/metrics.js";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const rules: readonly Rule[] = parse(readFileSync("deploy/prometheus/alerts.yaml", "utf8")).groups.flatMap(
  ({ rules }: { readonly rules: readonly Rule[] }) => rules,
);

/** Returns the text of every node of this kind in an expression. */
function nodesIn(expression: string, name: string): readonly string[] {
  const found: string[] = [];
  parser.parse(expression).iterate({
    enter(node) {
      if (node.name === name) found.push(expression.slice(node.from, node.to));
    },
  });
  return found;
}

async function knownMetrics() {
  const text = await createMetrics(() => [], {
    clockSkewSeconds: () => null,
    queuedWork: () => 0,
    openStreams: () => ({}),
    notifier: { isLeader: () => true, owed: () => new Map() },
  }).render();
  return [...text.matchAll(/^# TYPE (\S+) (\S+)/gm)].flatMap(([, name = "", type]) =>
    type === "histogram" ? [`${name}_count`, `${name}_bucket`, `${name}_sum`] : [name],
  );
}

test.each(rules)("$alert is a valid expression that uses only existing metrics", async ({ expr }) => {
  expect(nodesIn(expr, "⚠")).toEqual([]);
  const names = nodesIn(expr, "VectorSelector").map((selector) => /^\w+/.exec(selector)?.[0]);
  expect(names.length).toBeGreaterThan(0);
  const known = [...(await knownMetrics()), "up"];
  expect(names.filter((name) => !known.includes(String(name)))).toEqual([]);
});

test("each alert has a severity, a summary, and a row in docs/operating.md", () => {
  expect(rules.length).toBeGreaterThan(8);
  const operating = readFileSync("docs/operating.md", "utf8");
  for (const { alert, labels, annotations } of rules) {
    expect(["page", "ticket"]).toContain(labels.severity);
    expect(annotations.summary).toMatch(/\.$/);
    expect(operating).toContain(`| \`${alert}\` |`);
  }
  const told = [...operating.matchAll(/^\| `(Maintenance\w+)` \|/gm)].map(([, name]) => name);
  expect(told).toEqual(rules.map(({ alert }) => alert));
});
