import type { ItemReader } from "../../cache/item-reader.js";
import { isNotFound } from "../../domain/failures/gateway-error.js";
import type { Deadline } from "../../upstream/deadlines.js";
import type { BulkRead } from "../../upstream/upstream.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkClient } from "./client.js";
import type { DescribedApplication, FlinkApplication } from "./model.js";

type Reader = ItemReader<DescribedApplication | null>;

/** Creates the reads of single applications, as the cache keeps them. They return null for an application that does not exist. */
export function createDescribe(client: FlinkClient) {
  async function describe(
    arn: ApplicationArn,
    describedAtMs: number | null,
    deadline: Deadline,
    bulk?: BulkRead<FlinkApplication>,
  ): Promise<DescribedApplication | null> {
    try {
      const application = await client.describeApplication(arn, deadline, bulk);
      return { application, describedAtMs };
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  const timeoutOf = (arn: ApplicationArn) => () => client.describeTimeout(arn);
  return {
    describe,

    readerOf: (arn: ApplicationArn): Reader => ({
      read: (deadline, readAtMs) => describe(arn, readAtMs, deadline),
      timeoutError: timeoutOf(arn),
    }),

    /** For all replicas. They cannot compare the times of their steady clocks, so the item has none. */
    sharedReaderOf: (arn: ApplicationArn): Reader => ({
      read: (deadline) => describe(arn, null, deadline),
      timeoutError: timeoutOf(arn),
    }),
  };
}
