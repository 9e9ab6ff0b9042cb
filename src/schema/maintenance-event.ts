import { ArgsType, Field, ID, InputType, InterfaceType, ObjectType } from "type-graphql";
import type { EventFilter } from "../domain/events/event-filter.js";
import type * as events from "../domain/events/maintenance-event.js";
import type { Failure } from "../domain/failures/failure.js";
import type * as sources from "../domain/sources.js";
import type { Certainty } from "../domain/windows/certainty.js";
import type * as windows from "../domain/windows/scheduled-window.js";
import type { StreamedEvent } from "../live/live-events.js";
import { enumType } from "./enum-type.js";
import { MaintenanceError } from "./errors/maintenance-error.js";
import { MaintenanceSource, SourceState } from "./maintenance-source.js";
import { DateTime } from "./scalars.js";
import { MaintenanceCertainty, ScheduledWindow } from "./scheduled-window.js";
import { MaintenanceWindowSelection } from "./window-filter.js";

type EventType = StreamedEvent["type"];

export const MaintenanceEventType = enumType<EventType>("MaintenanceEventType", "What happened.", {
  CREATED: "A window was created.",
  UPDATED: "A window was changed: a field that a mutation can set has another value.",
  DELETED: "A window was deleted.",
  OPENED: "A window opened, by its schedule or because of a change.",
  CLOSED: "A window closed, by its schedule or because of a change.",
  UNDERWAY_STARTED: "The provider now reports that maintenance is under way.",
  UNDERWAY_ENDED: "The provider no longer reports that maintenance is under way.",
  SOURCE_CHANGED: "The state of a source's data changed, for example from OK to FAILED.",
  RESTARTED:
    "You may have missed events, because the gateway cannot continue at the position in `after`. Query the windows again.",
});

@InputType({
  description:
    "Selects events. An event of a window must meet every condition that you set, with the window before or after it. Omitted or null conditions are ignored, and an empty list matches nothing. Events of a source are delivered if its windows can meet the conditions; `search` does not restrict them.",
})
export class MaintenanceEventFilter extends MaintenanceWindowSelection implements EventFilter {
  @Field(() => [MaintenanceEventType], {
    nullable: true,
    description: "Selects events of these types. RESTARTED is always delivered.",
  })
  readonly types?: events.MaintenanceEventType[] | null;

  @Field(() => [MaintenanceCertainty], {
    nullable: true,
    description: "Selects events of windows that have one of these certainties.",
  })
  readonly certainties?: Certainty[] | null;
}

@ArgsType()
export class MaintenanceEventArguments {
  @Field(() => MaintenanceEventFilter, { nullable: true, description: "Events to deliver; all by default." })
  readonly filter?: MaintenanceEventFilter | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The `position` of the last event that you received, to get those after it. If the gateway cannot continue there, the first event is RESTARTED: after more than an hour, or if another replica of the gateway serves the stream. By default, the stream begins now. Pass `start` to begin now with RESTARTED, which tells you when to query the windows: no later change escapes the stream.",
  })
  readonly after?: string | null;
}

@InterfaceType({ description: "Something that happened to a window or a source." })
export abstract class MaintenanceEvent {
  readonly kind!: string;

  @Field(() => MaintenanceEventType, { description: "What happened." })
  readonly type!: EventType;

  @Field(() => DateTime, {
    description:
      "When it happened. For a window that opens or closes by its schedule, the instant in the schedule. For other events, when the gateway noticed it.",
  })
  readonly at!: Date;

  @Field(() => ID, {
    description: "Opaque position in the stream. Pass it as `after` to continue after this event.",
  })
  readonly position!: string;
}

@ObjectType({ implements: MaintenanceEvent, description: "Something that happened to a window." })
export class MaintenanceWindowEvent extends MaintenanceEvent {
  @Field(() => ScheduledWindow, {
    description: "The window after the event; a deleted window as it was before.",
  })
  readonly window!: windows.ScheduledWindow;

  @Field(() => ScheduledWindow, {
    nullable: true,
    description:
      "The window before the event; null if it was created. The same as `window` if only time has passed.",
  })
  readonly previous!: windows.ScheduledWindow | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Who changed the window through this gateway: the claim `sub` of the caller's token. Null if only time has passed, if the change was made elsewhere or before the window was read, or if the gateway does not identify callers.",
  })
  readonly changedBy!: string | null;
}

@ObjectType({ implements: MaintenanceEvent, description: "A change of the state of a source's data." })
export class MaintenanceSourceEvent extends MaintenanceEvent {
  @Field(() => MaintenanceSource, { description: "The source." })
  readonly source!: sources.MaintenanceSource;

  @Field(() => SourceState, { description: "State of its data now." })
  readonly state!: sources.SourceState;

  @Field(() => SourceState, { description: "State of its data before." })
  readonly previousState!: sources.SourceState;

  @Field(() => MaintenanceError, {
    nullable: true,
    description: "Why the state is STALE or FAILED; null for other states.",
  })
  readonly error!: Failure | null;
}

@ObjectType({
  implements: MaintenanceEvent,
  description:
    "First event of a stream that cannot continue at the position in `after`. Query the windows again: you may have missed events.",
})
export class MaintenanceStreamRestarted extends MaintenanceEvent {}
