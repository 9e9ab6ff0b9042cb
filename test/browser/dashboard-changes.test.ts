import { describe, expect, test } from "vitest";
import { arnOf, datadogId, mutate } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import { alert, dialog, gateway, loseAnswerOf, open, page, press, row } from "./dashboard-page.js";

describe("moving a Flink window", () => {
  const startMoving = async () => {
    await open();
    await page.getByRole("button", { name: "Move orders-enrichment" }).click();
    await dialog().getByLabel("Opens at (UTC)").fill("22:30");
  };

  test("a preview sends nothing to AWS and changes nothing on the page", async () => {
    await startMoving();
    await press("Preview");
    await dialog().getByText("A preview: nothing is changed yet.").waitFor();
    expect(await dialog().getByRole("status").textContent()).toContain("from 22:30 to 06:30 UTC");
    expect(await row("orders-enrichment").textContent()).toContain("06:00 to 14:00 UTC");
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toEqual([]);
    expect(await dialog().getByRole("listitem").textContent()).toMatch(/^The new window counts from/);
    // What is not what was previewed is not shown as such.
    await dialog().getByLabel("Opens at (UTC)").fill("05:00");
    expect(await dialog().getByText("A preview").count()).toBe(0);
  });

  test("it is sent once, and the whole page shows it", async () => {
    await startMoving();
    await press("Move");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toHaveLength(1);
    await press("Close");
    await row("orders-enrichment").getByText("22:30 to 06:30 UTC").waitFor();
  });

  test("a conflict shows the window as it is now, and goes on from there", async () => {
    await startMoving();
    await mutate(gateway, "updateFlinkMaintenanceWindow", {
      id: arnOf("orders-enrichment"),
      startTime: "03:00",
    });
    await press("Move");
    await alert().getByText("Somebody has changed the window since you opened it.").waitFor();
    expect(await alert().textContent()).toContain("from 03:00 to 11:00 UTC");
    expect(await seriousFindings(page)).toEqual([]);
    await press("Go on from there");
    expect(await alert().count()).toBe(0);
    expect(
      await dialog()
        .getByLabel("Opens at (UTC)")
        .evaluate((element) => element.matches(":focus")),
    ).toBe(true);
    expect(await dialog().getByLabel("Opens at (UTC)").inputValue()).toBe("22:30");
    await press("Move");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toHaveLength(2);
  });

  test("an application that cannot be changed now says why", async () => {
    await open();
    await page.getByRole("button", { name: "Move clickstream-sessions" }).click();
    await dialog().getByLabel("Opens at (UTC)").fill("22:30");
    await press("Preview");
    await alert().getByText("Its state does not allow this now.").waitFor();
  });
});

describe("a Datadog window", () => {
  const startCreating = async () => {
    await open();
    await page.getByRole("button", { name: "New Datadog window" }).click();
  };

  test("is refused field by field, and made when all is mended", async () => {
    await startCreating();
    await dialog().getByLabel("Cases").fill("*");
    await press("Create");
    await dialog().getByText("This is about every case").waitFor();
    const name = dialog().getByLabel("Name");
    await alert().getByText("2 things have to be mended.").waitFor();
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    expect(await name.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await name.fill("Release 42");
    await dialog().getByLabel("It is about every case").check();
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await row("Release 42").waitFor();
    const [sent] = await gateway.datadog.sent("CreateMaintenanceWindow");
    expect(sent).toMatchObject({ data: { attributes: { name: "Release 42", query: "*" } } });
  });

  test("is made once, though the form is sent twice because no answer came", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 43");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await loseAnswerOf("createDatadogMaintenanceWindow");
    await press("Create");
    await alert().getByText("It is not known whether this was done.").waitFor();
    expect(await alert().textContent()).toContain("Sending this form again cannot make a second window.");
    // Nor if somebody leaves it, and comes back.
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New Datadog window" }).click();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("Release 43");
    // That it is in doubt is still said, whatever was done meanwhile.
    await alert().getByText("It is not known whether this was done.").waitFor();
    await press("Preview");
    await dialog().getByText("A preview").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New Datadog window" }).click();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("Release 43");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(1);
    // The next form is another window's.
    await press("Close");
    await page.getByRole("button", { name: "New Datadog window" }).click();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("");
  });

  test("opens and closes at the times of the chosen zone", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 47");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await dialog().getByLabel("Opens").fill("2030-01-07T09:00");
    await dialog().getByLabel("Closes").fill("2030-01-07T10:30");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    const [sent] = await gateway.datadog.sent("CreateMaintenanceWindow");
    // Berlin is an hour before UTC.
    expect(sent).toMatchObject({
      data: { attributes: { start_at: "2030-01-07T08:00:00Z", end_at: "2030-01-07T09:30:00Z" } },
    });
  });

  test.each([
    ["2030-03-31T02:30", "does not occur"],
    ["2030-10-27T02:30", "occurs twice"],
  ])("is not sent with a start at %s, which in Berlin %s", async (startsAt, problem) => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 48");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await dialog().getByLabel("Closes").fill("2030-12-01T02:30");
    const opens = dialog().getByLabel("Opens");
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

  test("is not left before it is known what came of it", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 44");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await gateway.datadog.fault("CreateMaintenanceWindow", { latencyMs: 1_500 }, 1);
    await press("Create");
    await dialog().getByText("Sending …").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(
      await dialog()
        .getByRole("button", { name: "Sending …" })
        .evaluate((element) => element.matches(":focus")),
    ).toBe(true);
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(1);
  });

  test("that may have been made with other values is made anew only if that is meant", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 45");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await loseAnswerOf("createDatadogMaintenanceWindow");
    await press("Create");
    await alert().getByText("It is not known whether this was done.").waitFor();
    await dialog().getByLabel("Name").fill("Release 46");
    await press("Create");
    await alert().getByText("This form was sent before with other values").waitFor();
    await press("It is another window");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(2);
  });

  test("whose change is refused before it is made is not said to be in doubt", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    const refusal = {
      errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
    };
    await page.route("**/graphql", (route) => route.fulfill({ status: 401, json: refusal }));
    await press("Extend");
    await alert().getByText("Not made.").waitFor();
  });

  test.each([
    [
      "the gateway's own mistake",
      { errors: [{ message: "Internal error.", extensions: { code: "INTERNAL_SERVER_ERROR" } }] },
    ],
    [
      "an answer that was worked at",
      { data: null, errors: [{ message: "No answer.", extensions: { code: "DEADLINE_EXCEEDED" } }] },
    ],
  ])("whose change ends in %s may have been changed", async (_name, json) => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await page.route("**/graphql", (route) => route.fulfill({ json }));
    await press("Extend");
    await alert().getByText("It is not known whether this was done.").waitFor();
  });

  test("that somebody has changed meanwhile is not ended before that is seen", async () => {
    await open();
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await mutate(gateway, "extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT1H" });
    await press("End now");
    await alert().getByText("Somebody has changed the window since you opened it.").waitFor();
    await press("Go on from there");
    await press("End now");
    await dialog().getByText("Done.").waitFor();
  });

  test("that is throttled says when to come again", async () => {
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

  test("is not extended twice, though its first extension was not seen to be made", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await loseAnswerOf("extendDatadogMaintenanceWindow");
    await press("Extend");
    await alert().getByText("It is not known whether this was done.").waitFor();
    await press("Extend");
    await alert().getByText("Somebody has changed the window since you opened it.").waitFor();
    expect(await gateway.datadog.sent("UpdateMaintenanceWindow")).toHaveLength(1);
  });

  test("is extended and ended, and the list shows it", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await dialog().getByLabel("By how much").selectOption("7 days");
    await press("Extend");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await press("End now");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await row("Orders database upgrade").waitFor({ state: "detached" });
    // What had the focus is gone: it is not lost for that.
    expect(await page.locator(":focus").count()).toBe(1);
    expect(await gateway.datadog.sent("UpdateMaintenanceWindow")).toHaveLength(2);
  });

  test("of whose change nobody knows whether it was made, that is said, and looked at again", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await gateway.datadog.fault("UpdateMaintenanceWindow", { status: 500 });
    await press("Extend");
    await alert().getByText("It is not known whether this was done.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const lists = (await gateway.datadog.counts()).ListMaintenanceWindows ?? 0;
    await press("Look again");
    await expect
      .poll(async () => (await gateway.datadog.counts()).ListMaintenanceWindows)
      .toBeGreaterThan(lists);
  });

  test("whose change fails in a way that the page does not know is told what the gateway says", async () => {
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
    await alert().getByText("Not made. No more windows this month.").waitFor();
  });

  test("that somebody has deleted is told to be gone", async () => {
    await open();
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: datadogId(2) });
    await press("End now");
    await alert().getByText("Not made.").waitFor();
  });
});
