import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conflict } from "../../../src/domain/failures/error-factories.js";
import { createTimeIndex } from "../../../src/domain/lists/time-index.js";
import type { WindowSelection } from "../../../src/domain/lists/window-filter.js";
import { selectsSource } from "../../../src/domain/lists/window-filter.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import type { MaintenanceSource, SourceState } from "../../../src/domain/sources.js";
import { parseDuration } from "../../../src/domain/time/durations.js";
import { hourMs, minuteMs } from "../../../src/domain/time/units.js";
import { defaultCountedCertainties } from "../../../src/domain/verdict/constants.js";
import { decide } from "../../../src/domain/verdict/maintenance-verdict.js";
import type { SourceKnowledge } from "../../../src/domain/verdict/missing-information.js";
import { missingSources } from "../../../src/domain/verdict/missing-information.js";
import type { VerdictQuestion } from "../../../src/domain/verdict/verdict-plan.js";
import { planVerdict } from "../../../src/domain/verdict/verdict-plan.js";
import type { Certainty } from "../../../src/domain/windows/certainty.js";
import { certainties } from "../../../src/domain/windows/certainty.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";
import { instant } from "../arbitraries.js";

const now = new Date("2026-11-22T12:00:00Z");
const failure = conflict("RESOURCE_IN_USE", null, "It failed.").failure;

function sourceOf(id: string, ...can: readonly Certainty[]): MaintenanceSource {
  return {
    kind: "MaintenanceSource",
    id,
    provider: "P",
    region: null,
    accountId: null,
    site: null,
    capabilities: { create: false, update: false, delete: false, history: false },
    certainties: can,
    hasApplications: can.includes("POSSIBLE"),
    hasCreators: can.includes("DECLARED"),
    hasDailyWindows: can.includes("POSSIBLE"),
  };
}

/** Two sources whose provider performs maintenance, and two with windows that people announce. */
const sources = [
  sourceOf("a", "UNDERWAY", "POSSIBLE"),
  sourceOf("b", "UNDERWAY", "POSSIBLE"),
  sourceOf("c", "DECLARED"),
  sourceOf("d", "DECLARED"),
];

const usualQuestion: VerdictQuestion = {
  at: null,
  filter: {},
  lasting: null,
  maxAge: null,
  countedCertainties: defaultCountedCertainties,
};

/** How the knowledge of one source is. */
interface Condition {
  readonly state: Exclude<SourceState, "UNKNOWN">;
  readonly ageMs: number;
  /** Whether each of its windows, in rotation, could be read, and otherwise whether its texts are known. */
  readonly reads: readonly ("READ" | "NAMED" | "NAMELESS")[];
}

const perfect: Condition = { state: "OK", ageMs: 1_000, reads: ["READ"] };

/** Decides with what is known of the windows under these conditions. */
function decideWith(
  question: VerdictQuestion,
  windows: readonly ScheduledWindow[],
  conditionOf: (sourceId: string) => Condition,
  readable: readonly MaintenanceSource[] = sources,
  time = now,
) {
  const plan = planVerdict(question, time);
  const selected = readable.filter((source) => selectsSource(question.filter, source));
  const known: ScheduledWindow[] = [];
  const knowledge = selected.map((source): SourceKnowledge => {
    const { state, ageMs, reads } = conditionOf(source.id);
    const own = windows.filter(({ sourceId }) => sourceId === source.id);
    const readOf = (index: number) => reads[index % reads.length] ?? "READ";
    const isFailed = state === "FAILED";
    known.push(...own.filter((_, index) => !isFailed && readOf(index) === "READ"));
    const unreadable = own.flatMap((window, index) =>
      isFailed || readOf(index) === "READ"
        ? []
        : [{ id: window.id, texts: readOf(index) === "NAMED" ? window : null, error: failure }],
    );
    return {
      source,
      state: state === "OK" && unreadable.length > 0 ? "PARTIAL" : state,
      error: state === "OK" || state === "PARTIAL" ? null : failure,
      ageMs: isFailed ? null : ageMs,
      unreadable,
    };
  });
  const { items } = orderWindows(known, "NEXT_OCCURRENCE", time);
  return decide(plan, {
    items,
    reported: items.filter(({ node }) => node.isUnderway !== false),
    index: () => createTimeIndex(items),
    sources: knowledge,
    missingSources: missingSources(
      plan,
      selected,
      readable.map(({ id }) => id),
    ),
  });
}

const near = fc
  .integer({ min: -10 * 60, max: 10 * 60 })
  .map((minutes) => new Date(now.getTime() + minutes * minuteMs));

const window: fc.Arbitrary<ScheduledWindow> = fc
  .record({
    source: fc.constantFrom(...sources),
    id: fc.uuid(),
    title: fc.constantFrom("orders", "payments"),
    startsAt: fc.oneof(near, instant),
    minutes: fc.integer({ min: 0, max: 300 }),
    hour: fc.integer({ min: 0, max: 23 }),
    isUnderway: fc.constantFrom(true, false, false, false, null),
  })
  .map(({ source, id, title, startsAt, minutes, hour, isUnderway }) => {
    const time = (value: number) => `${String(value % 24).padStart(2, "0")}:00`;
    const fields = { ...usualFields, id, title, sourceId: source.id };
    return source.hasApplications
      ? {
          ...fields,
          schedule: { recurrence: "DAILY", startTime: time(hour), endTime: time(hour + 8) },
          scheduledCertainty: "POSSIBLE",
          isUnderway,
          applicationNames: [title, `arn:${title}`],
        }
      : {
          ...fields,
          schedule: {
            recurrence: "NONE",
            startsAt,
            endsAt: new Date(startsAt.getTime() + minutes * minuteMs),
          },
        };
  });

const windows = fc.uniqueArray(window, { selector: ({ id }) => id, maxLength: 6 });

const filter: fc.Arbitrary<WindowSelection> = fc.record({
  sources: fc.constantFrom(null, null, ["a", "c"], ["d"], ["a", "nowhere"]),
  applications: fc.constantFrom(null, null, null, ["orders"], ["arn:orders", "misspelled"], []),
  search: fc.constantFrom(null, null, "ord", "none"),
});

const question: fc.Arbitrary<VerdictQuestion> = fc.record({
  at: fc.oneof(fc.constant(null), near),
  filter,
  lasting: fc.constantFrom(null, "PT0S", "PT45M", "PT12H").map((text) => text && parseDuration(text)),
  maxAge: fc.constantFrom(null, null, "PT30S", "PT1H").map((text) => text && parseDuration(text)),
  countedCertainties: fc.oneof(fc.constant(defaultCountedCertainties), fc.subarray([...certainties])),
});

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant(perfect),
  fc.record({
    state: fc.constantFrom("OK", "PARTIAL", "STALE", "FAILED"),
    ageMs: fc.constantFrom(0, 29_999, 30_001, 2 * hourMs),
    reads: fc.array(fc.constantFrom("READ", "NAMED", "NAMELESS"), { minLength: 1, maxLength: 3 }),
  }),
);

const conditions = fc.tuple(condition, condition, condition, condition);

/** Looks up the condition of a source by its position. */
const by = (all: readonly Condition[]) => (id: string) =>
  all[sources.findIndex((source) => source.id === id)] ?? perfect;

describe("whatever is missing", () => {
  test("the verdict is CLEAR only if complete knowledge gives CLEAR too", () => {
    let [clear, notClear] = [0, 0];
    fc.assert(
      fc.property(question, windows, conditions, fc.subarray(sources), (asked, all, given, hidden) => {
        const readable = sources.filter((source) => !hidden.includes(source));
        const { verdict } = decideWith(asked, all, by(given), readable);
        const truth = decideWith(asked, all, () => perfect, readable).verdict;
        if (verdict === "CLEAR") expect(truth).toBe("CLEAR");
        if (verdict === "CLEAR") clear += 1;
        else notClear += 1;
      }),
      { numRuns: 3_000 },
    );
    // Otherwise the test would say little.
    expect([clear > 200, notClear > 200]).toEqual([true, true]);
  });

  test("data that may have changed since it was read gives neither CLEAR nor IN_MAINTENANCE", () => {
    fc.assert(
      fc.property(question, windows, windows, conditions, (asked, before, after, given) => {
        // The windows of sources with old data were others when they were read.
        const isOld = (id: string) => {
          const { state, ageMs } = by(given)(id);
          const limitMs = asked.maxAge === null ? null : asked.maxAge.total("milliseconds");
          return limitMs === null ? state === "STALE" : ageMs > limitMs;
        };
        const known = [
          ...after.filter(({ sourceId }) => !isOld(sourceId)),
          ...before.filter(({ sourceId }) => isOld(sourceId)),
        ];
        const ids = new Set(known.map(({ id }) => id));
        fc.pre(ids.size === known.length);
        const { verdict } = decideWith(asked, known, by(given));
        const truth = decideWith(asked, after, () => perfect).verdict;
        if (verdict === "CLEAR") expect(truth).not.toBe("IN_MAINTENANCE");
        if (verdict === "IN_MAINTENANCE") expect(truth).toBe("IN_MAINTENANCE");
      }),
      { numRuns: 2_000 },
    );
  });

  test("missing information and CLEAR exclude each other, and IN_MAINTENANCE has a reason", () => {
    fc.assert(
      fc.property(question, windows, conditions, (asked, all, given) => {
        const { verdict, missing, reasons } = decideWith(asked, all, by(given));
        if (verdict === "CLEAR") expect([missing, reasons]).toEqual([[], []]);
        if (verdict === "UNKNOWN") expect(missing).not.toEqual([]);
        if (verdict === "IN_MAINTENANCE") expect(reasons).not.toEqual([]);
        for (const { certainty } of reasons) expect(asked.countedCertainties).toContain(certainty);
      }),
      { numRuns: 2_000 },
    );
  });
});

test("what is said about the future comes true, as long as nobody changes a window and nothing is under way", () => {
  const at = (asked: VerdictQuestion, instantAsked: Date, all: readonly ScheduledWindow[]) =>
    decideWith({ ...asked, at: instantAsked }, all, () => perfect);
  fc.assert(
    fc.property(question, windows, (asked, all) => {
      const quiet = all.map((one) => ({ ...one, isUnderway: false }));
      const today = decideWith(asked, quiet, () => perfect);
      fc.pre(today.verdict !== "UNKNOWN");
      const start = (asked.at ?? now).getTime();
      const [clearAt, nextChangeAt] = [today.clearAt(), today.nextChangeAt()];
      if (clearAt !== null) {
        expect(at(asked, clearAt, quiet).verdict).toBe("CLEAR");
        if (clearAt.getTime() > start)
          expect(at(asked, new Date(clearAt.getTime() - 1), quiet).verdict).toBe("IN_MAINTENANCE");
      }
      if (nextChangeAt !== null) {
        expect(nextChangeAt.getTime()).toBeGreaterThan(start);
        expect(at(asked, nextChangeAt, quiet).verdict).not.toBe(today.verdict);
        expect(at(asked, new Date(nextChangeAt.getTime() - 1), quiet).verdict).toBe(today.verdict);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("until an answer stops being valid, a later request gets the same verdict", () => {
  fc.assert(
    fc.property(question, windows, conditions, (asked, all, given) => {
      const { verdict, validFrom, validUntil } = decideWith(asked, all, by(given));
      // The inventory also limits each answer to the time in which no window opens or closes.
      const { until } = orderWindows(all, "NEXT_OCCURRENCE", now);
      const last = new Date(Math.min(validUntil.getTime(), until.getTime()) - 1);
      fc.pre(validFrom <= last && now <= last);
      expect(decideWith(asked, all, by(given), sources, last).verdict).toBe(verdict);
    }),
    { numRuns: 1_000 },
  );
});

describe("maintenance that is under way", () => {
  const underway = (fields: Partial<ScheduledWindow> = {}): ScheduledWindow => ({
    ...usualFields,
    id: "w",
    sourceId: "a",
    title: "orders",
    // Closed at noon.
    schedule: { recurrence: "DAILY", startTime: "22:00", endTime: "06:00" },
    scheduledCertainty: "POSSIBLE",
    isUnderway: true,
    ...fields,
  });
  const ask = (asked: Partial<VerdictQuestion>, window = underway()) =>
    decideWith({ ...usualQuestion, ...asked }, [window], () => perfect);
  const at = (hours: number) => new Date(now.getTime() + hours * hourMs);

  test("counts while its window is closed, and has no known end", () => {
    const found = ask({});
    expect(found).toMatchObject({
      verdict: "IN_MAINTENANCE",
      opensAt: null,
      reasons: [{ certainty: "UNDERWAY", startsAt: null, endsAt: null }],
    });
    expect([found.clearAt(), found.nextChangeAt()]).toEqual([null, null]);
  });

  test("has the start of its window's occurrence if that is open", () => {
    const open = underway({ schedule: { recurrence: "DAILY", startTime: "06:00", endTime: "14:00" } });
    expect(ask({}, open).reasons).toMatchObject([
      { certainty: "UNDERWAY", startsAt: new Date("2026-11-22T06:00:00Z"), endsAt: null },
    ]);
  });

  test.each([
    [-8, null, "CLEAR"],
    [-7.9, null, "IN_MAINTENANCE"],
    [7.9, null, "IN_MAINTENANCE"],
    [8, null, "CLEAR"],
    [-9, "PT2H", "IN_MAINTENANCE"],
    [-9, "PT1H", "CLEAR"],
  ] as const)("at %s hours from now, lasting %s, it is %s", (hours, lasting, verdict) => {
    const found = ask({ at: at(hours), lasting: lasting && parseDuration(lasting) });
    expect(found.verdict).toBe(verdict);
  });

  test("no clear time lies within eight hours of the report", () => {
    const declared: ScheduledWindow = {
      ...usualFields,
      id: "d",
      sourceId: "c",
      schedule: { recurrence: "NONE", startsAt: at(-20), endsAt: at(-2) },
    };
    const asked = { ...usualQuestion, at: at(-19) };
    const found = decideWith(asked, [underway(), declared], () => perfect);
    expect([found.verdict, found.clearAt()]).toEqual(["IN_MAINTENANCE", null]);
    const earlier = {
      ...declared,
      schedule: { ...declared.schedule, endsAt: at(-8) } as typeof declared.schedule,
    };
    expect(decideWith(asked, [underway(), earlier], () => perfect).clearAt()).toEqual(at(-8));
    const lasting = { ...asked, lasting: parseDuration("PT1H") };
    expect(decideWith(lasting, [underway(), earlier], () => perfect).clearAt()).toBeNull();
  });

  test("does not count if only announced windows do, and its schedule counts if possible ones do", () => {
    expect(ask({ countedCertainties: ["DECLARED"] })).toMatchObject({
      verdict: "CLEAR",
      windowCount: 1,
    });
    expect(ask({ countedCertainties: ["POSSIBLE"] }).verdict).toBe("CLEAR");
    expect(ask({ countedCertainties: ["POSSIBLE"], lasting: parseDuration("PT10H") }).verdict).toBe(
      "IN_MAINTENANCE",
    );
  });

  test("does not hide from the validity of an answer that its window opens", () => {
    const asked = { countedCertainties: ["POSSIBLE"], lasting: parseDuration("PT9H") } as const;
    expect(ask(asked)).toMatchObject({ verdict: "CLEAR", validUntil: at(1) });
  });

  test("is not known if the status is not understood, for as long as a report would count", () => {
    const unclear = underway({ isUnderway: null });
    expect(ask({}, unclear)).toMatchObject({ verdict: "UNKNOWN", missing: [{ kind: "STATUS_UNKNOWN" }] });
    // No later request gets this answer: in two hours, the instant is in reach.
    expect(ask({ at: at(9) }, unclear)).toMatchObject({ verdict: "CLEAR", validUntil: now });
    expect(ask({ countedCertainties: ["DECLARED"] }, unclear).verdict).toBe("CLEAR");
    expect(ask({ filter: { search: "payments" } }, unclear).verdict).toBe("CLEAR");
  });
});
