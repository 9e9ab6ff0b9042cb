/** A generator of pseudorandom numbers, so that a seed repeats a run. */
export function createRandom(seed: number) {
  let state = seed % 2 ** 32;
  const share = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
  const below = (end: number) => Math.floor(share() * end);
  function pick<Item>(items: readonly Item[]): Item {
    return items[below(items.length)] as Item;
  }
  return { share, below, pick };
}

export type Random = ReturnType<typeof createRandom>;

export interface RandomRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Creates a random query. Cursors are those of earlier responses. */
export function randomRequest(
  { pick, below }: Random,
  cursors: readonly string[],
  ids: readonly string[],
): RandomRequest {
  const maybe = (text: string) => pick(["", text]);
  const field = () =>
    pick([
      "id",
      "title",
      "status",
      'statusThen: status(at: "2026-11-22T12:20:00Z")',
      "certainty",
      'certaintyThen: certainty(at: "2026-11-22T12:20:00Z")',
      "revision",
      "recurrence",
      "nextOccurrence { startsAt endsAt }",
      `local: nextOccurrence { local(timeZone: "America/New_York") { startsAt endOffset } }`,
      'occurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-25T00:00:00Z", first: 3) { startsAt }',
      "overlapping(first: 2) { hasMore nodes { certainty firstOverlap { startsAt endsAt } window { ... on ScheduledWindow { id status } } } }",
      "certain: overlapping(certainties: [UNDERWAY], first: 1) { hasMore sources { state fetchedAt } }",
      "possible: overlapping(certainties: [POSSIBLE], first: 2) { nodes { firstOverlap { startsAt } window { ... on ScheduledWindow { title } } } }",
      "source { id accountId capabilities { update delete } }",
      "... on FlinkMaintenanceWindow { startTime application { name status } }",
      "... on DatadogMaintenanceWindow { name query startsAt endsAt }",
      ...(below(10) === 0
        ? [
            "source { health { state fetchedAt } }",
            "... on FlinkMaintenanceWindow { application { maintenanceHistory(first: 2) { startedAt } } }",
            "... on FlinkMaintenanceWindow { application { maintenanceHistory(first: 2) { details { failureMessage versionIdAfter } } } }",
          ]
        : []),
    ]);
  const fields = () => Array.from({ length: 1 + below(4) }, field).join(" ");
  const window = () => `__typename ... on ScheduledWindow { ${fields()} }`;
  const filter = () =>
    pick([
      "",
      "filter: {}",
      'filter: { search: "or" }',
      "filter: { search: $search }",
      "filter: { statuses: [ACTIVE] }",
      "filter: { certainties: [UNDERWAY, DECLARED] }",
      'filter: { applications: ["orders-enrichment"] }',
      "filter: { statuses: [SCHEDULED, ENDED] }",
      "filter: { providers: [DATADOG] }",
      'filter: { sources: ["datadog"] }',
      'filter: { startTimes: ["06:00", "12:00"] }',
      'filter: { activeAt: "2026-11-22T12:30:00Z" }',
    ]);
  const selection = () =>
    pick([
      "",
      'filter: { search: "or" }',
      "filter: { providers: [DATADOG] }",
      'filter: { applications: ["pricing-realtime"] }',
    ]);
  const after = () =>
    cursors.length === 0 || below(4) > 0 ? "" : maybe(`after: ${JSON.stringify(pick(cursors))}`);
  const given = (...parts: readonly string[]) => {
    const present = parts.filter((part) => part !== "");
    return present.length === 0 ? "" : `(${present.join(", ")})`;
  };
  const roots = [
    () =>
      `maintenanceWindows${given(filter(), pick(["", "orderBy: { field: TITLE }", "orderBy: { field: ID }", "orderBy: { field: CERTAINTY }"]), pick(["", "first: 3", "first: $first"]), after())} { ${maybe("totalCount")} pageInfo { hasNextPage hasPreviousPage endCursor } nodes { ${window()} } ${maybe("counts { byStatus { status count } byDailyHours { startTime endTime count nextOccurrence { startsAt } } }")} ${maybe("sources { state fetchedAt source { id accountId } }")} }`,
    () =>
      `maintenanceNow${given(maybe('at: "2026-11-22T12:15:00Z"'), maybe('lasting: "PT45M"'), maybe('maxAge: "PT20S"'), maybe("countedCertainties: [POSSIBLE]"), selection())} { verdict ${maybe("clearAt")} ${maybe("nextChangeAt")} ${maybe("opensAt")} ${maybe("reasons { certainty startsAt endsAt }")} ${maybe("missing { kind message source { id } }")} ${maybe("at")} windows(first: 20) { ${window()} } sources { state } }`,
    () =>
      `maintenanceOccurrences${given('from: "2026-11-22T00:00:00Z"', 'to: "2026-11-29T00:00:00Z"', `first: ${below(20)}`, filter(), after())} { ${maybe("totalCount")} pageInfo { hasNextPage endCursor } nodes { id startsAt endsAt ${maybe("certainty")} window { ${window()} } } }`,
    () =>
      `flinkApplications${given(pick(["", "filter: { statuses: [RUNNING, MAINTENANCE] }", "filter: { search: $search }", "filter: { hasMaintenanceWindow: true }"]), pick(["", "first: 0", "first: $first"]), after())} { ${maybe("totalCount")} pageInfo { hasNextPage endCursor } nodes { name status maintenanceWindow { status ${maybe("nextOccurrence { startsAt }")} ${maybe("source { id accountId }")} } } ${maybe("sources { state fetchedAt }")} }`,
    () => `maintenanceSources { id accountId ${maybe("health { state fetchedAt circuit }")} }`,
    () => (ids.length === 0 ? "__typename" : `maintenanceWindow(id: "${pick(ids)}") { ${window()} }`),
    () => "__typename",
  ];
  const selections = Array.from({ length: pick([1, 1, 1, 2]) }, (_, index) => {
    const root = pick([...roots, roots[0], roots[0], roots[1], roots[2]] as typeof roots)();
    return root === "__typename" ? root : `root${index}: ${root}`;
  }).join(" ");
  const name = pick(["", "Named"]);
  return {
    query: `query ${name}($first: Int, $search: String) { used: maintenanceWindows(first: $first, filter: { search: $search }) { totalCount } ${selections} }`,
    variables: { first: 1 + below(10), search: pick([null, "e", "or"]) },
  };
}
