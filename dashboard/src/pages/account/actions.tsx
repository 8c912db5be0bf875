import { ActionIcon, Button, Menu } from "@mantine/core";
import { type Account, flushAccount, reconnectAccount, syncAccount, updateAccount } from "@posthorn/contracts/accounts";
import { listTokens } from "@posthorn/contracts/tokens";
import { listMessages } from "@posthorn/contracts/messages";
import { requestAuthenticationForm } from "@posthorn/contracts/authentication-form";
import {
  IconDotsVertical,
  IconEraser,
  IconKey,
  IconLogin2,
  IconMailForward,
  IconMailOpened,
  IconPencil,
  IconPlugConnected,
  IconRefresh,
  IconTemplate,
  IconTrash,
} from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ButtonLink, MenuLink } from "../../components/link.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useFlush, useReconnect, useSync } from "../../queries/accounts.ts";
import { useFeatures, useMay } from "../../queries/session.ts";
import { AuthorizeDialog } from "../account-authorize/authorize-dialog.tsx";
import { texts } from "./texts.ts";

interface Props {
  account: Account;
  /** Asks whether it is to be deleted; undefined for those who may not. */
  onDelete: (() => void) | undefined;
}

/** What can be done with an account. */
export function Actions({ account, onDelete }: Props) {
  const { account: id, oauth2, imap } = account;
  const reconnect = useReconnect(id);
  const sync = useSync(id);
  const flush = useFlush(id);
  const mayReconnect = useMay(reconnectAccount);
  const maySync = useMay(syncAccount);
  const mayFlush = useMay(flushAccount);
  const mayEdit = useMay(updateAccount);
  const mayAuthorize = useMay(requestAuthenticationForm);
  const [isFlushing, setFlushing] = useState(false);
  const [{ dialog }, change] = useUrlSearch();
  const onError = (error: Error) => showFault(error);
  // Where an administrator has let an application in, there is nobody to ask.
  const hasOwner = (oauth2?.provider !== undefined || imap !== undefined) && !account.type.endsWith("Service");
  const mayListTokens = useMay(listTokens);
  const { messageBrowser } = useFeatures();
  const mayBrowse = useMay(listMessages) && messageBrowser;
  const canRead =
    account.sendOnly !== true && account.type !== "sending" && account.type !== "invalid" && imap?.disabled !== true;
  return (
    <>
      {mayBrowse && canRead && (
        <ButtonLink
          to="/accounts/$account/browse"
          params={{ account: id }}
          leftSection={<IconMailOpened size={17} aria-hidden />}
        >
          {texts.browse}
        </ButtonLink>
      )}
      {mayReconnect && (
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={17} aria-hidden />}
          loading={reconnect.isPending}
          onClick={() => reconnect.mutate(undefined, { onSuccess: () => showDone(texts.reconnecting), onError })}
        >
          {texts.reconnect}
        </Button>
      )}
      {maySync && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={17} aria-hidden />}
          loading={sync.isPending}
          onClick={() => sync.mutate(undefined, { onSuccess: () => showDone(texts.syncing), onError })}
        >
          {texts.sync}
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={texts.actions}>
            <IconDotsVertical size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <MenuLink
              to="/accounts/$account/edit"
              params={{ account: id }}
              leftSection={<IconPencil size={16} aria-hidden />}
            >
              {texts.edit}
            </MenuLink>
          )}
          {mayAuthorize && hasOwner && (
            <Menu.Item
              leftSection={<IconLogin2 size={16} aria-hidden />}
              onClick={() => change({ dialog: "authorize" })}
            >
              {texts.authorize}
            </Menu.Item>
          )}
          {mayListTokens && (
            <MenuLink to="/tokens" search={{ account: id }} leftSection={<IconKey size={16} aria-hidden />}>
              {texts.tokens}
            </MenuLink>
          )}
          <MenuLink to="/outbox" search={{ account: id }} leftSection={<IconMailForward size={16} aria-hidden />}>
            {texts.outbox}
          </MenuLink>
          <MenuLink to="/templates" search={{ account: id }} leftSection={<IconTemplate size={16} aria-hidden />}>
            {texts.templates}
          </MenuLink>
          {mayFlush && (
            <Menu.Item leftSection={<IconEraser size={16} aria-hidden />} onClick={() => setFlushing(true)}>
              {texts.flush}
            </Menu.Item>
          )}
          {onDelete && (
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
              {texts.delete}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        isOpen={isFlushing}
        onClose={() => setFlushing(false)}
        title={texts.flushTitle(account.name || id)}
        text={texts.flushText}
        action={texts.flush}
        onConfirm={async () => {
          await flush.mutateAsync();
          showDone(texts.flushed);
        }}
      />
      {dialog === "authorize" && mayAuthorize && hasOwner && (
        <AuthorizeDialog account={account} onClose={() => change({ dialog: undefined })} />
      )}
    </>
  );
}
