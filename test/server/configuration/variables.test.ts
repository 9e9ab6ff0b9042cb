import { expect, test } from "vitest";
import { misspelledVariables, variables } from "../../../src/server/configuration/variables.js";
import { start } from "../../../src/server/start.js";
import { clockOf } from "../../support/clock.js";

const suggestionsIn = (environment: Record<string, string>) =>
  misspelledVariables(environment, []).map(({ key, message }) => `${key} ${message}`);

test.each([
  ["AWS_REGOIN", "AWS_REGION"],
  ["AWS_REGIN", "AWS_REGION"],
  ["DD_APIKEY", "DD_API_KEY"],
  ["DD_APP_KEYS", "DD_APP_KEY"],
  ["dd_site", "DD_SITE"],
  ["REDIS_URI", "REDIS_URL"],
  ["LOGLEVEL", "LOG_LEVEL"],
  ["PROT", "PORT"],
  ["METRIC_PORT", "METRICS_PORT"],
  ["CORS_ORIGIN", "CORS_ORIGINS"],
  ["INVENTORY_MAX_AGE_SECOND", "INVENTORY_MAX_AGE_SECONDS"],
  ["AWS_ENDPOINT_URL_KINESISANALYTICS_V2", "AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2"],
  ["EMULATOR_FLINK_PROT", "EMULATOR_FLINK_PORT"],
])("%s gets the suggestion %s", (name, meant) => {
  expect(suggestionsIn({ [name]: "x" })).toEqual([
    `${name} is not a variable of the gateway. Did you mean ${meant}?`,
  ]);
});

test("common variables of other programs get no suggestion", () => {
  const others =
    "HOME HOSTNAME HOSTTYPE PATH PWD SHELL TERM USER LANG LOGNAME EDITOR PAGER TMPDIR AWS_DEFAULT_REGION AWS_EXECUTION_ENV AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL_SQS DD_ENV DD_SERVICE DD_VERSION DD_AGENT_HOST NODE_OPTIONS NODE_PATH OTEL_SERVICE_NAME OTEL_LOGS_EXPORTER OTEL_METRICS_EXPORTER KUBERNETES_SERVICE_HOST KUBERNETES_PORT POST COST SORT FORT PART REDIS_PORT REDIS_SERVICE_HOST npm_config_registry";
  expect(suggestionsIn(Object.fromEntries(others.split(" ").map((name) => [name, "x"])))).toEqual([]);
});

test.each(variables)("%s, which is the gateway's, gets no suggestion", (name) => {
  expect(suggestionsIn({ [name]: "x" })).toEqual([]);
});

test("a variable that is empty, or that resembles one that is set, gets no suggestion", () => {
  expect(suggestionsIn({ REDIS_URI: " " })).toEqual([]);
  expect(suggestionsIn({ REDIS_URI: "x", REDIS_URL: "redis://localhost" })).toEqual([]);
});

test("the suggestion is logged as a warning at startup", async () => {
  const lines: string[] = [];
  const gateway = await start({
    environment: { PORT: "0", METRICS_PORT: "off", REDIS_URI: "x" },
    clock: clockOf(() => new Date()),
    logTo: { write: (line) => lines.push(line) },
  });
  await gateway.stop();
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      level: 40,
      msg: "REDIS_URI is not a variable of the gateway. Did you mean REDIS_URL?",
    }),
  );
});
