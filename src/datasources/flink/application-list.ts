import type { Deadline } from "../../upstream/deadlines.js";
import type { FlinkClient } from "./client.js";
import type { ApplicationPage } from "./model.js";

/** Yields all applications of a source, page by page. */
export async function* listApplications(
  client: Pick<FlinkClient, "listApplications">,
  deadline: Deadline,
): AsyncGenerator<ApplicationPage> {
  const seenTokens = new Set<string>();
  let nextToken: string | null = null;
  do {
    if (nextToken !== null) seenTokens.add(nextToken);
    const page: ApplicationPage = await client.listApplications(nextToken, seenTokens, deadline);
    yield page;
    nextToken = page.nextToken;
  } while (nextToken !== null);
}
