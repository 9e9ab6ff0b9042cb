import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import type { RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";
import { send } from "../support/send.js";

let child: Child | undefined;
let server: RecordingServer | undefined;
afterEach(async () => {
  child?.kill("SIGKILL");
  await child?.exit;
  await server?.close();
});

async function start(environment: Record<string, string>) {
  child = startChild(process.execPath, ["dist/main.js"], { PORT: "0", METRICS_PORT: "off", ...environment });
  const [, address = ""] = await child.waitFor(/Server listening at (http:[^"]+)/);
  return address;
}

const document = "{ maintenanceWindows { sources { source { id } state } } }";

test("the region and the credentials of the profile in AWS_PROFILE are used", async () => {
  server = await startRecordingServer(() => ({ ApplicationSummaries: [] }));
  const AWS_CONFIG_FILE = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "config");
  const keys = "aws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = key\n";
  writeFileSync(AWS_CONFIG_FILE, `[profile work]\nregion = eu-west-1\n${keys}`);
  const address = await start({ AWS_CONFIG_FILE, AWS_PROFILE: "work", AWS_ENDPOINT_URL: server.url });
  const { data } = await send(address, document);
  expect(data.maintenanceWindows.sources).toEqual([{ source: { id: "aws-eu-west-1" }, state: "OK" }]);
  expect(server.requests.map(({ headers }) => String(headers.authorization))).toEqual([
    expect.stringMatching(/ Credential=AKIAOFTHEPROFILE\/\d{8}\/eu-west-1\/kinesisanalytics\/aws4_request,/),
  ]);
  await child?.waitFor(/Sources \(from the environment, with the region of the profile in AWS_PROFILE\):/);
});

test("the emulators work, whatever AWS's variables on a developer's machine demand", async () => {
  const address = await start({
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_ACCESS_KEY_ID: "of-the-developer",
    AWS_SECRET_ACCESS_KEY: "of-the-developer",
    AWS_SESSION_TOKEN: "of-the-developer",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
    AWS_USE_FIPS_ENDPOINT: "true",
    AWS_USE_DUALSTACK_ENDPOINT: "true",
    DD_SITE: "us3.datadoghq.com",
  });
  const { data } = await send(address, document);
  expect(data.maintenanceWindows.sources).toEqual([
    { source: { id: "aws-eu-central-1" }, state: "OK" },
    { source: { id: "aws-us-east-1" }, state: "OK" },
    { source: { id: "datadog" }, state: "OK" },
  ]);
});
