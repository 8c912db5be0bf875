import {
  ActionIcon,
  Button,
  Checkbox,
  Collapse,
  FileButton,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { listGateways } from "@posthorn/contracts/gateways";
import type { Message } from "@posthorn/contracts/messages";
import { submit } from "@posthorn/contracts/submissions";
import { uploadMessage } from "@posthorn/contracts/uploads";
import { IconChevronDown, IconChevronUp, IconPaperclip, IconSend, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { CodeEditor } from "../../../components/code-editor.tsx";
import { FormFault } from "../../../components/form-fault.tsx";
import { showDone, showFault } from "../../../components/toast.tsx";
import { useSubmit as useFormSubmit } from "../../../components/use-submit.ts";
import { formatBytes } from "../../../languages/format.ts";
import { useAccount } from "../../../queries/accounts.ts";
import { useMay } from "../../../queries/session.ts";
import { useGatewayChoice, useRemoveDraft, useSubmit, useUpload } from "../../../queries/submissions.ts";
import classes from "../browse.module.css";
import type { Composing } from "../filters.ts";
import { MailFrame } from "../mail-frame.tsx";
import { useBrowse } from "../use-browse.ts";
import {
  type ComposedFile,
  type ComposeForm,
  faultsOf,
  FIELDS,
  startOf,
  toDraft,
  toSubmission,
} from "./compose-form.ts";
import { readFile } from "./read-file.ts";
import type { SentMessage } from "./sent.tsx";
import { texts } from "./texts.ts";

interface Props {
  kind: Composing;
  /** What is answered, forwarded or gone on with. */
  message: Message | undefined;
  onDirty: () => void;
  onCancel: () => void;
  onSaved: () => void;
  onSent: (sent: SentMessage) => void;
}

/** The fields of a message, and the ways to send and to keep it. */
export function ComposeFields({ kind, message, onDirty, onCancel, onSaved, onSent }: Props) {
  const { account } = useBrowse();
  const details = useAccount(account).data;
  const own = details?.email ?? "";
  const maySend = useMay(submit);
  const mayStore = useMay(uploadMessage);
  const submitMessage = useSubmit(account);
  const upload = useUpload(account);
  const removeDraft = useRemoveDraft(account);
  const [files, setFiles] = useState<ComposedFile[]>(() => (kind === "draft" && message ? filesOf(message) : []));
  const [isSaving, setSaving] = useState(false);
  // One key for all tries to send this message: it is sent once, however often one clicks.
  const key = useRef(newKey());
  const intent = useRef<"send" | "save">("send");
  const form = useForm<ComposeForm>({
    initialValues: startOf(kind, message, own),
    validate: (values) => faultsOf(values, { now: Date.now(), isDraft: intent.current === "save" }),
    onValuesChange: onDirty,
  });
  const { onSubmit, isBusy, fault } = useFormSubmit(
    form,
    async (values) => {
      if (intent.current === "save") {
        const from = { ...(details?.name && { name: details.name }), address: own };
        await upload(toDraft(values, files, kind, message, from), kind === "draft" ? message?.id : undefined);
        showDone(texts.saved);
        onSaved();
        return;
      }
      const { queueId, sendAt } = await submitMessage(toSubmission(values, files, kind, message), key.current);
      if (kind === "draft" && message)
        await removeDraft(message.id).catch((error: unknown) => showFault(error, texts.draftKept));
      onSent({ queueId, sendAt: values.sendAt === "" ? undefined : sendAt });
    },
    { fields: FIELDS },
  );
  async function addFiles(added: File[]) {
    try {
      const read = await Promise.all(added.map(readFile));
      setFiles((before) => [...before, ...read]);
      onDirty();
    } catch (error) {
      showFault(error);
    }
  }
  const { values } = form;
  const fields = useRef<HTMLFormElement>(null);
  // Whoever answers writes at once; all others first say to whom.
  useEffect(() => {
    const field = kind.startsWith("reply") || kind === "draft" ? "textarea" : "input";
    fields.current?.querySelector<HTMLElement>(field)?.focus();
  }, [kind]);
  return (
    <form onSubmit={onSubmit} noValidate ref={fields}>
      <Stack gap="md">
        <Recipients form={form} />
        <TextInput label={texts.subject} maxLength={10_240} {...form.getInputProps("subject")} />
        <Body form={form} />
        {(kind === "reply" || kind === "reply-all" || kind === "forward") && (
          <Group>
            <Checkbox label={texts.quote} {...form.getInputProps("quotes", { type: "checkbox" })} />
            {kind === "forward" && (
              <Checkbox label={texts.forwardFiles} {...form.getInputProps("forwardsFiles", { type: "checkbox" })} />
            )}
          </Group>
        )}
        <Files
          files={files}
          onAdd={(added) => void addFiles(added)}
          onRemove={(index) => setFiles(files.filter((_, at) => at !== index))}
        />
        {maySend && <WhenAndHow form={form} />}
        <FormFault fault={fault} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel} disabled={isBusy}>
            {texts.cancel}
          </Button>
          {mayStore && (
            <Button
              type="submit"
              variant="default"
              loading={isBusy && isSaving}
              disabled={isBusy}
              onClick={() => {
                intent.current = "save";
                setSaving(true);
              }}
            >
              {texts.save}
            </Button>
          )}
          {maySend && (
            <Button
              type="submit"
              leftSection={<IconSend size={16} aria-hidden />}
              loading={isBusy && !isSaving}
              disabled={isBusy}
              onClick={() => {
                intent.current = "send";
                setSaving(false);
              }}
            >
              {values.sendAt === "" ? texts.send : texts.schedule}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

type Form = UseFormReturnType<ComposeForm>;

function Recipients({ form }: { form: Form }) {
  const [showsMore, setShowsMore] = useState(form.values.cc.length + form.values.bcc.length > 0);
  const field = (name: "to" | "cc" | "bcc") => (
    <TagsInput label={texts[name]} splitChars={[",", ";"]} acceptValueOnBlur {...form.getInputProps(name)} />
  );
  return (
    <>
      <div>
        {field("to")}
        <Group justify="space-between" mt={4}>
          <Text size="xs" c="dimmed">
            {texts.addressHint}
          </Text>
          {!showsMore && (
            <Button size="compact-xs" variant="subtle" onClick={() => setShowsMore(true)}>
              {texts.moreRecipients}
            </Button>
          )}
        </Group>
      </div>
      {showsMore && (
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {field("cc")}
          {field("bcc")}
        </SimpleGrid>
      )}
    </>
  );
}

function Body({ form }: { form: Form }) {
  const { format, html } = form.values;
  return (
    <div>
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label={texts.format}
        data={[
          { value: "text", label: texts.plain },
          { value: "html", label: texts.html },
        ]}
        {...form.getInputProps("format")}
      />
      {format === "text" ? (
        <Textarea aria-label={texts.text} autosize minRows={8} maxRows={20} {...form.getInputProps("text")} />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <CodeEditor
            label={texts.source}
            language="html"
            value={html}
            onChange={(value) => form.setFieldValue("html", value)}
            minHeight={220}
          />
          <div>
            <Text size="sm" fw={500} mb={2}>
              {texts.preview}
            </Text>
            <MailFrame html={html} showsImages={false} label={texts.preview} isPage />
          </div>
        </SimpleGrid>
      )}
    </div>
  );
}

interface FilesProps {
  files: readonly ComposedFile[];
  onAdd: (files: File[]) => void;
  onRemove: (index: number) => void;
}

function Files({ files, onAdd, onRemove }: FilesProps) {
  const reset = useRef<() => void>(null);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <FileButton
          multiple
          resetRef={reset}
          onChange={(added) => {
            onAdd(added);
            reset.current?.();
          }}
        >
          {(props) => (
            <Button variant="default" size="xs" leftSection={<IconPaperclip size={15} aria-hidden />} {...props}>
              {texts.addFiles}
            </Button>
          )}
        </FileButton>
        {files.length > 0 && (
          <Text size="xs" c="dimmed">
            {texts.filesTotal(files.length, formatBytes(total))}
          </Text>
        )}
      </Group>
      {files.length > 0 && (
        <ul className={classes["composedFiles"]} aria-label={texts.files}>
          {files.map((file, index) => (
            <li key={`${file.name}${index}`} className={classes["file"]}>
              <Text size="sm" truncate maw={220} title={file.name}>
                {file.name}
              </Text>
              <Text size="xs" c="dimmed">
                {formatBytes(file.size)}
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label={texts.removeFile(file.name)}
                onClick={() => onRemove(index)}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function WhenAndHow({ form }: { form: Form }) {
  const [isOpen, setOpen] = useState(false);
  const mayChoose = useMay(listGateways);
  const gateways = useGatewayChoice({ isWanted: mayChoose && isOpen });
  const isShown = isOpen || form.errors["sendAt"] !== undefined || form.errors["gateway"] !== undefined;
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        aria-expanded={isShown}
        rightSection={isShown ? <IconChevronUp size={15} aria-hidden /> : <IconChevronDown size={15} aria-hidden />}
        onClick={() => setOpen(!isOpen)}
      >
        {texts.more}
      </Button>
      <Collapse expanded={isShown}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} pt="xs">
          <TextInput
            type="datetime-local"
            label={texts.sendAt}
            description={texts.sendAtHint}
            {...form.getInputProps("sendAt")}
          />
          {mayChoose && (
            <Select
              label={texts.gateway}
              description={texts.ownServer}
              data={(gateways.data ?? []).map(({ gateway, name }) => ({ value: gateway, label: name || gateway }))}
              placeholder={texts.ownServer}
              clearable
              {...form.getInputProps("gateway")}
            />
          )}
        </SimpleGrid>
      </Collapse>
    </div>
  );
}

/** The files of a draft stay in the mailbox until it is sent. */
const filesOf = ({ attachments = [] }: Message): ComposedFile[] =>
  attachments
    .filter(({ embedded, encodedInMessage }) => !embedded && !encodedInMessage)
    .map(({ id, filename, encodedSize }) => ({
      name: filename ?? "",
      size: Math.round((encodedSize * 3) / 4),
      reference: id,
    }));

/** Works without HTTPS too, where `randomUUID` does not. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");
