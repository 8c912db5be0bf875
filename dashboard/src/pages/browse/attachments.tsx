import { ActionIcon, Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import type { AttachmentEntry } from "@posthorn/contracts/messages";
import { IconDownload, IconExternalLink, IconEye, IconPaperclip } from "@tabler/icons-react";
import { CodeBlock } from "../../components/code-block.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { showFault } from "../../components/toast.tsx";
import { formatBytes } from "../../languages/format.ts";
import { attachmentUrl, useOpenDocument, useTextAttachment } from "../../queries/messages.ts";
import { attachmentKind } from "./attachment-kind.ts";
import classes from "./browse.module.css";
import { texts } from "./texts.ts";
import { useBrowse } from "./use-browse.ts";

const nameOf = ({ filename }: AttachmentEntry) => filename || texts.attachments.unnamed;

/** The files of a message, each to be downloaded, and looked at where that is safe. Pictures within its HTML are shown there. */
export function Attachments({ account, attachments }: { account: string; attachments: readonly AttachmentEntry[] }) {
  const { search, go } = useBrowse();
  const files = attachments.filter(({ embedded, inline, filename }) => !embedded && !(inline && !filename));
  const looked = files.find(({ id }) => id === search.attachment);
  if (files.length === 0) return null;
  return (
    <section aria-label={texts.attachments.title(files.length)} className={classes["files"]}>
      {files.map((file) => (
        <File key={file.id} account={account} file={file} onLook={() => go({ attachment: file.id })} />
      ))}
      {looked && (
        <Preview account={account} file={looked} onClose={() => go({ attachment: undefined }, { replace: true })} />
      )}
    </section>
  );
}

interface FileProps {
  account: string;
  file: AttachmentEntry;
  onLook: () => void;
}

function File({ account, file, onLook }: FileProps) {
  const open = useOpenDocument(account);
  const name = nameOf(file);
  const kind = attachmentKind(file.contentType);
  return (
    <div className={classes["file"]}>
      <IconPaperclip size={15} aria-hidden />
      <div className={classes["fileName"]}>
        <Text size="sm" truncate title={name}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {/* Encoded, three bytes take four characters. */}
          {formatBytes(Math.round((file.encodedSize * 3) / 4))}
        </Text>
      </div>
      {(kind === "picture" || kind === "text") && (
        <ActionIcon variant="subtle" color="gray" aria-label={texts.attachments.look(name)} onClick={onLook}>
          <IconEye size={16} aria-hidden />
        </ActionIcon>
      )}
      {kind === "pdf" && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={texts.attachments.open(name)}
          loading={open.isPending}
          onClick={() => open.mutate(file.id, { onError: (error) => showFault(error, texts.attachments.openFailed) })}
        >
          <IconExternalLink size={16} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon
        component="a"
        variant="subtle"
        color="gray"
        href={attachmentUrl(account, file.id, "attachment")}
        download={file.filename ?? ""}
        aria-label={texts.attachments.download(name)}
      >
        <IconDownload size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

interface PreviewProps {
  account: string;
  file: AttachmentEntry;
  onClose: () => void;
}

function Preview({ account, file, onClose }: PreviewProps) {
  const name = nameOf(file);
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.attachments.preview(name)}
      size="xl"
      closeButtonProps={{ "aria-label": texts.actions.close }}
    >
      <Stack>
        {attachmentKind(file.contentType) === "picture" ? (
          <img src={attachmentUrl(account, file.id, "inline")} alt={name} className={classes["picture"]} />
        ) : (
          <TextPreview account={account} id={file.id} name={name} />
        )}
        <Group justify="flex-end">
          <Button
            component="a"
            variant="default"
            href={attachmentUrl(account, file.id, "attachment")}
            download={file.filename ?? ""}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {texts.attachments.downloadIt}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Whatever it is, it is shown as the characters that it is made of. */
function TextPreview({ account, id, name }: { account: string; id: string; name: string }) {
  const text = useTextAttachment(account, id);
  if (text.isError)
    return <ErrorState error={text.error} onRetry={() => void text.refetch()} isRetrying={text.isFetching} />;
  if (text.data === undefined) return <Skeleton height={200} />;
  return (
    <>
      {text.data.isCut && <Text size="sm">{texts.attachments.isCut}</Text>}
      <CodeBlock code={text.data.text} label={texts.attachments.preview(name)} wraps />
    </>
  );
}
