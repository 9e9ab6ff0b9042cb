import { Field, ID, Int, ObjectType } from "type-graphql";
import type { Failure } from "../domain/failures/failure.js";
import * as sources from "../domain/sources.js";
import type { Certainty } from "../domain/windows/certainty.js";
import type { WindowTexts } from "../domain/windows/scheduled-window.js";
import { enumType } from "./enum-type.js";
import { MaintenanceError } from "./errors/maintenance-error.js";
import { AssumedSize, Key } from "./federation-directives.js";
import { Provider } from "./provider.js";
import { DateTime } from "./scalars.js";

export const SourceState = enumType<sources.SourceState>("SourceState", "State of a source's data.", {
  OK: "The data is as fresh as configured, and the last attempt to read it did not fail.",
  PARTIAL:
    "The data is as fresh as configured, but some windows are missing, because they could not be read. `unreadable` names them.",
  STALE: "The windows come from the cache, because the last attempt to read them failed or timed out.",
  FAILED: "The source could not be read, and the cache holds no windows that are recent enough.",
  UNKNOWN: "This replica has not listed the source's windows yet.",
});

export const CircuitState = enumType<sources.CircuitState>(
  "CircuitState",
  "State of the circuit breaker of a source.",
  {
    CLOSED: "The gateway calls the source normally.",
    OPEN: "The gateway does not call the source, because several reads or writes in a row failed. Timeouts, 5xx responses, broken connections and unreadable responses count as failures. After a pause (`UPSTREAM_BREAKER_OPEN_MS`), it sends the next call as a probe. Until that call, the circuit stays OPEN.",
    HALF_OPEN:
      "The gateway sends one call as a probe to find out whether the source has recovered. Other calls wait for its result.",
  },
);

@ObjectType({ description: "Operations that you can perform on a source's windows." })
export class SourceCapabilities implements sources.SourceCapabilities {
  @Field(() => Boolean, { description: "Whether you can create windows." })
  readonly create!: boolean;

  @Field(() => Boolean, { description: "Whether you can change windows." })
  readonly update!: boolean;

  @Field(() => Boolean, { description: "Whether you can delete windows." })
  readonly delete!: boolean;

  @Field(() => Boolean, {
    description: "Whether you can read past maintenance (`maintenanceHistory`). True for AWS sources only.",
  })
  readonly history!: boolean;
}

@Key("id")
@ObjectType({
  description: "A configured source: one AWS account and region, or one Datadog organisation on one site.",
})
export class MaintenanceSource implements sources.MaintenanceSource {
  @Field(() => ID, {
    description: "Id of the source from the configuration. Use it in filters and mutations.",
  })
  readonly id!: string;

  @Field(() => Provider, { description: "Provider of the source." })
  readonly provider!: string;

  @Field(() => String, {
    nullable: true,
    description: "AWS region, e.g. `eu-central-1`; null for Datadog sources.",
  })
  readonly region!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "AWS account id, twelve digits; null for Datadog sources. If it is not configured, it is null until the gateway has read the first application.",
  })
  readonly accountId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Datadog site, e.g. `datadoghq.eu`; null for AWS sources.",
  })
  readonly site!: string | null;

  @Field(() => SourceCapabilities, {
    description: "Operations that you can perform on the source's windows.",
  })
  readonly capabilities!: SourceCapabilities;

  readonly kind!: "MaintenanceSource";
  readonly certainties!: readonly Certainty[];
  readonly hasApplications!: boolean;
  readonly hasCreators!: boolean;
  readonly hasDailyWindows!: boolean;
}

@ObjectType({
  description:
    "A window or application that could not be read, although its source could. Lists do not contain it: they never show it from older data.",
})
export class UnreadableItem implements sources.UnreadableItem {
  @Field(() => ID, {
    nullable: true,
    description:
      "Id of the window; null if the id could not be read either. `maintenanceWindow` with this id returns the window if it can be read again, otherwise the error.",
  })
  readonly id!: string | null;

  readonly texts!: WindowTexts | null;

  @Field(() => MaintenanceError, { description: "Why it could not be read." })
  readonly error!: Failure;
}

const unreadableCount =
  "Number of windows or applications that the data lacks, because they could not be read. STALE data can lack windows too. 0 for FAILED, because nothing could be read.";

const unreadable = `The first ${sources.maxNamedUnreadable} windows or applications that could not be read. \`unreadableCount\` counts all of them.`;

@ObjectType({ description: "Result of this replica's last attempt to list a source's windows." })
export class SourceHealth implements sources.SourceHealth {
  @Field(() => SourceState, { description: "State of the source's data." })
  readonly state!: sources.SourceState;

  @Field(() => DateTime, {
    nullable: true,
    description: "Start of the last successful read of the source; null if there is none.",
  })
  readonly fetchedAt!: Date | null;

  @Field(() => MaintenanceError, {
    nullable: true,
    description: "Why the state is STALE or FAILED; null for other states.",
  })
  readonly error!: Failure | null;

  @Field(() => Int, { description: unreadableCount })
  readonly unreadableCount!: number;

  @AssumedSize("UNREADABLE_ITEMS")
  @Field(() => [UnreadableItem], { description: unreadable })
  readonly unreadable!: readonly sources.UnreadableItem[];

  @Field(() => CircuitState, {
    description: "State of the circuit breaker between this replica of the gateway and the source.",
  })
  readonly circuit!: sources.CircuitState;
}

@ObjectType({
  description:
    "Result of reading one source for a list, a calendar or `maintenanceNow`. A failed source has an entry with its error, so that you can tell it from a source without windows.",
})
export class SourceResult implements sources.SourceResult {
  @Field(() => SourceState, { description: "State of the source's data." })
  readonly state!: sources.SourceState;

  @Field(() => DateTime, {
    nullable: true,
    description: "Start of the last successful read of the source; null if there is none.",
  })
  readonly fetchedAt!: Date | null;

  @Field(() => MaintenanceError, {
    nullable: true,
    description: "Why the state is STALE or FAILED; null for other states.",
  })
  readonly error!: Failure | null;

  @Field(() => Int, { description: unreadableCount })
  readonly unreadableCount!: number;

  @AssumedSize("UNREADABLE_ITEMS")
  @Field(() => [UnreadableItem], { description: unreadable })
  readonly unreadable!: readonly sources.UnreadableItem[];

  @Field(() => MaintenanceSource, { description: "The source that this entry is about." })
  readonly source!: MaintenanceSource;
}
