import { Badge, Button, Group, Title } from "@mantine/core";
import type { FoundAddress, Message } from "@posthorn/contracts/messages";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Details } from "../../components/details.tsx";
import { formatBytes, formatDate } from "../../languages/format.ts";
import classes from "./browse.module.css";
import { fullName } from "./people.ts";
import { texts } from "./texts.ts";

/** Who wrote to whom, of what, and when. */
export function MessageHead({ message }: { message: Message }) {
  const [isLong, setLong] = useState(false);
  const { subject, from, to, cc, bcc, replyTo, date, size, path, labels, security, messageId } = message;
  return (
    <header className={classes["head"]}>
      <Title order={2} fz="1.2rem" className={classes["subject"] ?? ""}>
        {subject || texts.list.noSubject}
      </Title>
      <Details
        items={[
          [texts.viewer.from, from ? fullName(from) : texts.list.noSender],
          [texts.viewer.to, people(to)],
          [texts.viewer.cc, people(cc)],
          [texts.viewer.date, date && <time dateTime={date}>{formatDate(date)}</time>],
          ...more(
            [
              [texts.viewer.bcc, people(bcc)],
              [texts.viewer.replyTo, people(replyTo)],
              [texts.viewer.folder, path],
              [texts.viewer.size, size === undefined ? undefined : formatBytes(size)],
              [texts.viewer.messageId, messageId],
            ],
            isLong,
          ),
        ]}
      />
      <Group gap={6}>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          ml={-6}
          aria-expanded={isLong}
          rightSection={isLong ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
          onClick={() => setLong(!isLong)}
        >
          {isLong ? texts.viewer.fewer : texts.viewer.details}
        </Button>
        {security?.signed && (
          <Badge variant="light" size="sm" tt="none">
            {texts.viewer.signed}
          </Badge>
        )}
        {security?.encrypted && (
          <Badge variant="light" size="sm" tt="none">
            {texts.viewer.encrypted}
          </Badge>
        )}
        {labels?.map((label) => (
          <Badge key={label} variant="light" color="gray" size="sm" tt="none">
            {label}
          </Badge>
        ))}
      </Group>
    </header>
  );
}

/** Details that are shown only when somebody asks for more. */
const more = (items: [name: string, value: ReactNode][], isLong: boolean) => (isLong ? items : []);

const people = (all: readonly FoundAddress[] | undefined) =>
  all === undefined || all.length === 0 ? undefined : all.map(fullName).join(", ");
