import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FlinkApplicationFilter } from "../../../src/datasources/flink/application-filter.js";
import { createApplicationOrder } from "../../../src/datasources/flink/application-order.js";
import { pageOfApplications, planApplicationList } from "../../../src/datasources/flink/application-pages.js";
import type { DescribedApplication } from "../../../src/datasources/flink/model.js";

const arnOf = (name: string, region: string) =>
  `arn:aws:kinesisanalytics:${region}:123456789012:application/${name}`;

function described(name: string, region = "eu-west-1", versionId = 1): DescribedApplication {
  return {
    application: {
      kind: "FlinkApplication",
      arn: arnOf(name, region),
      sourceId: region,
      name,
      region,
      accountId: "123456789012",
      description: null,
      status: "RUNNING",
      mode: "STREAMING",
      runtimeEnvironment: "FLINK-1_20",
      versionId,
      createdAt: null,
      updatedAt: null,
      maintenance: { startTime: "22:00", endTime: "06:00" },
      consoleUrl: null,
    },
    describedAtMs: 0,
  };
}

const reading = (items: readonly DescribedApplication[]) =>
  new Map(items.map((item) => [item.application.arn, item]));

/** A few names, many of which differ only in their case, in two regions. */
const application = fc.record({
  name: fc.string({
    unit: fc.constantFrom("a", "A", "b", "B", "_", "-", "1", "0"),
    minLength: 1,
    maxLength: 3,
  }),
  region: fc.constantFrom("eu-west-1", "us-east-1"),
});
const applications = fc.uniqueArray(application, {
  selector: ({ name, region }) => arnOf(name, region),
  maxLength: 30,
});
type Named = { readonly name: string; readonly region: string };

const arnsOf = (all: readonly Named[]) => all.map(({ name, region }) => arnOf(name, region));

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function inOrder(all: readonly Named[]): readonly string[] {
  const arnIn = ({ name, region }: Named) => arnOf(name, region);
  return arnsOf(
    all.toSorted(
      (left, right) => collator.compare(left.name, right.name) || (arnIn(left) < arnIn(right) ? -1 : 1),
    ),
  );
}

/** Reads sources again and again, as a gateway does. */
function createSources() {
  const orders = { "eu-west-1": createApplicationOrder(), "us-east-1": createApplicationOrder() };
  return (all: readonly Named[]) =>
    Object.entries(orders).map(([region, order]) =>
      order(reading(all.flatMap((each) => (each.region === region ? [described(each.name, region)] : [])))),
    );
}

function pages(
  read: (pageNumber: number) => readonly Named[],
  first: number,
  filter: FlinkApplicationFilter = {},
): readonly string[] {
  const sources = createSources();
  const found: string[] = [];
  let after: string | null = null;
  for (let number = 0; ; number += 1) {
    const { plan, violations } = planApplicationList(filter, { first, after });
    expect(violations).toEqual([]);
    const page = pageOfApplications(sources(read(number)), plan);
    expect(page.edges.length).toBeLessThanOrEqual(first);
    found.push(...page.edges.map(({ node }) => node.arn));
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

describe("pages of applications", () => {
  test("of any size concatenate to the whole list, ordered by name and then ARN", () => {
    fc.assert(
      fc.property(applications, fc.integer({ min: 1, max: 40 }), (all, first) => {
        expect(pages(() => all, first)).toEqual(inOrder(all));
      }),
    );
  });

  test("neither repeat nor skip an application, while others are created and deleted between them", () => {
    fc.assert(
      fc.property(
        applications,
        fc.array(fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (all, choices, first) => {
          const steady = all.filter((_, index) => index % 2 === 0);
          const found = pages((number) => {
            const exists = choices[number % choices.length] ?? [];
            return all.filter((_, index) => index % 2 === 0 || exists[index]);
          }, first);
          expect(new Set(found).size).toBe(found.length);
          expect(found.filter((arn) => arnsOf(steady).includes(arn))).toEqual(inOrder(steady));
        },
      ),
    );
  });

  test("are the same after any sequence of readings as after the last one alone", () => {
    fc.assert(
      fc.property(fc.array(applications, { minLength: 1, maxLength: 5 }), (readings) => {
        const sources = createSources();
        const { plan } = planApplicationList({}, { first: 200, after: null });
        for (const all of readings) {
          const page = pageOfApplications(sources(all), plan);
          expect(page.edges.map(({ node }) => node.arn)).toEqual(inOrder(all));
          expect(page.totalCount).toBe(all.length);
        }
      }),
    );
  });
});

describe("the order of a source", () => {
  test("stays the same object until an application changes, and then shows the change", () => {
    const order = createApplicationOrder();
    const [a, b] = [described("a"), described("b")];
    const first = order(reading([b, a]));
    expect(order(reading([a, b]))).toBe(first);
    const changed = order(reading([described("a", "eu-west-1", 2), b]));
    expect(changed.map(({ node }) => [node.name, node.versionId])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(changed[1]).toBe(first[1]);
    expect(order(reading([b]))).toEqual([first[1]]);
    expect(order(reading([]))).toEqual([]);
  });

  test("lists an application that two sources have once", () => {
    const { plan } = planApplicationList({}, { first: 0, after: null });
    const [one, other] = [createApplicationOrder(), createApplicationOrder()];
    const sources = [one(reading([described("a"), described("b")])), other(reading([described("a")]))];
    expect(pageOfApplications(sources, plan).totalCount).toBe(2);
  });
});
