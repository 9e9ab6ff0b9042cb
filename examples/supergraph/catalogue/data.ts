export interface Service {
  readonly name: string;
  readonly team: string;
  /** ARNs of Flink applications. */
  readonly applications: readonly string[];
  /** Id of the maintenance source of the Datadog organisation that has the service's cases. */
  readonly caseSource: string;
}

export interface Team {
  readonly name: string;
  readonly onCall: string;
  /** Ids of maintenance sources. */
  readonly sources: readonly string[];
}

interface User {
  /** Datadog's UUID of the user. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const application = (region: string, name: string) =>
  `arn:aws:kinesisanalytics:${region}:123456789012:application/${name}`;

/** Stands in for a real catalogue's database. Refers to applications and sources of the gateway's emulators. */
export const services: readonly Service[] = [
  {
    name: "checkout",
    team: "payments",
    caseSource: "datadog",
    applications: [
      application("eu-central-1", "payments-fraud"),
      application("eu-central-1", "pricing-realtime"),
    ],
  },
  {
    name: "orders-db",
    team: "orders",
    caseSource: "datadog",
    applications: [
      application("eu-central-1", "orders-enrichment"),
      application("eu-central-1", "inventory-sync"),
    ],
  },
  {
    name: "reports",
    team: "payments",
    caseSource: "datadog",
    // The first application no longer exists, but the catalogue still refers to it.
    applications: [application("us-east-1", "retired-reports"), application("us-east-1", "telemetry-rollup")],
  },
  {
    name: "search",
    team: "orders",
    caseSource: "datadog",
    applications: [application("us-east-1", "search-indexing")],
  },
  { name: "storefront", team: "payments", caseSource: "datadog", applications: [] },
];

export const teams: readonly Team[] = [
  { name: "orders", onCall: "orders-on-call@company.example", sources: ["aws-eu-central-1", "datadog"] },
  { name: "payments", onCall: "payments-on-call@company.example", sources: ["aws-us-east-1"] },
];

export const users: readonly User[] = [
  { id: "5b8c1f1e-0000-4000-8000-00000000a001", name: "Ada Okafor", email: "ada.okafor@company.example" },
];
