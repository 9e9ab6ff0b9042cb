import type { Deadline } from "../../upstream/deadlines.js";
import type { FlinkClient } from "./client.js";
import type { ApplicationPage, FlinkApplicationSummary } from "./model.js";

/** Yields all applications of a source, page by page. */
export async function* listApplications(
  client: Pick<FlinkClient, "listApplications">,
  deadline: Deadline,
): AsyncGenerator<readonly FlinkApplicationSummary[]> {
  const seenTokens = new Set<string>();
  let nextToken: string | null = null;
  do {
    if (nextToken !== null) seenTokens.add(nextToken);
    const page: ApplicationPage = await client.listApplications(nextToken, seenTokens, deadline);
    yield page.applications;
    nextToken = page.nextToken;
  } while (nextToken !== null);
}
