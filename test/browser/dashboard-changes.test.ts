import { describe, expect, test } from "vitest";
import { arnOf, datadogId, mutate } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import { alert, asked, dialog, gateway, loseAnswerOf, open, page, press, row } from "./dashboard-page.js";

describe("the form that moves a Flink window", () => {
  const startMoving = async () => {
    await open();
    await page.getByRole("button", { name: "Move orders-enrichment" }).click();
    await dialog().getByLabel("Starts at (UTC)").fill("22:30");
  };

  test("previews without calling AWS or changing the page", async () => {
    await startMoving();
    await press("Preview");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    expect(await dialog().getByRole("status").textContent()).toContain("from 22:30 to 06:30 UTC");
    expect(await row("orders-enrichment").textContent()).toContain("06:00 to 14:00 UTC");
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toEqual([]);
    expect(await dialog().getByRole("listitem").textContent()).toMatch(/^The new window applies from/);
    // An edit removes the outdated preview.
    await dialog().getByLabel("Starts at (UTC)").fill("05:00");
    expect(await dialog().getByText("Preview: nothing has changed yet.").count()).toBe(0);
  });

  test("sends the change once, and updates the whole page", async () => {
    await startMoving();
    await press("Move");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toHaveLength(1);
    await press("Close");
    await row("orders-enrichment").getByText("22:30 to 06:30 UTC").waitFor();
  });

  test("shows the current window after a conflict, and continues from it", async () => {
    await startMoving();
    await mutate(gateway, "updateFlinkMaintenanceWindow", {
      id: arnOf("orders-enrichment"),
      startTime: "03:00",
    });
    await press("Move");
    await alert().getByText("Someone changed this window after you opened it.").waitFor();
    expect(await alert().textContent()).toContain("from 03:00 to 11:00 UTC");
    expect(await seriousFindings(page)).toEqual([]);
    await press("Continue with the current version");
    expect(await alert().count()).toBe(0);
    expect(
      await dialog()
        .getByLabel("Starts at (UTC)")
        .evaluate((element) => element.matches(":focus")),
    ).toBe(true);
    expect(await dialog().getByLabel("Starts at (UTC)").inputValue()).toBe("22:30");
    await press("Move");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toHaveLength(2);
  });

  test("explains that the application's state does not allow the change", async () => {
    await open();
    await page.getByRole("button", { name: "Move clickstream-sessions" }).click();
    await dialog().getByLabel("Starts at (UTC)").fill("22:30");
    await press("Preview");
    await alert().getByText("The application's current state does not allow this change.").waitFor();
  });
});

describe("the forms for Datadog windows", () => {
  const startCreating = async () => {
    await open();
    await page.getByRole("button", { name: "New Datadog window" }).click();
  };

  test("show violations next to their fields, and create the window once they are fixed", async () => {
    await startCreating();
    await dialog().getByLabel("Case query").fill("*");
    await press("Create");
    await dialog().getByText("This query matches every case").waitFor();
    const name = dialog().getByLabel("Name");
    await alert().getByText("Fix 2 fields.").waitFor();
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    expect(await name.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await name.fill("Release 42");
    await dialog().getByLabel("Mute notifications for every case").check();
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await row("Release 42").waitFor();
    const [sent] = await gateway.datadog.sent("CreateMaintenanceWindow");
    expect(sent).toMatchObject({ data: { attributes: { name: "Release 42", query: "*" } } });
  });

  test("create one window even if the form is sent twice after a lost response", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 43");
    await dialog().getByLabel("Case query").fill("service:checkout");
    await loseAnswerOf("createDatadogMaintenanceWindow");
    await press("Create");
    await alert().getByText("The change may have been applied.").waitFor();
    expect(await alert().textContent()).toContain("Sending this form again does not create a second window.");
    // The same is true after closing and reopening the form.
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New Datadog window" }).click();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("Release 43");
    // The form still warns that the result is unknown.
    await alert().getByText("The change may have been applied.").waitFor();
    await press("Preview");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New Datadog window" }).click();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("Release 43");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(1);
    // The next form starts empty.
    await press("Close");
    await page.getByRole("button", { name: "New Datadog window" }).click();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("");
  });

  test("convert times from the chosen time zone", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 47");
    await dialog().getByLabel("Case query").fill("service:checkout");
    await dialog().getByLabel("Starts").fill("2030-01-07T09:00");
    await dialog().getByLabel("Ends").fill("2030-01-07T10:30");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    const [sent] = await gateway.datadog.sent("CreateMaintenanceWindow");
    // Berlin is an hour ahead of UTC.
    expect(sent).toMatchObject({
      data: { attributes: { start_at: "2030-01-07T08:00:00Z", end_at: "2030-01-07T09:30:00Z" } },
    });
  });

  test.each([
    ["2030-03-31T02:30", "does not exist"],
    ["2030-10-27T02:30", "occurs twice"],
  ])("do not send the start %s, which %s in Berlin", async (startsAt, problem) => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 48");
    await dialog().getByLabel("Case query").fill("service:checkout");
    await dialog().getByLabel("Ends").fill("2030-12-01T02:30");
    const opens = dialog().getByLabel("Starts");
    await opens.fill(startsAt);
    await press("Create");
    const shown = await opens.evaluate((input) => Reflect.get(input, "validationMessage"));
    expect(shown).toContain(problem);
    expect(await opens.evaluate((input) => input.matches(":focus"))).toBe(true);
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(0);
    await opens.fill("2030-03-31T03:30");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
  });

  test("stay open until the result arrives", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 44");
    await dialog().getByLabel("Case query").fill("service:checkout");
    await gateway.datadog.fault("CreateMaintenanceWindow", { latencyMs: 1_500 }, 1);
    await press("Create");
    await dialog().getByText("Sending…").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(
      await dialog()
        .getByRole("button", { name: "Sending…" })
        .evaluate((element) => element.matches(":focus")),
    ).toBe(true);
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(1);
  });

  test("ask before creating another window if the first may exist with other values", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 45");
    await dialog().getByLabel("Case query").fill("service:checkout");
    await loseAnswerOf("createDatadogMaintenanceWindow");
    await press("Create");
    await alert().getByText("The change may have been applied.").waitFor();
    await dialog().getByLabel("Name").fill("Release 46");
    await press("Create");
    await alert().getByText("This form was already sent with other values").waitFor();
    await press("Treat as a new window");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(2);
  });

  test("report that a change was not made if the gateway rejected it", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    const refusal = {
      errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
    };
    await page.route("**/graphql", (route) => route.fulfill({ status: 401, json: refusal }));
    await press("Extend");
    await alert().getByText("No change was made.").waitFor();
  });

  test.each([
    [
      "an internal error",
      { errors: [{ message: "Internal error.", extensions: { code: "INTERNAL_SERVER_ERROR" } }] },
    ],
    [
      "a response with data: null",
      { data: null, errors: [{ message: "No answer.", extensions: { code: "DEADLINE_EXCEEDED" } }] },
    ],
  ])("warn after %s that the change may have been applied", async (_name, json) => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await page.route("**/graphql", (route) => route.fulfill({ json }));
    await press("Extend");
    await alert().getByText("The change may have been applied.").waitFor();
  });

  test("do not end a window that changed in the meantime until the user confirms", async () => {
    await open();
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await mutate(gateway, "extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT1H" });
    await press("End now");
    await alert().getByText("Someone changed this window after you opened it.").waitFor();
    await press("Continue with the current version");
    await press("End now");
    await dialog().getByText("Done.").waitFor();
  });

  test("say when to try again after throttling", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await gateway.datadog.fault("UpdateMaintenanceWindow", {
      status: 429,
      headers: { "x-ratelimit-reset": "27" },
    });
    await press("Extend");
    await alert()
      .getByText(/Try again in \d+ seconds\./)
      .waitFor();
  });

  test("do not extend a window twice after a lost response", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await loseAnswerOf("extendDatadogMaintenanceWindow");
    await press("Extend");
    await alert().getByText("The change may have been applied.").waitFor();
    await press("Extend");
    await alert().getByText("Someone changed this window after you opened it.").waitFor();
    expect(await gateway.datadog.sent("UpdateMaintenanceWindow")).toHaveLength(1);
  });

  test("extend and end a window, and update the list", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await dialog().getByLabel("Extend by").selectOption("7 days");
    await press("Extend");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await press("End now");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await row("Orders database upgrade").waitFor({ state: "detached" });
    // The focused button is gone, but the focus is not lost.
    expect(await page.locator(":focus").count()).toBe(1);
    expect(await gateway.datadog.sent("UpdateMaintenanceWindow")).toHaveLength(2);
  });

  test("refresh the list on request if the result is unknown", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await gateway.datadog.fault("UpdateMaintenanceWindow", { status: 500 });
    await press("Extend");
    await alert().getByText("The change may have been applied.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const operations = asked();
    await press("Refresh list");
    await expect.poll(() => operations).toContain("Windows");
  });

  test("show the gateway's message for an unknown error type", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await page.route("**/graphql", async (route) => {
      if (!route.request().postData()?.includes("extendDatadogMaintenanceWindow")) return route.continue();
      const result = {
        __typename: "QuotaError",
        code: "RESOURCE_EXHAUSTED",
        message: "No more windows this month.",
        retryable: false,
        requestId: null,
      };
      return route.fulfill({ json: { data: { result } } });
    });
    await press("Extend");
    await alert().getByText("No change was made. No more windows this month.").waitFor();
  });

  test("report that a deleted window was not changed", async () => {
    await open();
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: datadogId(2) });
    await press("End now");
    await alert().getByText("No change was made.").waitFor();
  });
});
