import { GatewayError } from "../../domain/failures/gateway-error.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { isAboutItem } from "../../upstream/item-errors.js";
import type { ListSample } from "../provider.js";
import type { FlinkClient } from "./client.js";
import { toWindowId } from "./mapping.js";

/** Lists the first page of applications and describes each. Throws GatewayError if the source cannot be read. */
export async function tryListApplications(client: FlinkClient, deadline: Deadline): Promise<ListSample> {
  const page = await client.listApplications(null, new Set(), deadline);
  const unreadable: ListSample["unreadable"][number][] = page.unreadable.map(({ arn, error }) => ({
    id: arn && toWindowId(arn.arn),
    error,
  }));
  let windowCount = 0;
  await Promise.all(
    page.applications.map(async ({ arn }) => {
      try {
        const { maintenance } = await client.describeApplication(arn, deadline);
        if (maintenance !== null) windowCount += 1;
      } catch (error) {
        if (!isAboutItem(error)) throw error;
        unreadable.push({ id: toWindowId(arn.arn), error: error.failure });
      }
    }),
  );
  const [first] = unreadable;
  // As for a list, a source is not read if none of its applications is.
  if (first !== undefined && unreadable.length === page.applications.length + page.unreadable.length)
    throw new GatewayError(first.error);
  return { windowCount, unreadable, isWhole: page.nextToken === null };
}
