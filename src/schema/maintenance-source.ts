import { Field, ID, ObjectType } from "type-graphql";
import type { Failure } from "../domain/failures/failure.js";
import type * as sources from "../domain/sources.js";
import { enumType } from "./enum-type.js";
import { MaintenanceError } from "./errors/maintenance-error.js";
import { Key } from "./federation-directives.js";
import { Provider } from "./provider.js";
import { DateTime } from "./scalars.js";

export const SourceState = enumType<sources.SourceState>("SourceState", "How fresh a source's answer is.", {
  OK: "It was read as recently as it is configured to be, and the last attempt did not fail.",
  STALE: "Its last good answer is shown, since the last attempt to replace it failed or took too long.",
  FAILED: "Nothing of the source is shown.",
  UNKNOWN: "The source has not been asked yet.",
});

export const CircuitState = enumType<sources.CircuitState>(
  "CircuitState",
  "Whether calls are sent to a source that may be in trouble.",
  {
    CLOSED: "They are.",
    OPEN: "None is: it has failed several times in a row (time-outs, 5xx, broken connections, answers that cannot be read), in lists, single reads or writes. After a while (UPSTREAM_BREAKER_OPEN_MS) the next call tries whether it is well again; until somebody calls, it stays OPEN.",
    HALF_OPEN: "One is, to try whether the source is well again; the others wait for what it comes to.",
  },
);

@ObjectType({ description: "What the gateway can do with the windows of a source." })
export class SourceCapabilities implements sources.SourceCapabilities {
  @Field(() => Boolean, { description: "Whether windows can be created." })
  readonly create!: boolean;

  @Field(() => Boolean, { description: "Whether windows can be changed." })
  readonly update!: boolean;

  @Field(() => Boolean, { description: "Whether windows can be deleted." })
  readonly delete!: boolean;

  @Field(() => Boolean, {
    description: "Whether maintenance that was carried out can be read; AWS sources only.",
  })
  readonly history!: boolean;
}

@Key("id")
@ObjectType({
  description: "One configured upstream: an AWS account and region, or a Datadog organisation on a site.",
})
export class MaintenanceSource implements sources.MaintenanceSource {
  @Field(() => ID, { description: "As configured; mutations and filters take it." })
  readonly id!: string;

  @Field(() => Provider, { description: "Whose it is." })
  readonly provider!: string;

  @Field(() => String, { nullable: true, description: "AWS sources only, e.g. `eu-central-1`." })
  readonly region!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "AWS sources only; null until the first application was described.",
  })
  readonly accountId!: string | null;

  @Field(() => String, { nullable: true, description: "Datadog sources only, e.g. `datadoghq.eu`." })
  readonly site!: string | null;

  @Field(() => SourceCapabilities, { description: "What can be done with its windows." })
  readonly capabilities!: SourceCapabilities;

  readonly kind!: "MaintenanceSource";
}

@ObjectType({
  description: "How a source did when its windows were last listed, and whether it is being asked now.",
})
export class SourceHealth implements sources.SourceHealth {
  @Field(() => SourceState, { description: "What the last list of its windows came to." })
  readonly state!: sources.SourceState;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the reading of its last good answer began; null where there is none.",
  })
  readonly fetchedAt!: Date | null;

  @Field(() => MaintenanceError, { nullable: true, description: "Why it is STALE or FAILED." })
  readonly error!: Failure | null;

  @Field(() => CircuitState, { description: "The circuit breaker between this replica and the source." })
  readonly circuit!: sources.CircuitState;
}

@ObjectType({
  description:
    "What one source contributed to one answer. A source that failed is named here and never looks like an empty list.",
})
export class SourceResult implements sources.SourceResult {
  @Field(() => SourceState, { description: "What the last list of its windows came to." })
  readonly state!: sources.SourceState;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the reading of its last good answer began; null where there is none.",
  })
  readonly fetchedAt!: Date | null;

  @Field(() => MaintenanceError, { nullable: true, description: "Why it is STALE or FAILED." })
  readonly error!: Failure | null;

  @Field(() => MaintenanceSource, { description: "The source that was asked." })
  readonly source!: MaintenanceSource;
}
