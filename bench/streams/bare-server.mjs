/**
 * A bare Node.js server of event streams, to compare with: it keeps the streams that POST /graphql opens, and writes the same bytes to
 * all of them at POST /change.
 */
import { createServer } from "node:http";

const streams = new Set();
const event = `event: next\ndata: ${JSON.stringify({ data: { maintenanceWindowChanged: { type: "UPDATED", at: "2026-11-22T12:00:00.000Z", position: "6ec3ecbf-6a1c-4b4e-8c37-2a1e3a3b9a53:1", window: { id: "datadog:datadog:00000000-0000-4000-8000-000000000004", title: "Changed" } } } })}\n\n`;

const server = createServer((request, response) => {
  request.resume();
  if (request.url === "/change") {
    for (const stream of streams) stream.write(event);
    response.end();
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(":\n\n");
  streams.add(response);
  response.once("close", () => streams.delete(response));
});
server.listen(0, "127.0.0.1", () => console.log(`listening at http://127.0.0.1:${server.address().port}`));
