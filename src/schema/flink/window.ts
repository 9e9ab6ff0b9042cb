import { Field, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import type { DailySchedule } from "../../domain/time/schedules.js";
import { Key } from "../federation-directives.js";
import { UtcTime } from "../scalars.js";
import { ScheduledWindow } from "../scheduled-window.js";
import { FlinkApplication } from "./application.js";

@Key("id")
@ObjectType({
  description:
    'The daily eight hours in which AWS may patch and restart one Managed Service for Apache Flink application. AWS chooses the days; no API reports the next one (Developer Guide, "Maintenance tasks for Managed Service for Apache Flink").',
  implements: ScheduledWindow,
})
export class FlinkMaintenanceWindow extends ScheduledWindow implements flink.FlinkMaintenanceWindow {
  declare readonly kind: "FlinkMaintenanceWindow";
  declare readonly schedule: DailySchedule;

  @Field(() => UtcTime, { description: "When it opens, every day." })
  readonly startTime!: string;

  @Field(() => UtcTime, {
    description: "When it closes: eight hours after it opens, on the next day where that is past midnight.",
  })
  readonly endTime!: string;

  @Field(() => FlinkApplication, { description: "The application that may be patched and restarted." })
  readonly application!: FlinkApplication;
}
