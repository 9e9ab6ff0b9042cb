import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { arnOf, datadogId, mutate } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import {
  alert,
  asked,
  dashboard,
  dialog,
  gateway,
  graphqlUrl,
  loseAnswerOf,
  open,
  operationNameOf,
  page,
  press,
  row,
  startChange,
  startChangeOf,
  toast,
} from "./dashboard-page.js";

/** A zone without daylight saving, 5.5 hours ahead of UTC. */
const zone = "Asia/Kolkata";
const inZone = { zone };
/** Shows the Flink applications that share these daily hours. */
const inGroup = { hours: "06:00" };

const isFocused = (locator: Locator) => locator.evaluate((element) => element.matches(":focus"));
const moves = () => gateway.flink.sent("UpdateApplicationMaintenanceConfiguration");
const created = () => gateway.datadog.sent("CreateMaintenanceWindow");
const updated = () => gateway.datadog.sent("UpdateMaintenanceWindow");
const doubt = "The change may have been made.";

/** Waits until the form has closed, and the page says what happened. */
async function isDone(text: string | RegExp): Promise<void> {
  await toast().getByText(text).first().waitFor();
  await dialog().waitFor({ state: "detached" });
}

const undo = () => toast().getByRole("button", { name: "Undo" });

describe("the form that moves a Flink window", () => {
  const startMoving = async () => {
    await open({ ...inZone, ...inGroup });
    await startChange("Move…", "orders-enrichment");
    await dialog().getByLabel(`Starts at (${zone})`).fill("04:00");
  };

  test("previews without calling AWS or changing the page", async () => {
    await startMoving();
    await dialog().getByText("22:30 UTC").waitFor();
    // Enter previews. It does not send.
    await page.keyboard.press("Enter");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    const preview = dialog().getByRole("status");
    expect(await preview.getByRole("deletion").first().textContent()).toBe("11:30 – 19:30");
    expect(await preview.getByRole("insertion").first().textContent()).toBe("04:00 – 12:00");
    await preview.getByText(/^The new window applies from/).waitFor();
    expect(await isFocused(preview)).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await moves()).toEqual([]);
    // An edit removes the outdated preview.
    await dialog().getByLabel("Starts at").fill("05:00");
    expect(await dialog().getByText("Preview: nothing has changed yet.").count()).toBe(0);
  });

  test("sends the change once, says so, and can be undone by keyboard", async () => {
    await startMoving();
    await press("Move");
    await isDone(`Moved orders-enrichment to 04:00 – 12:00 (${zone}, was 11:30 – 19:30)`);
    expect(await moves()).toHaveLength(1);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("F6");
    await expect
      .poll(async () => {
        await page.keyboard.press("Tab");
        return isFocused(undo());
      })
      .toBe(true);
    await page.keyboard.press("Enter");
    await isDone(`Restored orders-enrichment to 11:30 – 19:30 (${zone})`);
    expect(await moves()).toHaveLength(2);
    expect(await undo().count()).toBe(0);
    // The button is gone, but the focus is not lost.
    expect(await page.locator(":focus").count()).toBe(1);
  });

  test("says why it cannot be undone", async () => {
    await startMoving();
    await press("Move");
    await isDone(/^Moved/);
    await mutate(gateway, "updateFlinkMaintenanceWindow", {
      id: arnOf("orders-enrichment"),
      startTime: "03:00",
    });
    await undo().click();
    await toast().getByText("Could not undo the change of orders-enrichment").waitFor();
    expect(await toast().textContent()).toContain("`ifRevision`");
    expect(await moves()).toHaveLength(2);
  });

  test("shows the current window after a conflict, and continues from it", async () => {
    await startMoving();
    await mutate(gateway, "updateFlinkMaintenanceWindow", {
      id: arnOf("orders-enrichment"),
      startTime: "03:00",
    });
    await press("Move");
    await alert().getByText(`Now: 08:30 – 16:30 (${zone}).`).waitFor();
    expect(await alert().textContent()).toContain("`ifRevision`");
    expect(await seriousFindings(page)).toEqual([]);
    await press("Continue with the current version");
    expect(await alert().count()).toBe(0);
    expect(await isFocused(dialog().getByLabel("Starts at"))).toBe(true);
    expect(await dialog().getByLabel("Starts at").inputValue()).toBe("04:00");
    await press("Move");
    await isDone(/^Moved/);
    expect(await moves()).toHaveLength(2);
  });

  test("shows the gateway's message if the application's state does not allow the change", async () => {
    await open(inGroup);
    await startChange("Move…", "clickstream-sessions");
    await dialog().getByLabel("Starts at").fill("22:30");
    await press("Preview");
    await alert().getByText("Application clickstream-sessions is UPDATING.").waitFor();
  });

  test("does not offer to undo what changed nothing", async () => {
    await open({ ...inZone, ...inGroup });
    await startChange("Move…", "orders-enrichment");
    await press("Move");
    await isDone("orders-enrichment was already so. Nothing was sent.");
    expect(await undo().count()).toBe(0);
    expect(await moves()).toEqual([]);
  });
});

describe("the forms for Datadog windows", () => {
  const startCreating = () => page.getByRole("button", { name: "New maintenance window" }).click();
  const fill = async (name: string, query = "service:checkout") => {
    await dialog().getByLabel("Name").fill(name);
    await dialog().getByLabel("Case query").fill(query);
  };

  test("show violations next to their fields, and create the window once they are fixed", async () => {
    await open();
    await startCreating();
    await dialog().getByLabel("Case query").fill("*");
    await press("Create");
    await alert().getByText("Correct 2 fields.").waitFor();
    await dialog().getByText("`name` must not be blank.").waitFor();
    await dialog()
      .getByText(/^This query matches every case/)
      .waitFor();
    const name = dialog().getByLabel("Name");
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    expect(await isFocused(name)).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await name.fill("Release 42");
    await dialog().getByLabel("Mute notifications for every case").check();
    await press("Create");
    await isDone(/^Created Release 42 for /);
    await row("Release 42").waitFor();
    const [sent] = await created();
    expect(sent).toMatchObject({ data: { attributes: { name: "Release 42", query: "*" } } });
    await undo().click();
    await isDone("Deleted Release 42");
    await row("Release 42").waitFor({ state: "detached" });
  });

  test("create one window even if the form is sent twice after a lost response", async () => {
    await open();
    await startCreating();
    await fill("Release 43");
    await loseAnswerOf('"createDatadog"');
    await press("Create");
    await alert().getByText(doubt).waitFor();
    expect(await alert().textContent()).toContain("it is not made twice");
    // The same is true after closing and reopening the form.
    await page.keyboard.press("Escape");
    await startCreating();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("Release 43");
    // The form still warns that the result is unknown.
    await alert().getByText(doubt).waitFor();
    await press("Preview");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    await page.keyboard.press("Escape");
    await startCreating();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("Release 43");
    await press("Create");
    await isDone(/^Created Release 43/);
    expect(await created()).toHaveLength(1);
    // The next form starts empty.
    await startCreating();
    expect(await dialog().getByLabel("Name").inputValue()).toBe("");
  });

  test("convert times from the page's time zone", async () => {
    await open(inZone);
    expect(await page.getByLabel("Time zone").inputValue()).toBe(zone);
    await startCreating();
    await fill("Release 47");
    await dialog().getByLabel("Starts").fill("2030-01-07T09:00");
    await dialog().getByLabel("Ends").fill("2030-01-07T10:30");
    await press("Create");
    await isDone(`Created Release 47 for 7 Jan 2030, 09:00 – 10:30 (${zone})`);
    const [sent] = await created();
    expect(sent).toMatchObject({
      data: { attributes: { start_at: "2030-01-07T03:30:00Z", end_at: "2030-01-07T05:00:00Z" } },
    });
  });

  test.each([
    ["2030-03-31T02:30", "does not exist"],
    ["2030-10-27T02:30", "occurs twice"],
  ])("do not send the start %s, which %s in Berlin", async (startsAt, problem) => {
    await open();
    await startCreating();
    await fill("Release 48");
    await dialog().getByLabel("Ends").fill("2030-12-01T02:30");
    const opens = dialog().getByLabel("Starts");
    await opens.fill(startsAt);
    await press("Create");
    const shown = await opens.evaluate((input) => Reflect.get(input, "validationMessage"));
    expect(shown).toContain(problem);
    expect(await isFocused(opens)).toBe(true);
    expect(await created()).toHaveLength(0);
    await opens.fill("2030-03-31T03:30");
    await press("Create");
    await isDone(/^Created/);
  });

  test("stay open until the result arrives", async () => {
    await open();
    await startCreating();
    await fill("Release 44");
    await gateway.datadog.fault("CreateMaintenanceWindow", { latencyMs: 1_500 }, 1);
    await press("Create");
    await dialog().getByText("Sending…").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(await isFocused(dialog().getByRole("button", { name: "Sending…" }))).toBe(true);
    await isDone(/^Created/);
    expect(await created()).toHaveLength(1);
  });

  test("ask before creating another window if the first may exist with other values", async () => {
    await open();
    await startCreating();
    await fill("Release 45");
    await loseAnswerOf('"createDatadog"');
    await press("Create");
    await alert().getByText(doubt).waitFor();
    await dialog().getByLabel("Name").fill("Release 46");
    await press("Create");
    await press("Treat as a new window");
    await press("Create");
    await isDone(/^Created Release 46/);
    expect(await created()).toHaveLength(2);
  });

  test("report that a change was not made if the gateway rejected it", async () => {
    await open();
    await startChange("Extend…", "Orders database upgrade");
    const refusal = {
      errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
    };
    await page.route(graphqlUrl, (route) => route.fulfill({ status: 401, json: refusal }));
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
  ])("warn after %s that the change may have been made", async (_name, json) => {
    await open();
    await startChange("Extend…", "Orders database upgrade");
    await page.route(graphqlUrl, (route) => route.fulfill({ json }));
    await press("Extend");
    await alert().getByText(doubt).waitFor();
  });

  test("preview an end at once, and do not end a window that changed until the user confirms", async () => {
    await open();
    await startChange("End now…", "Orders database upgrade");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    expect(await dialog().getByRole("insertion").allTextContents()).toContain("Ended");
    await mutate(gateway, "extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT1H" });
    await press("End now");
    await alert().getByText("`ifRevision`").waitFor();
    await press("Continue with the current version");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    await press("End now");
    await isDone(/^Ended Orders database upgrade at \d\d:\d\d \(.+, was .*\d\d:\d\d\)$/);
    await undo().click();
    await isDone(/^Restored Orders database upgrade to /);
  });

  test("show the gateway's message after throttling", async () => {
    await open();
    await startChange("Extend…", "Orders database upgrade");
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
    await startChange("Extend…", "Orders database upgrade");
    await loseAnswerOf('"extendDatadog"');
    await press("Extend");
    await alert().getByText(doubt).waitFor();
    // The window has the wanted end, so that the extension was made.
    await press("Extend");
    await isDone(/^Extended Orders database upgrade to /);
    expect(await updated()).toHaveLength(1);
    await undo().click();
    await isDone(/^Restored Orders database upgrade to /);
  });

  test("show that a change in doubt was made, also by its preview", async () => {
    await open();
    await startChange("Extend…", "Orders database upgrade");
    await loseAnswerOf('"extendDatadog"');
    await press("Extend");
    await alert().getByText(doubt).waitFor();
    await press("Preview");
    await isDone(/^Extended Orders database upgrade to /);
    expect(await updated()).toHaveLength(1);
  });

  test("delete a window after a lost response, and create it again", async () => {
    // The gateway remembers the keys of restored windows, so that each test restores others.
    await gateway.datadog.seed({ windows: 1 });
    await open();
    await startChange("Delete…", "Load 00001");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    await loseAnswerOf('"deleteDatadog"');
    await press("Delete");
    await alert().getByText(doubt).waitFor();
    await press("Delete");
    await isDone("Deleted Load 00001");
    await undo().click();
    await toast().getByText("It is a new window with a new id.").waitFor();
    await row("Load 00001").waitFor();
  });

  test("edit only the fields that the user changes", async () => {
    await open();
    await startChange("Edit…", "Orders database upgrade");
    const name = dialog().getByLabel("Name");
    expect(await name.inputValue()).toBe("Orders database upgrade");
    await press("Save");
    await alert().waitFor();
    expect(await updated()).toHaveLength(0);
    await name.fill("Orders database downgrade");
    await press("Preview");
    expect(await dialog().getByRole("deletion").allTextContents()).toEqual(["Orders database upgrade"]);
    await press("Save");
    await isDone("Changed Orders database downgrade");
    const [sent] = await updated();
    expect(sent).toMatchObject({ data: { attributes: { name: "Orders database downgrade" } } });
  });

  test("keep what somebody else changed after a conflict, in fields that the user does not change", async () => {
    await open({ zone: "UTC" });
    await startChange("Edit…", "Orders database upgrade");
    await dialog().getByLabel("Name").fill("Orders database downgrade");
    await mutate(gateway, "updateDatadogMaintenanceWindow", {
      id: datadogId(2),
      query: "service:other",
      startsAt: "2030-01-07T09:00:00Z",
      endsAt: "2030-01-07T10:00:00Z",
    });
    await press("Save");
    await press("Continue with the current version");
    expect(await dialog().getByLabel("Name").inputValue()).toBe("Orders database downgrade");
    expect(await dialog().getByLabel("Case query").inputValue()).toBe("service:other");
    expect(await dialog().getByLabel("Starts").inputValue()).toBe("2030-01-07T09:00");
    expect(await dialog().getByLabel("Ends").inputValue()).toBe("2030-01-07T10:00");
    await press("Save");
    await isDone(/^Changed Orders database downgrade/);
    const [, sent] = await updated();
    expect(Reflect.get(Object(Reflect.get(Object(sent), "data")), "attributes")).toEqual({
      name: "Orders database downgrade",
    });
  });

  test("keep the zone in which they were opened, and show it", async () => {
    await open({ zone: "UTC" });
    await startChange("Edit…", "Orders database upgrade");
    const starts = await dialog().getByLabel("Starts").inputValue();
    await dialog().getByLabel("Name").fill("Orders database downgrade");
    // As after the browser's Back button.
    await page.evaluate(
      `history.pushState(null, "", "?zone=${zone}"); dispatchEvent(new PopStateEvent("popstate"));`,
    );
    await dialog().getByText(`Times in this form are in UTC. The page now shows ${zone}.`).waitFor();
    expect(await dialog().getByLabel("Starts").inputValue()).toBe(starts);
    expect(await dialog().getByText("UTC", { exact: true }).count()).toBe(2);
    expect(await seriousFindings(page)).toEqual([]);
    await press("Save");
    await isDone(/^Changed Orders database downgrade/);
    const [sent] = await updated();
    expect(Reflect.get(Object(Reflect.get(Object(sent), "data")), "attributes")).toEqual({
      name: "Orders database downgrade",
    });
  });

  test("keep the zone of a form whose result is unknown", async () => {
    await open(inZone);
    await startCreating();
    await fill("Release 50");
    await dialog().getByLabel("Starts").fill("2030-01-07T09:00");
    await dialog().getByLabel("Ends").fill("2030-01-07T10:30");
    await loseAnswerOf('"createDatadog"');
    await press("Create");
    await alert().getByText(doubt).waitFor();
    await page.keyboard.press("Escape");
    await page.getByLabel("Time zone").selectOption("UTC");
    await startCreating();
    await dialog().getByText(`Times in this form are in ${zone}.`).waitFor();
    await press("Create");
    await isDone(/^Created Release 50/);
    expect(await created()).toHaveLength(1);
  });

  test("keep what was entered when they are closed, in its zone, until the user starts again", async () => {
    await open({ zone: "UTC" });
    await startChange("Edit…", "Orders database upgrade");
    const name = dialog().getByLabel("Name");
    await name.fill("Orders database downgrade");
    await dialog().getByLabel("Ends").fill("2030-01-07T09:00");
    await page.keyboard.press("Escape");
    await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
    await mutate(gateway, "updateDatadogMaintenanceWindow", { id: datadogId(2), query: "service:other" });
    await row("Orders database upgrade").getByText("service:other").waitFor();
    // Another form is not affected.
    await startChange("Edit…", "Checkout release");
    expect(await name.inputValue()).toBe("Checkout release");
    await press("Cancel");
    await startChange("Edit…", "Orders database upgrade");
    await dialog().getByText("Your earlier entries are back.").waitFor();
    await dialog().getByText("Times in this form are in UTC.").waitFor();
    expect(await name.inputValue()).toBe("Orders database downgrade");
    expect(await dialog().getByLabel("Ends").inputValue()).toBe("2030-01-07T09:00");
    expect(await dialog().getByLabel("Case query").inputValue()).toBe("service:other");
    expect(await seriousFindings(page)).toEqual([]);
    await press("Start again");
    expect(await isFocused(name)).toBe(true);
    expect(await name.inputValue()).toBe("Orders database upgrade");
    expect(
      await dialog()
        .getByText(/^Times in this form|^Your earlier/)
        .count(),
    ).toBe(0);
    await press("Cancel");
    await startChange("Edit…", "Orders database upgrade");
    await name.waitFor();
    expect(await dialog().getByText("Your earlier entries are back.").count()).toBe(0);
  });

  test("clone a window to the same hours of next week", async () => {
    await open();
    await startChange("Clone…", "Checkout release");
    expect(await dialog().getByLabel("Case query").inputValue()).toBe("service:checkout AND env:production");
    await dialog().getByLabel("Name").fill("Second checkout release");
    await press("Clone");
    await isDone(/^Cloned Second checkout release to /);
    expect(await created()).toHaveLength(1);
  });

  test("delete a window, and create it again with a new id", async () => {
    await open();
    await startChange("Delete…", "Orders database upgrade");
    await dialog().getByText("Preview: nothing has changed yet.").waitFor();
    expect(await isFocused(dialog().getByRole("heading"))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await press("Delete");
    await isDone("Deleted Orders database upgrade");
    await row("Orders database upgrade").waitFor({ state: "detached" });
    expect(await page.locator(":focus").count()).toBe(1);
    await undo().click();
    await toast().getByText("It is a new window with a new id.").waitFor();
    await row("Orders database upgrade").waitFor();
    expect(await created()).toHaveLength(1);
  });

  test("refresh the list on request if the result is unknown", async () => {
    await open();
    await startChange("Extend…", "Orders database upgrade");
    await gateway.datadog.fault("UpdateMaintenanceWindow", { status: 500 });
    await press("Extend");
    await alert().getByText(doubt).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const operations = asked();
    await press("Refresh list");
    await expect.poll(() => operations).toContain("Windows");
  });

  test("show the gateway's message for an unknown error type", async () => {
    await open();
    await startChange("Extend…", "Orders database upgrade");
    await page.route(graphqlUrl, async (route) => {
      if (!route.request().postData()?.includes('"extendDatadog"')) return route.continue();
      const result = {
        __typename: "QuotaError",
        code: "RESOURCE_EXHAUSTED",
        message: "No more windows this month.",
        retryable: false,
        requestId: null,
      };
      return route.fulfill({ json: { data: { results: [result] } } });
    });
    await press("Extend");
    await alert().getByText("No more windows this month.").waitFor();
  });

  test("report that a deleted window was not changed", async () => {
    await open();
    await startChange("Extend…", "Orders database upgrade");
    await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: datadogId(2) });
    await press("Extend");
    await alert().getByText("No change was made.").waitFor();
  });
});

describe("changes of many windows", () => {
  const flink = ["orders-enrichment", "payments-fraud", "clickstream-sessions"];
  const datadog = ["Checkout release", "Weekend failover test"];
  const summary = (text: string) => dialog().getByText(text, { exact: true }).waitFor();
  const noteOnMessages = () => dialog().getByText(", in messages of the gateway in UTC.");

  test("are previewed first, made where possible, and undone together", async () => {
    await open({ ...inZone, ...inGroup });
    await startChangeOf(flink, "Move…");
    await dialog().getByLabel("Starts at").fill("04:00");
    expect(await dialog().getByRole("button", { name: "Move" }).count()).toBe(0);
    await press("Preview");
    await summary("3 windows: 2 will be moved, 1 not possible");
    expect(await noteOnMessages().count()).toBe(1);
    await dialog().getByText("Application clickstream-sessions is UPDATING.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await press("Move 2 of 3");
    await summary("3 windows: 2 moved, 1 failed");
    expect(await moves()).toHaveLength(2);
    expect(await seriousFindings(page)).toEqual([]);
    await press("Undo");
    await summary("3 windows: 2 undone, 1 unchanged");
    await dialog().getByRole("heading", { name: "Undo: move 3 windows" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const sent = (await moves()).map((body) => Reflect.get(Object(body), "ApplicationName"));
    expect(sent.slice(2).sort()).toEqual(["orders-enrichment", "payments-fraud"]);
    await press("Close");
  });

  test("are tried again where they failed, with the current revisions", async () => {
    await open({ ...inZone, ...inGroup });
    await startChangeOf(flink.slice(0, 2), "Move…");
    await dialog().getByLabel("Starts at").fill("04:00");
    await press("Preview");
    await summary("2 windows: 2 will be moved");
    await mutate(gateway, "updateFlinkMaintenanceWindow", {
      id: arnOf("payments-fraud"),
      startTime: "03:00",
    });
    await press("Move 2 windows");
    await summary("2 windows: 1 moved, 1 failed");
    await dialog().getByText(`Now: 08:30 – 16:30 (${zone}).`).waitFor();
    await press("Try the failed ones again (1)");
    await summary("2 windows: 2 moved");
    expect(await moves()).toHaveLength(3);
  });

  test("contain the window that was selected last, also before its query is answered", async () => {
    await open({ ...inZone, ...inGroup });
    await row("orders-enrichment").getByRole("checkbox").check();
    const move = page.getByRole("button", { name: "Move…", exact: true });
    await move.waitFor();
    await page.route(graphqlUrl, (route) =>
      operationNameOf(route.request()) === "Selected" ? undefined : route.continue(),
    );
    await row("payments-fraud").getByRole("checkbox").check();
    await page.getByText("2 selected").waitFor();
    await move.click();
    await dialog().getByLabel("Starts at").fill("04:00");
    await press("Preview");
    await summary("2 windows: 2 will be moved");
  });

  test("wait until the windows of a link are known", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route(graphqlUrl, async (route) => {
      if (operationNameOf(route.request()) === "Selected") await promise;
      return route.continue();
    });
    // One window is on the page, the other in a group that is closed.
    const selected = new URLSearchParams([
      ["selected", datadogId(2)],
      ["selected", `flink:${arnOf("orders-enrichment")}`],
    ]);
    await page.goto(`${dashboard.url}#${selected}`);
    const extend = (isDisabled: boolean) =>
      page.getByRole("button", { name: /^Extend/, disabled: isDisabled });
    await extend(true).waitFor();
    resolve();
    await extend(false).waitFor();
    await page.getByRole("button", { name: "Move 1 of 2…" }).waitFor();
  });

  describe("of ten Flink applications", () => {
    const berlin = { zone: "Europe/Berlin" };
    // The daily hours of the first two start at 03:00 in Berlin, one in winter and the other in summer.
    const ten = Array.from({ length: 10 }, (_, index) => `load-${String(index + 3).padStart(5, "0")}`);
    const results = () =>
      dialog()
        .getByRole("status")
        .getByRole("listitem")
        .filter({ has: page.locator(".name") });
    const changesIn = (operations: readonly string[]) =>
      operations.filter((name) => name === "ChangeWindows");

    /** Selects the applications in the list, and previews their move to 03:00 in Berlin. */
    const previewMove = async () => {
      await gateway.flink.seed({ applications: 12 });
      await open(berlin);
      await page.getByRole("searchbox", { name: "Search" }).fill("load-");
      await row("Orders database upgrade").waitFor({ state: "detached" });
      const bar = page.getByRole("region", { name: "Selected windows" });
      for (const title of ten) await row(title).getByRole("checkbox").check();
      await bar.getByText("10 selected").waitFor();
      await bar.getByRole("button", { name: "Move…", exact: true }).click();
      await dialog().getByLabel("Starts at (Europe/Berlin)").fill("03:00");
      await press("Preview");
      await summary("10 windows: 10 will be moved");
      expect(await moves()).toEqual([]);
    };

    test("send one mutation, and have a result each", async () => {
      await previewMove();
      const operations = asked();
      await press("Move 10 windows");
      await summary("10 windows: 10 moved");
      expect(changesIn(operations)).toHaveLength(1);
      expect((await results().locator(".name").allTextContents()).sort()).toEqual(ten);
      const hours = page.getByRole("insertion").filter({ hasText: "03:00 – 11:00" });
      expect(await results().filter({ has: hours }).count()).toBe(10);
      const sent = (await moves()).map((body) => Reflect.get(Object(body), "ApplicationName"));
      expect(sent.sort()).toEqual(ten);
      expect(await seriousFindings(page)).toEqual([]);
      const bar = page.getByRole("region", { name: "Selected windows" });
      expect(await bar.count()).toBe(0);
      await press("Undo");
      await summary("10 windows: 10 undone");
      await bar.getByText("10 selected").waitFor();
      await press("Close");
      await bar.getByRole("button", { name: "Move…", exact: true }).click();
      await dialog().getByLabel("Starts at (Europe/Berlin)").fill("03:00");
      await press("Preview");
      await summary("10 windows: 10 will be moved");
      await press("Move 10 windows");
      await summary("10 windows: 10 moved");
      await press("Close");
      // One of the first two was there before.
      await row("11 Flink applications").filter({ hasText: "daily 03:00 – 11:00" }).waitFor();
    });

    test("are moved except the one that failed, which has the message of the API", async () => {
      await previewMove();
      await gateway.flink.fault(
        "UpdateApplicationMaintenanceConfiguration",
        { errorType: "AccessDeniedException" },
        undefined,
        "load-00007",
      );
      const arrives = page.waitForResponse(
        (response) => operationNameOf(response.request()) === "ChangeWindows",
      );
      await press("Move 10 windows");
      await summary("10 windows: 9 moved, 1 failed");
      const answer = await (await arrives).json();
      const messages = answer.data.results.flatMap(({ message }: { message?: string }) => message ?? []);
      expect(messages).toHaveLength(1);
      // Failures come first.
      const [failed, ...moved] = await results().locator(".name").allTextContents();
      expect(failed).toBe("load-00007");
      expect(moved.sort()).toEqual(ten.filter((title) => title !== "load-00007"));
      expect(await results().first().locator(".messages").getByRole("listitem").allTextContents()).toEqual(
        messages,
      );
      expect(await seriousFindings(page)).toEqual([]);
      await press("Close");
      await row("10 Flink applications").filter({ hasText: "daily 03:00 – 11:00" }).waitFor();
      await row("load-00007").getByText("daily").waitFor();
      // What failed is left to do.
      expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).getAll("selected")).toEqual([
        `flink:${arnOf("load-00007")}`,
      ]);
    });
  });

  test("move the times of Datadog windows", async () => {
    await open();
    await startChangeOf(datadog, "Edit…");
    await dialog().getByLabel("Move the times").check();
    await dialog().getByLabel("Move by").fill("30");
    await dialog().getByLabel("Unit").selectOption("minutes");
    await press("Preview");
    await summary("2 windows: 2 will be changed");
    await press("Save 2 windows");
    await summary("2 windows: 2 changed");
    expect(await updated()).toHaveLength(2);
  });

  /** Moves the times of two windows. The gateway does, but its answer is lost. */
  const loseMoveOfTimes = async () => {
    await open();
    await startChangeOf(datadog, "Edit…");
    await dialog().getByLabel("Move the times").check();
    await press("Preview");
    await summary("2 windows: 2 will be changed");
    await loseAnswerOf('"updateDatadog"');
    await press("Save 2 windows");
  };

  test("move times once, even if the answer is lost", async () => {
    await loseMoveOfTimes();
    await summary("2 windows: 2 unknown");
    await press("Try the failed ones again (2)");
    await summary("2 windows: 2 changed");
    expect(await updated()).toHaveLength(2);
  });

  test("do not keep a move of times that may have been made, because it would move them again", async () => {
    await loseMoveOfTimes();
    await summary("2 windows: 2 unknown");
    await press("Close");
    await page.getByRole("button", { name: "Edit…", exact: true }).click();
    expect(await dialog().getByLabel("Keep the times").isChecked()).toBe(true);
    expect(await dialog().getByText("Your earlier entries are back.").count()).toBe(0);
  });

  test("do not repeat an extension whose answer was lost, if somebody else has changed the window", async () => {
    await open();
    await startChangeOf(["Checkout release", "Orders database upgrade"], "Extend…");
    await press("Preview");
    await summary("2 windows: 2 will be extended");
    await loseAnswerOf('"extendDatadog"');
    await press("Extend 2 windows");
    await summary("2 windows: 2 unknown");
    await mutate(gateway, "extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT2H" });
    await press("Try the failed ones again (2)");
    await summary("2 windows: 1 extended, 1 failed");
    await dialog().getByText("`ifRevision`").waitFor();
    expect(await dialog().getByRole("button", { name: /^Try/ }).count()).toBe(0);
    expect(await updated()).toHaveLength(3);
  });

  test("clone each window once, even if the answer is lost", async () => {
    await open();
    await startChangeOf(datadog, "Clone…");
    await press("Preview");
    await summary("2 windows: 2 will be cloned");
    await loseAnswerOf('"createDatadog"');
    await press("Clone 2 windows");
    await summary("2 windows: 2 unknown");
    // Both share one entry, and the summary has their number.
    expect(await dialog().locator(".names").getByRole("listitem").allTextContents()).toEqual(datadog);
    expect(await dialog().getByText("2 windows", { exact: true }).count()).toBe(0);
    await press("Try the failed ones again (2)");
    await summary("2 windows: 2 cloned");
    expect(await created()).toHaveLength(2);
  });

  test("delete the windows, and no longer have them selected", async () => {
    await open();
    await startChangeOf(datadog, "Delete…");
    await summary("2 windows: 2 will be deleted");
    expect(await noteOnMessages().count()).toBe(0);
    await press("Delete 2 windows");
    await summary("2 windows: 2 deleted");
    expect(new URL(page.url()).hash).toBe("");
    await press("Undo");
    await summary("2 windows: 2 undone");
    expect(await created()).toHaveLength(2);
  });

  test("delete windows whose answer was lost, and undo what can be undone", async () => {
    await gateway.datadog.seed({ windows: 2 });
    await open();
    await startChangeOf(["Load 00001", "Load 00002"], "Delete…");
    await summary("2 windows: 2 will be deleted");
    await loseAnswerOf('"deleteDatadog"');
    await press("Delete 2 windows");
    await summary("2 windows: 2 unknown");
    await press("Try the failed ones again (2)");
    await summary("2 windows: 2 deleted");
    await gateway.datadog.fault("CreateMaintenanceWindow", { status: 403 }, 1);
    await press("Undo");
    await summary("2 windows: 1 undone, 1 failed");
    await dialog().getByRole("heading", { name: "Undo: delete 2 windows" }).waitFor();
  });
});
