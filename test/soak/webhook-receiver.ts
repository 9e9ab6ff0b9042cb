import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import type { Mirror } from "./mirror.js";
import { createMirror } from "./mirror.js";

/** The share of requests that the receiver refuses, or answers too late. */
const failures = { refused: 0.1, hanging: 0.01 };

export interface WebhookReceiver {
  /** A configuration file with the receiver as a sink. */
  readonly configurationFile: string;
  readonly mirror: Mirror;
  readonly accepted: () => number;
  readonly close: () => void;
}

/**
 * Receives webhooks as a careful service does: verifies each, and applies each id once. Some requests fail, as in a real network. The
 * events can arrive in another order than they happened, so the latest of a window counts.
 */
export async function startWebhookReceiver(complain: (problem: string) => void): Promise<WebhookReceiver> {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const webhook = new Webhook(secret);
  const mirror = createMirror("the webhook's receiver");
  const accepted = new Set<string>();
  const latest = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const chance = Math.random();
    if (chance < failures.refused) {
      response.writeHead(503).end();
      return;
    }
    // The attempt times out after ten seconds. The gateway then sends the same id again.
    if (chance < failures.refused + failures.hanging) return;
    try {
      webhook.verify(body, request.headers as Record<string, string>);
    } catch {
      complain("a webhook has an invalid signature");
    }
    const id = String(request.headers["webhook-id"]);
    if (accepted.has(id)) complain("a webhook was sent again after it was accepted");
    accepted.add(id);
    response.writeHead(204).end();
    const { type, timestamp, data } = JSON.parse(body);
    if (!data.window || (latest.get(data.window.id) ?? "") > timestamp) return;
    latest.set(data.window.id, timestamp);
    mirror.apply(type.replace("maintenance.window.", "").toUpperCase(), data.window);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = mkdtempSync(join(tmpdir(), "soak-"));
  const [configurationFile, secretFile] = [join(folder, "gateway.yaml"), join(folder, "secret")];
  writeFileSync(secretFile, secret);
  const sink = {
    name: "soak",
    type: "webhook",
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secretFile,
    allowPrivateAddresses: true,
    events: ["CREATED", "UPDATED", "DELETED"],
    filter: { certainties: ["UNDERWAY", "DECLARED", "POSSIBLE"] },
  };
  writeFileSync(configurationFile, JSON.stringify({ notifications: [sink] }));
  return {
    configurationFile,
    mirror,
    accepted: () => accepted.size,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
