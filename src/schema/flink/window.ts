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
    'Daily eight-hour window, in UTC, in which AWS may patch and restart a Flink application. AWS chooses the days. It announces them by email and in AWS Health, not in the API that the gateway reads. Source: Developer Guide, "Maintenance tasks for Managed Service for Apache Flink".',
  implements: ScheduledWindow,
})
export class FlinkMaintenanceWindow extends ScheduledWindow implements flink.FlinkMaintenanceWindow {
  declare readonly kind: "FlinkMaintenanceWindow";
  declare readonly schedule: DailySchedule;

  @Field(() => UtcTime, { description: "Time at which the window opens every day, in UTC." })
  readonly startTime!: string;

  @Field(() => UtcTime, {
    description:
      "Time at which the window closes, in UTC: eight hours after `startTime`, possibly on the next day.",
  })
  readonly endTime!: string;

  @Field(() => FlinkApplication, { description: "The application that AWS may patch and restart." })
  readonly application!: FlinkApplication;
}
