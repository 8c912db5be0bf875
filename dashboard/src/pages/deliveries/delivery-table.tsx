import { Text } from "@mantine/core";
import type { WebhookDelivery } from "@posthorn/contracts/webhook-log";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Column, DataTable, rowLinkClass, type Selection } from "../../components/data-table.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { formatDate, formatNumber } from "../../languages/format.ts";
import { deliveryLabel, whyOf } from "./delivery-label.ts";
import { texts } from "./texts.ts";
import { useEndpointName } from "./use-endpoint-name.ts";

interface Props {
  label: string;
  /** Undefined while they are on their way. */
  deliveries: readonly WebhookDelivery[] | undefined;
  /** Tells the endpoint of each, where they are not all of one. */
  withEndpoint?: boolean;
  selection?: Selection<WebhookDelivery> | undefined;
  menuOf?: (delivery: WebhookDelivery) => ReactNode;
}

/** Deliveries, each of which leads to its own page. */
export function DeliveryTable({ label, deliveries, withEndpoint = false, selection, menuOf }: Props) {
  const nameOf = useEndpointName();
  const ofEndpoint: Column<WebhookDelivery> = {
    header: texts.columns.endpoint,
    cell: ({ endpoint, url }) => (
      <div>
        <Text size="sm">{nameOf(endpoint)}</Text>
        <Text size="xs" c="dimmed" maw={260} lineClamp={1} title={url ?? undefined}>
          {url}
        </Text>
      </div>
    ),
  };
  const [first, ...rest] = columns;
  return (
    <DataTable
      label={label}
      columns={withEndpoint && first ? [first, ofEndpoint, ...rest] : columns}
      rows={deliveries}
      keyOf={({ id }) => id}
      nameOf={({ event, created }) => texts.choose(event, formatDate(created))}
      selection={selection}
      {...(menuOf && { menuOf })}
    />
  );
}

const columns: readonly Column<WebhookDelivery>[] = [
  {
    header: texts.columns.event,
    cell: ({ id, event }) => (
      <Link to="/webhooks/deliveries/$delivery" params={{ delivery: id }} className={rowLinkClass}>
        {event}
      </Link>
    ),
  },
  {
    header: texts.columns.account,
    cell: ({ account }) => (
      <Text size="sm" {...(account === null && { c: "dimmed" })}>
        {account ?? texts.installation}
      </Text>
    ),
  },
  {
    header: texts.columns.state,
    cell: (delivery) => (
      <div>
        <StateBadge label={deliveryLabel(delivery)} />
        <Text size="xs" c="dimmed" mt={3} maw={280} lineClamp={2}>
          {whyOf(delivery)}
        </Text>
      </div>
    ),
  },
  { header: texts.columns.attempts, cell: ({ attemptsMade }) => formatNumber(attemptsMade) },
  { header: texts.columns.created, cell: ({ created }) => <RelativeTime at={created} /> },
];
