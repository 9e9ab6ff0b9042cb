import assert from "node:assert/strict";
import { send } from "../../../test/support/send.ts";
import type { startSubgraphs } from "../supergraph.ts";

export const originOf = ({ url }: { readonly url: string }) => new URL(url).origin;

export const verdicts = `subscription {
  maintenanceNow(filter: { sources: ["datadog"], search: "orders" }) {
    verdict
    reasons { window { ... on DatadogMaintenanceWindow { title services { name } } } }
  }
}`;

/** Continues at a position of no log, so that the first event shows when the stream has begun. */
export const changes = `subscription {
  maintenanceWindowChanged(filter: { types: [CREATED, UPDATED] }, after: "none") {
    type
    ... on MaintenanceWindowEvent {
      window {
        ... on FlinkMaintenanceWindow { application { name service { team { onCall } } } }
        ... on DatadogMaintenanceWindow { services { name } }
      }
    }
  }
}`;

export const next = (data: unknown) => ({ event: "next", data: { data } });
const changed = (event: unknown) => next({ maintenanceWindowChanged: event });
export const restarted = changed({ type: "RESTARTED" });
export const complete = { event: "complete", data: null };

export const createWindow = `mutation {
  createDatadogMaintenanceWindow(
    input: { name: "Index rebuild", query: "service:orders-db", startsAt: "2040-01-01T10:00:00Z", duration: "PT1H" }
  ) { __typename }
}`;
export const created = changed({ type: "CREATED", window: { services: [{ name: "orders-db" }] } });

export const moveWindow = (startTime: string) => `mutation {
  updateFlinkMaintenanceWindow(
    input: { id: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment", startTime: "${startTime}" }
  ) { __typename }
}`;
export const moved = changed({
  type: "UPDATED",
  window: {
    application: {
      name: "orders-enrichment",
      service: { team: { onCall: "orders-on-call@company.example" } },
    },
  },
});

export type Subgraphs = Awaited<ReturnType<typeof startSubgraphs>>;

/** Changes something at the subgraph itself, as another client of the gateway does. */
export async function change({ maintenance }: Subgraphs, mutation: string) {
  const { data, errors } = await send(originOf(maintenance), mutation, {}, maintenance.headers);
  assert.equal(errors, undefined);
  assert.match(JSON.stringify(data), /Changed/);
}
