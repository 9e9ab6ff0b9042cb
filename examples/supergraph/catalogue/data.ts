export interface Service {
  readonly name: string;
  readonly team: string;
  /** ARNs of Flink applications. */
  readonly applications: readonly string[];
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
    applications: [
      application("eu-central-1", "payments-fraud"),
      application("eu-central-1", "pricing-realtime"),
    ],
  },
  {
    name: "orders-db",
    team: "orders",
    applications: [
      application("eu-central-1", "orders-enrichment"),
      application("eu-central-1", "inventory-sync"),
    ],
  },
  {
    name: "reports",
    team: "payments",
    // The first application no longer exists, but the catalogue still refers to it.
    applications: [application("us-east-1", "retired-reports"), application("us-east-1", "telemetry-rollup")],
  },
  { name: "search", team: "orders", applications: [application("us-east-1", "search-indexing")] },
];

export const teams: readonly Team[] = [
  { name: "orders", onCall: "orders-on-call@company.example", sources: ["aws-eu-central-1", "datadog"] },
  { name: "payments", onCall: "payments-on-call@company.example", sources: ["aws-us-east-1"] },
];

export const users: readonly User[] = [
  { id: "5b8c1f1e-0000-4000-8000-00000000a001", name: "Ada Okafor", email: "ada.okafor@company.example" },
];
