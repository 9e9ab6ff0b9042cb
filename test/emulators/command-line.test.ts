import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startChild } from "../support/child-process.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";

const isInstalled = spawnSync("aws", ["--version"]).status === 0;
if (!isInstalled) {
  process.stderr.write('Skipping the AWS CLI tests: "aws" is not installed (Debian package: awscli).\n');
}

let emulators: TestEmulators;
beforeAll(async () => {
  emulators = await startTestEmulators(() => new Date("2026-11-22T12:00:00Z"));
});
afterAll(() => emulators.close());

async function aws(...given: string[]) {
  const child = startChild(
    "aws",
    [
      "kinesisanalyticsv2",
      ...given,
      "--region",
      "eu-central-1",
      "--endpoint-url",
      emulators.flink.url,
      "--output",
      "json",
    ],
    {
      AWS_ACCESS_KEY_ID: "emulator",
      AWS_SECRET_ACCESS_KEY: "emulator",
      AWS_PAGER: "",
      AWS_MAX_ATTEMPTS: "1",
    },
  );
  const code = await child.exit;
  return { code, answer: code === 0 ? JSON.parse(child.output()) : null, errors: child.errors() };
}

describe.runIf(isInstalled)("the AWS CLI", { timeout: 60_000 }, () => {
  test("lists, describes and updates", async () => {
    const list = await aws("list-applications", "--limit", "3");
    expect(list.errors).toBe("");
    expect(list.answer.ApplicationSummaries).toHaveLength(3);
    const next = await aws("list-applications", "--next-token", list.answer.NextToken);
    expect(next.answer.ApplicationSummaries).toHaveLength(4);

    const update = await aws(
      "update-application-maintenance-configuration",
      "--application-name",
      "orders-enrichment",
      "--application-maintenance-configuration-update",
      "ApplicationMaintenanceWindowStartTimeUpdate=20:30",
    );
    expect(update.answer.ApplicationMaintenanceConfigurationDescription).toEqual({
      ApplicationMaintenanceWindowStartTime: "20:30",
      ApplicationMaintenanceWindowEndTime: "04:30",
    });
    const described = await aws("describe-application", "--application-name", "orders-enrichment");
    expect(described.answer.ApplicationDetail).toMatchObject({
      ApplicationName: "orders-enrichment",
      ApplicationMaintenanceConfigurationDescription: { ApplicationMaintenanceWindowStartTime: "20:30" },
    });
  });

  test("lists past maintenance", async () => {
    const { answer, errors, code } = await aws(
      "list-application-operations",
      "--application-name",
      "orders-enrichment",
    );
    // Debian's CLI is older than this operation.
    if (code !== 0) expect(errors).toContain("Invalid choice");
    else expect(answer.ApplicationOperationInfoList).toHaveLength(3);
  });

  test("shows the emulator's errors as AWS errors", async () => {
    const { errors } = await aws("describe-application", "--application-name", "none");
    expect(errors).toContain("(ResourceNotFoundException)");
  });
});

test("the documented Datadog requests work from the shell", async () => {
  const url = `${emulators.datadog.url}/api/v2/maintenance_windows`;
  const headers = ["DD-API-KEY: emulator", "DD-APPLICATION-KEY: emulator", "Content-Type: application/json"];
  const curl = async (...given: string[]) => {
    const child = startChild("curl", ["-s", ...headers.flatMap((header) => ["-H", header]), ...given]);
    expect(await child.exit).toBe(0);
    return JSON.parse(child.output() || "null");
  };
  const attributes = {
    name: "Weekly maintenance",
    query: "project:SEC",
    start_at: "2026-12-01T00:00:00Z",
    end_at: "2026-12-02T00:00:00Z",
  };
  const body = JSON.stringify({ data: { attributes, type: "maintenance_window" } });
  const created = await curl("-X", "POST", url, "-d", body);
  expect(created.data).toMatchObject({ type: "maintenance_window", attributes });
  const renamed = JSON.stringify({ data: { attributes: { name: "Weekly" }, type: "maintenance_window" } });
  const updated = await curl("-X", "PUT", `${url}/${created.data.id}`, "-d", renamed);
  expect(updated.data.attributes).toMatchObject({ ...attributes, name: "Weekly" });
  expect((await curl(url)).data).toHaveLength(6);
  expect(await curl("-X", "DELETE", `${url}/${created.data.id}`)).toBeNull();
  expect((await curl(url)).data).toHaveLength(5);
});
