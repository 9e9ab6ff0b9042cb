import type { SubscribeResolverData } from "type-graphql";
import { Args, Authorized, Resolver, Root, Subscription } from "type-graphql";
import type { ResolverContext } from "../context.js";
import type { Scope } from "../domain/permissions.js";
import type { MaintenanceAt } from "../inventory/inventory.js";
import type { StreamedEvent } from "../live/live-events.js";
import { MaintenanceEvent, MaintenanceEventArguments } from "../schema/maintenance-event.js";
import { LiveMaintenanceNowArguments, MaintenanceNow } from "../schema/maintenance-now.js";
import { questionOf } from "./maintenance-now.js";

type Subscribing<Arguments> = SubscribeResolverData<unknown, Arguments, ResolverContext>;

@Resolver()
export class SubscriptionsResolver {
  @Authorized<Scope>("maintenance:read")
  @Subscription(() => MaintenanceNow, {
    description:
      "Whether there is maintenance now: the answer at once, then each answer that differs from the last one. An answer that differs only in the age of its data is not sent. If you read slowly, answers that are out of date are left out.",
    subscribe: ({ args, context }: Subscribing<LiveMaintenanceNowArguments>) =>
      context.stream((live, permissions) => live.verdicts(questionOf(args), permissions)),
  })
  maintenanceNow(
    @Root() answer: MaintenanceAt,
    @Args(() => LiveMaintenanceNowArguments) _question: LiveMaintenanceNowArguments,
  ): MaintenanceAt {
    return answer;
  }

  @Authorized<Scope>("maintenance:read")
  @Subscription(() => MaintenanceEvent, {
    description:
      "What happens to windows and their sources, each event once and in order. A window that you cannot read has no events. If a source cannot be read, its windows have no events until it can be read again; the source itself has one.",
    subscribe: ({ args: { filter, after }, context }: Subscribing<MaintenanceEventArguments>) =>
      context.stream((live, permissions) => live.events(filter ?? {}, after ?? null, permissions)),
  })
  maintenanceWindowChanged(
    @Root() event: StreamedEvent,
    @Args(() => MaintenanceEventArguments) _selection: MaintenanceEventArguments,
  ): StreamedEvent {
    return event;
  }
}
