import { Group, Text } from "@mantine/core";
import type { AccountTypeName } from "@posthorn/contracts/accounts";
import {
  IconAt,
  IconBrandGoogle,
  IconBrandWindows,
  IconHelpCircle,
  type Icon,
  IconKey,
  IconSend,
  IconServer,
  IconUsers,
} from "@tabler/icons-react";
import { texts } from "./texts.ts";

const ICONS: Record<AccountTypeName, Icon> = {
  imap: IconServer,
  gmail: IconBrandGoogle,
  gmailService: IconBrandGoogle,
  outlook: IconBrandWindows,
  outlookService: IconBrandWindows,
  mailRu: IconAt,
  oauth2: IconKey,
  delegated: IconUsers,
  sending: IconSend,
  invalid: IconHelpCircle,
};

interface Props {
  type: AccountTypeName;
  application?: string | undefined;
  /** Its mail server. */
  host?: string | undefined;
}

/** How an account is served, with the name of its OAuth2 application or its mail server where it has one. */
export function AccountKind({ type, application, host }: Props) {
  const Icon = ICONS[type];
  return (
    <Group gap={8} wrap="nowrap" align="flex-start">
      <Text c="dimmed" span lh={1} mt={2}>
        <Icon size={17} stroke={1.6} aria-hidden />
      </Text>
      <div>
        <Text size="sm">{texts.types[type]}</Text>
        {(application ?? host) !== undefined && (
          <Text size="xs" c="dimmed">
            {application ?? host}
          </Text>
        )}
      </div>
    </Group>
  );
}
