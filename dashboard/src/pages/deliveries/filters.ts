import { EVENT_NAMES } from "@posthorn/contracts/events";
import { DELIVERY_STATES } from "@posthorn/contracts/webhook-log";

export const STATE_FILTERS = DELIVERY_STATES;
export const EVENT_FILTERS = EVENT_NAMES;
