import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { datadogId } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import { dashboard, dialog, gateway, handleQueries, open, page, row, section } from "./dashboard-page.js";

const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
const menu = (name: string) => page.getByRole("button", { name, exact: true }).click();
const item = (name: string) => page.getByRole("menuitem", { name });
const parameters = () => Object.fromEntries(new URL(page.url()).searchParams);

test("the address contains the filters, the zone, the view and the selection, and a new page shows the same", async () => {
  await open();
  await page.getByRole("searchbox").fill("release");
  await page
    .getByRole("list", { name: "Sources" })
    .getByRole("button", { name: /^datadog/ })
    .click();
  await page.getByRole("combobox", { name: "Status" }).selectOption("SCHEDULED");
  await page.getByLabel("Time zone").selectOption("America/New_York");
  await page.getByLabel("Select Checkout release").check();
  await expect.poll(parameters).toEqual({
    search: "release",
    source: "datadog",
    status: "SCHEDULED",
    zone: "America/New_York",
  });
  const other = await page.context().newPage();
  await other.goto(page.url());
  expect(await other.getByRole("searchbox").inputValue()).toBe("release");
  expect(await other.getByLabel("Time zone").inputValue()).toBe("America/New_York");
  expect(await other.getByLabel("Select Checkout release").isChecked()).toBe(true);
  await other.getByRole("region", { name: "Selected windows" }).getByText("1 selected").waitFor();
  await page.getByRole("button", { name: "Timeline" }).click();
  await expect.poll(parameters).toMatchObject({ view: "timeline" });
  await page.goBack();
  await section("Coming up").waitFor();
});

test("values in the address that make no sense are ignored", async () => {
  await page.goto(
    `${dashboard.url}?zone=Mars/Olympus&status=NONE&lasting=P9Y&days=99&day=2026-02-31&view=x&provider=GCP#selected=&nonsense`,
  );
  await row("Orders database upgrade").waitFor();
  expect(await page.getByLabel("Time zone").inputValue()).toBe("Europe/Berlin");
  expect(await section("Now").count()).toBe(1);
});

test("an unknown id in the selection is reported, and the others can be changed", async () => {
  const selected = new URLSearchParams([
    ["selected", datadogId(2)],
    ["selected", datadogId(9)],
  ]);
  await page.goto(`${dashboard.url}#${selected}`);
  const bar = page.getByRole("region", { name: "Selected windows" });
  await bar.getByText("1 of them no longer exist or could not be read.").waitFor();
  await bar.getByRole("button", { name: "Clear selection" }).click();
  await bar.waitFor({ state: "detached" });
  expect(new URL(page.url()).hash).toBe("");
});

test("a window has an address of its own, and the back button closes it", async () => {
  await open();
  await row("Checkout release").getByRole("button", { name: "Checkout release", exact: true }).click();
  await dialog().getByRole("heading", { name: "Checkout release" }).waitFor();
  expect(parameters().window).toMatch(/^datadog:/);
  expect(await seriousFindings(page)).toEqual([]);
  const address = page.url();
  await page.goBack();
  await dialog().waitFor({ state: "detached" });
  await page.goto(address);
  await dialog().getByText("service:checkout AND env:production").waitFor();
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  expect(parameters().window).toBeUndefined();
});

test("closing a window leaves no step in the history", async () => {
  await open();
  await row("Orders database upgrade").waitFor();
  await page.getByRole("combobox", { name: "Status" }).selectOption("ALL");
  await page.getByRole("button", { name: "Timeline" }).click();
  await page.getByRole("button", { name: "List" }).click();
  for (const title of ["Orders database upgrade", "Year-long migration"]) {
    await row(title).getByRole("button", { name: title, exact: true }).click();
    await dialog().getByRole("heading", { name: title }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => parameters().window).toBeUndefined();
    await dialog().waitFor({ state: "detached" });
  }
  await page.goBack();
  await expect.poll(() => parameters().view).toBe("timeline");
});

test("what was typed into the search is kept by the next action, and cleared with the filters", async () => {
  await open();
  await row("Orders database upgrade").waitFor();
  await page.getByRole("searchbox").fill("orders");
  await page.getByRole("button", { name: "Timeline" }).click();
  await expect.poll(parameters).toEqual({ search: "orders", view: "timeline" });
  await page.getByRole("button", { name: "List" }).click();
  await page.getByRole("combobox", { name: "Status" }).selectOption("ALL");
  await page.getByRole("searchbox").fill("pricing");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await row("Year-long migration").waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("");
  expect(parameters()).toEqual({});
});

test("a link with filters that the gateway rejects says so, and how to go on", async () => {
  await page.goto(`${dashboard.url}?source=renamed`);
  const problem = page.getByRole("alert").filter({ hasText: "The gateway rejected the request." });
  await problem.getByText("renamed").waitFor();
  expect(await page.getByText("Connection lost").count()).toBe(0);
  expect(await seriousFindings(page)).toEqual([]);
  await page.locator(".notice").getByRole("button", { name: "Clear filters" }).click();
  await row("Orders database upgrade").waitFor();
  expect(parameters()).toEqual({});
});

test.each([
  [datadogId(9), /No source that you can read has this window/],
  ["nonsense", /is not the id of a maintenance window/],
])("a link to a window that does not exist says so (%s)", async (id, text) => {
  await page.goto(`${dashboard.url}?window=${encodeURIComponent(id)}`);
  await dialog().getByText(text).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test("links to the view, to a window and to the calendar are copied, and this is announced", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${dashboard.url}?search=orders&source=datadog`);
  await row("Orders database upgrade").waitFor();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByText("Link to this view copied").waitFor();
  expect(await clipboard()).toBe(`${dashboard.url}?search=orders&source=datadog`);
  await page.evaluate("navigator.clipboard.writeText('')");
  await menu("Share and more");
  await item("Copy link to this view").click();
  await expect.poll(clipboard).toBe(`${dashboard.url}?search=orders&source=datadog`);
  await menu("Share and more");
  await item("Copy URL of the calendar").click();
  await page.getByText("URL of the calendar feed copied").waitFor();
  expect(await clipboard()).toBe(`${dashboard.url}calendar.ics?search=orders&source=datadog`);
  expect(await (await page.request.get(await clipboard())).text()).toContain(
    "SUMMARY:Orders database upgrade",
  );
  await menu("Share and more");
  expect(await item("Subscribe to the calendar").getAttribute("href")).toBe(
    `${dashboard.url}calendar.ics?search=orders&source=datadog`.replace("http:", "webcal:"),
  );
  await page.keyboard.press("Escape");
  await menu("Actions for Orders database upgrade");
  await item("Copy link").click();
  await expect.poll(clipboard).toContain("window=datadog%3A");
});

test("a link that the browser does not let the page copy is shown, selected", async () => {
  // As on a page without HTTPS.
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await open();
  await menu("Share and more");
  await item("Copy URL of the calendar").click();
  const field = dialog().getByRole("textbox", { name: "URL of the calendar feed" });
  expect(await field.inputValue()).toBe(`${dashboard.url}calendar.ics`);
  expect(await page.evaluate<string>("getSelection().toString()")).toBe(`${dashboard.url}calendar.ics`);
  expect(await seriousFindings(page)).toEqual([]);
});

test("a window links to the provider's console if the gateway knows its address", async () => {
  const url = "https://app.datadoghq.eu/cases/maintenance-windows";
  await handleQueries(async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll('"consoleUrl":null', `"consoleUrl":"${url}"`);
    return route.fulfill({ response, body });
  });
  await open();
  await menu("Actions for Orders database upgrade");
  expect(await item("Open Datadog").getAttribute("href")).toBe(url);
  await item("Details").click();
  expect(await dialog().getByRole("link", { name: "Open Datadog" }).getAttribute("href")).toBe(url);
});

test("on paper, the page shows the windows without controls", async () => {
  await page.goto(`${dashboard.url}?search=orders`);
  await row("Orders database upgrade").waitFor();
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("searchbox").isVisible()).toBe(false);
  expect(await page.getByRole("button", { name: "New maintenance window" }).isVisible()).toBe(false);
  expect(await row("Orders database upgrade").isVisible()).toBe(true);
  await page.getByText("Times are in Europe/Berlin. Search: orders.").waitFor();
  expect(await page.getByText("datadog", { exact: true }).first().isVisible()).toBe(true);
  // The columns without a use on paper leave no gap.
  const right = async (locator: Locator) => {
    const box = await locator.boundingBox();
    return (box?.x ?? 0) + (box?.width ?? 0);
  };
  const table = page.getByRole("table", { name: "Now" });
  const source = row("Orders database upgrade").locator(".source");
  expect(Math.abs((await right(source)) - (await right(table)))).toBeLessThan(2);
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("button", { name: "Timeline" }).click();
  const bar = page.getByRole("button", { name: /^Orders database upgrade, / });
  await bar.waitFor();
  await page.emulateMedia({ media: "print" });
  expect(await bar.isVisible()).toBe(true);
  expect(await page.getByRole("button", { name: "Next", exact: true }).isVisible()).toBe(false);
});

test("a selection that is too long for a URL is shown and can be changed", async () => {
  await gateway.datadog.seed({ windows: 150 });
  const { data } = await gateway.query(
    '{ maintenanceWindows(first: 150, filter: { sources: ["datadog"] }) { nodes { ... on ScheduledWindow { id } } } }',
  );
  const selected = data.maintenanceWindows.nodes.map(({ id }: { id: string }) => ["selected", id]);
  await page.goto(`${dashboard.url}#${new URLSearchParams(selected)}`);
  const bar = page.getByRole("region", { name: "Selected windows" });
  await bar.getByText("150 selected").waitFor();
  await bar.getByRole("button", { name: "Clone…", exact: true }).waitFor();
  expect(await bar.getByText("no longer exist").count()).toBe(0);
});
