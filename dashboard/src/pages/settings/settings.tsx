import { Alert, Button, FileButton, Group, NavLink, Select, Stack, Text } from "@mantine/core";
import {
  getConfiguration,
  SETTING_KEYS,
  type SettingKey,
  type SettingsAnswer,
  updateSettings,
} from "@posthorn/contracts/settings";
import { type AdminLogChange, getAdminLog } from "@posthorn/contracts/admin-log";
import { IconDownload, IconHistory, IconUpload } from "@tabler/icons-react";
import { getRouteApi, Link, useBlocker, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { Section } from "../../components/section.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { showDone, showFault } from "../../components/toast.tsx";
import { explainFault, type Fault, faultsByField } from "../../faults.ts";
import { listed } from "../../languages/format.ts";
import { useMay, useSession } from "../../queries/session.ts";
import { useConfiguration, useSettings, useUpdateSettings } from "../../queries/settings.ts";
import type { Listener } from "../../queries/listeners.ts";
import { saveFile } from "../../save-file.ts";
import { without } from "../../without.ts";
import { HistoryDialog } from "../settings-history/history-dialog.tsx";
import { labelOf } from "../settings-history/label-of.ts";
import { setBack } from "../settings-history/set-back.ts";
import { texts as ofHistory } from "../settings-history/texts.ts";
import { type Drafts, draftsOfFile, fileOf, updateOf, withDraft } from "./drafts.ts";
import { ClearJobs } from "./clear-jobs.tsx";
import { ConfigurationFacts } from "./configuration-facts.tsx";
import { DoorSample } from "./door-sample.tsx";
import { findSettings, type GroupId, SETTING_GROUPS } from "./groups.ts";
import { CertificateState, ListenerState } from "./listener-state.tsx";
import { PagePreview } from "./page-preview.tsx";
import { SaveBar } from "./save-bar.tsx";
import { SettingField } from "./setting-field.tsx";
import { definitionOf } from "./setting-kinds.ts";
import classes from "./settings.module.css";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/settings/{-$group}");

const LISTENERS: Partial<Record<GroupId, Listener>> = { smtpServer: "smtpServer", imapProxy: "imapProxyServer" };

/** Every setting, by group or as found by a search; what is changed is looked over before it is saved. */
export function Settings() {
  const { group = "general" } = route.useParams();
  const { query } = route.useSearch();
  const isViewer = useSession()?.user.role === "viewer";
  // A viewer may not read what is a secret and yet read as it is.
  const readable = isViewer ? SETTING_KEYS.filter((key) => definitionOf(key).secret !== "sealed") : SETTING_KEYS;
  const settings = useSettings(...readable);
  const current = SETTING_GROUPS.find(({ id }) => id === group) ?? SETTING_GROUPS[0]!;
  const keys = (query === undefined ? current.keys : findSettings(query)).filter((key) => readable.includes(key));
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Group gap="sm" justify="space-between">
        <SearchBox label={texts.search} />
      </Group>
      <div className={classes["layout"]}>
        <Groups current={query === undefined ? current.id : undefined} />
        {settings.isError ? (
          <ErrorState error={settings.error} onRetry={() => void settings.refetch()} isRetrying={settings.isFetching} />
        ) : settings.data === undefined ? (
          <LinesLoading lines={8} height={44} />
        ) : (
          <Editor
            stored={settings.data}
            keys={keys}
            title={query === undefined ? texts.groups[current.id] : texts.search}
            group={query === undefined ? current.id : undefined}
            text={
              query === undefined ? texts.groupTexts[current.id] : keys.length === 0 ? texts.nothingFound : undefined
            }
          />
        )}
      </div>
    </>
  );
}

/** The groups, beside the settings; on narrow screens a field to choose from. */
function Groups({ current }: { current: GroupId | undefined }) {
  const navigate = useNavigate();
  const to = "/settings/{-$group}";
  return (
    <div className={classes["groups"]}>
      <Stack component="nav" gap={2} visibleFrom="md" aria-label={texts.title}>
        {SETTING_GROUPS.map(({ id }) => (
          <NavLink
            key={id}
            renderRoot={(props) => <Link to={to} params={{ group: id }} {...props} />}
            label={texts.groups[id]}
            active={id === current}
            variant="light"
            className={classes["group"] ?? ""}
            {...(id === current && { "aria-current": "page" as const })}
          />
        ))}
      </Stack>
      <Select
        hiddenFrom="md"
        label={texts.group}
        data={SETTING_GROUPS.map(({ id }) => ({ value: id, label: texts.groups[id] }))}
        value={current ?? null}
        allowDeselect={false}
        onChange={(id) => id !== null && void navigate({ to, params: { group: id } })}
      />
    </div>
  );
}

interface EditorProps {
  stored: SettingsAnswer;
  keys: readonly SettingKey[];
  title: string;
  text: string | undefined;
  /** The group that is looked at; none while something is searched for. */
  group: GroupId | undefined;
}

function Editor({ stored, keys, title, text, group }: EditorProps) {
  /** The port that these settings open. */
  const listener = group === undefined ? undefined : LISTENERS[group];
  const { history } = route.useSearch();
  const [, changeSearch] = useUrlSearch();
  const mayChange = useMay(updateSettings);
  const maySeeConfiguration = useMay(getConfiguration);
  const configuration = useConfiguration({ isWanted: maySeeConfiguration });
  const configured = (key: SettingKey) =>
    (["fixed", "preset"] as const).find((kind) => configuration.data?.[kind].includes(key));
  const seesHistory = useMay(getAdminLog) && mayChange;
  const update = useUpdateSettings();
  const [drafts, setDrafts] = useState<Drafts>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [fault, setFault] = useState<Fault>();
  const hasChanges = Object.keys(drafts).length > 0;
  const blocker = useBlocker({
    // From one group to another nothing is lost.
    shouldBlockFn: ({ next }) => hasChanges && !next.pathname.startsWith("/settings"),
    enableBeforeUnload: hasChanges,
    withResolver: true,
  });

  function change(key: SettingKey, value: unknown) {
    setErrors((before) => without(before, key));
    setDrafts((before) => (value === undefined ? without(before, key) : withDraft(before, stored, key, value)));
  }
  function discard() {
    setDrafts({});
    setErrors({});
    setFault(undefined);
  }
  async function save() {
    setFault(undefined);
    try {
      await update.mutateAsync(updateOf(drafts));
      discard();
      showDone(texts.save.done);
    } catch (error) {
      const found = faultsByField(error, SETTING_KEYS);
      setErrors(found.errors);
      const [first] = Object.keys(found.errors);
      document.getElementById(first ?? "")?.scrollIntoView({ block: "center" });
      setFault({ ...explainFault(error), details: found.rest });
    }
  }
  async function read(file: File | null) {
    if (file === null) return;
    const found = draftsOfFile(await file.text(), stored, SETTING_KEYS);
    if (found === undefined) return showFault(new Error(texts.notSettings));
    setDrafts((before) => ({ ...before, ...found }));
    const count = Object.keys(found).length;
    showDone(count === 0 ? texts.uploadedNothing : texts.uploaded(count));
  }

  function leadBack(changes: readonly AdminLogChange[]) {
    const found = setBack(drafts, stored, changes);
    setDrafts(found.drafts);
    const count = found.filledIn.filter((key) => key in found.drafts).length;
    const words = count === 0 ? ofHistory.filledInNothing : ofHistory.filledIn(count);
    showDone(found.leftOut.length === 0 ? words : `${words} ${ofHistory.leftOut(listed(found.leftOut.map(labelOf)))}`);
    changeSearch({ history: undefined });
  }

  return (
    <Stack gap="md" miw={0}>
      {!mayChange && (
        <Alert variant="light" color="gray">
          {texts.readOnly}
        </Alert>
      )}
      <Section
        title={title}
        actions={
          <Group gap="xs">
            {seesHistory && (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconHistory size={15} aria-hidden />}
                onClick={() => changeSearch({ history: true })}
              >
                {ofHistory.open}
              </Button>
            )}
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDownload size={15} aria-hidden />}
              onClick={() => saveFile("posthorn-settings.json", fileOf(stored), "application/json")}
            >
              {texts.download}
            </Button>
            {mayChange && (
              <FileButton accept="application/json" onChange={(file) => void read(file)}>
                {(props) => (
                  <Button {...props} variant="default" size="xs" leftSection={<IconUpload size={15} aria-hidden />}>
                    {texts.upload}
                  </Button>
                )}
              </FileButton>
            )}
          </Group>
        }
      >
        {text !== undefined && (
          <Text c="dimmed" size="sm">
            {text}
          </Text>
        )}
        {listener !== undefined && (
          <>
            <ListenerState listener={listener} />
            <CertificateState listener={listener} stored={stored} />
          </>
        )}
        <div>
          {keys.map((key) => (
            <SettingField
              key={key}
              settingKey={key}
              stored={stored[key]}
              draft={drafts[key]}
              error={errors[key]}
              isReadOnly={!mayChange}
              configured={configured(key)}
              onChange={(value) => change(key, value)}
              onUndo={() => change(key, undefined)}
            />
          ))}
        </div>
      </Section>
      {group === "security" && maySeeConfiguration && <ConfigurationFacts />}
      {group === "branding" && mayChange && <PagePreview stored={stored} drafts={drafts} />}
      {group === "retention" && <ClearJobs />}
      {listener !== undefined && <DoorSample listener={listener} stored={stored} />}
      <SaveBar
        drafts={drafts}
        stored={stored}
        fault={fault}
        isBusy={update.isPending}
        onSave={() => void save()}
        onDiscard={discard}
      />
      {seesHistory && history && (
        <HistoryDialog onClose={() => changeSearch({ history: undefined })} onSetBack={leadBack} />
      )}
      <ConfirmDialog
        isOpen={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        title={texts.save.leaveTitle}
        text={texts.save.leaveText}
        action={texts.save.leave}
        onConfirm={async () => blocker.proceed?.()}
      />
    </Stack>
  );
}
