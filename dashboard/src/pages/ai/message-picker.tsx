import { Select } from "@mantine/core";
import { explainFault } from "../../faults.ts";
import { formatDate } from "../../languages/format.ts";
import { useMessages } from "../../queries/messages.ts";
import { texts } from "./texts.ts";

interface Props {
  account: string;
  message: string | undefined;
  onChange: (message: string | undefined) => void;
}

const SHOWN = 25;

/** One of the newest messages of the inbox, or the one that the address names. */
export function MessagePicker({ account, message, onChange }: Props) {
  const messages = useMessages(account, { path: "INBOX", page: 0, pageSize: SHOWN });
  const found = (messages.data?.messages ?? []).map(({ id, subject, from, date }) => ({
    value: id,
    label: [subject || texts.sample.noSubject, from?.name || from?.address, date && formatDate(date)]
      .filter(Boolean)
      .join(" · "),
  }));
  const isKnown = message === undefined || found.some(({ value }) => value === message);
  return (
    <Select
      label={texts.sample.message}
      placeholder={texts.sample.chooseMessage}
      nothingFoundMessage={texts.sample.noMessages}
      data={isKnown ? found : [{ value: message, label: message }, ...found]}
      value={message ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      error={messages.isError ? explainFault(messages.error).text : undefined}
      searchable
    />
  );
}
