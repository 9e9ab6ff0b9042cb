import { Field, ID, ObjectType } from "type-graphql";
import type { Failure } from "../domain/errors.js";
import type * as sources from "../domain/sources.js";
import { enumType } from "./enum-type.js";
import { MaintenanceError } from "./errors.js";
import { Provider } from "./provider.js";
import { DateTime } from "./scalars.js";

export const SourceState = enumType<sources.SourceState>("SourceState", "How fresh a source's answer is.", {
  OK: "The answer is as fresh as asked.",
  STALE: "An older answer is shown because the upstream fails now.",
  FAILED: "Nothing of the source is shown.",
  UNKNOWN: "The source has not been asked yet.",
});

@ObjectType({ description: "What the gateway can do with the windows of a source." })
export class SourceCapabilities implements sources.SourceCapabilities {
  @Field(() => Boolean)
  readonly create!: boolean;

  @Field(() => Boolean)
  readonly update!: boolean;

  @Field(() => Boolean)
  readonly delete!: boolean;

  @Field(() => Boolean, { description: "Whether it tells the maintenance that was carried out." })
  readonly history!: boolean;
}

@ObjectType({
  description: "One configured upstream: an AWS account and region, or a Datadog organisation on a site.",
})
export class MaintenanceSource implements sources.MaintenanceSource {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Provider)
  readonly provider!: string;

  @Field(() => String, { nullable: true, description: "AWS sources only, e.g. `eu-central-1`." })
  readonly region!: string | null;

  @Field(() => String, { nullable: true, description: "AWS sources only; null until AWS has told it." })
  readonly accountId!: string | null;

  @Field(() => String, { nullable: true, description: "Datadog sources only, e.g. `datadoghq.eu`." })
  readonly site!: string | null;

  @Field(() => SourceCapabilities)
  readonly capabilities!: SourceCapabilities;
}

@ObjectType({ description: "How a source did when it was last read." })
export class SourceHealth implements sources.SourceHealth {
  @Field(() => SourceState)
  readonly state!: sources.SourceState;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the answer that is shown was fetched; null where none is.",
  })
  readonly fetchedAt!: Date | null;

  @Field(() => MaintenanceError, { nullable: true, description: "Why it is STALE or FAILED." })
  readonly error!: Failure | null;
}

@ObjectType({
  description:
    "What one source contributed to one answer. A source that failed is named here and never looks like an empty list.",
})
export class SourceResult extends SourceHealth implements sources.SourceResult {
  @Field(() => MaintenanceSource)
  readonly source!: MaintenanceSource;
}
