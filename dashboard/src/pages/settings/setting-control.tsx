import { NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { listLocalAddresses, type SettingKey } from "@posthorn/contracts/settings";
import { useState } from "react";
import { CodeEditor } from "../../components/code-editor.tsx";
import { formatBytes, formatDuration } from "../../languages/format.ts";
import { useMay } from "../../queries/session.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { AddressesControl } from "./addresses-control.tsx";
import { parseHeaders, parseLines } from "./drafts.ts";
import { DomainLimitsControl } from "./domain-limits-control.tsx";
import { LimitsControl } from "./limits-control.tsx";
import { LogsControl } from "./logs-control.tsx";
import { codeLanguageOf, definitionOf, kindOf, shapeOf, type Unit, unitOf } from "./setting-kinds.ts";
import { texts } from "./texts.ts";

interface Props {
  settingKey: SettingKey;
  label: string;
  /** What counts here: the change, else what is stored. */
  value: unknown;
  stored: unknown;
  isReset: boolean;
  error: string | undefined;
  isReadOnly: boolean;
  onChange: (value: unknown) => void;
}

/** The field that fits the kind of a setting. */
export function SettingControl(props: Props) {
  switch (kindOf(props.settingKey)) {
    case "switch":
      return <SwitchControl {...props} />;
    case "number":
      return <NumberControl {...props} />;
    case "choice":
      return <ChoiceControl {...props} />;
    case "secret":
    case "masked":
      return <SecretControl {...props} />;
    case "list":
      return <ListControl {...props} />;
    case "headers":
      return <HeadersControl {...props} />;
    case "code":
      return <CodeControl {...props} />;
    case "account":
      return <AccountControl {...props} />;
    case "timeZone":
      return <TimeZoneControl {...props} />;
    case "logs":
      return <LogsControl {...props} />;
    case "limits":
      return <LimitsControl {...props} />;
    case "addresses":
      return <LocalAddressesControl {...props} />;
    case "domainLimits":
      return <DomainLimitsControl {...props} />;
    default:
      return <TextControl {...props} />;
  }
}

const common = ({ label, error, settingKey }: Props) => ({
  "aria-label": label,
  "aria-describedby": `${settingKey}-help`,
  error,
  name: settingKey,
});

function SwitchControl(props: Props) {
  const { settingKey, value, isReadOnly, onChange } = props;
  const shown = typeof value === "boolean" ? value : definitionOf(settingKey).default === true;
  return (
    <Switch
      {...common(props)}
      checked={shown}
      disabled={isReadOnly}
      label={shown ? texts.on : texts.off}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}

function NumberControl(props: Props) {
  const { settingKey, value, isReadOnly, onChange } = props;
  const { minimum, maximum, type } = shapeOf(settingKey);
  const unit = unitOf(settingKey);
  const fallback = definitionOf(settingKey).default;
  return (
    <NumberInput
      {...common(props)}
      value={typeof value === "number" ? value : ""}
      {...(minimum !== undefined && { min: minimum })}
      {...(maximum !== undefined && { max: maximum })}
      allowDecimal={type === "number"}
      clampBehavior="none"
      thousandSeparator=" "
      placeholder={typeof fallback === "number" ? String(fallback) : texts.choices.unset}
      readOnly={isReadOnly}
      maw={260}
      suffix={unit === undefined ? "" : ` ${texts.units[unit]}`}
      description={typeof value === "number" ? readable(value, unit) : undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      onChange={(next) => onChange(next === "" ? null : Number(next))}
    />
  );
}

/** Large numbers as people say them: 604,800 seconds are 7 days. */
function readable(value: number, unit: Unit | undefined): string | undefined {
  if (unit === "bytes") return value < 1000 ? undefined : formatBytes(value);
  if (unit === "ms") return value < 1000 ? undefined : formatDuration(value);
  return unit === "seconds" && value >= 60 ? formatDuration(value * 1000) : undefined;
}

/** A language by its own name. */
const languageName = (code: string) => new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code;

function ChoiceControl(props: Props) {
  const { settingKey, value, isReadOnly, onChange } = props;
  const choices = shapeOf(settingKey).enum ?? [];
  const fallback = definitionOf(settingKey).default;
  const names = texts.choices as Record<string, string>;
  const nameOf = (choice: string) =>
    choice === "" ? texts.choices.blank : settingKey === "locale" ? languageName(choice) : (names[choice] ?? choice);
  return (
    <Select
      {...common(props)}
      data={choices.map((choice) => ({ value: choice, label: nameOf(choice) }))}
      value={typeof value === "string" ? value : typeof fallback === "string" ? fallback : null}
      placeholder={texts.choices.unset}
      disabled={isReadOnly}
      allowDeselect={false}
      maw={420}
      onChange={onChange}
    />
  );
}

/** The zones that the browser knows; the server refuses what it does not know itself. */
function TimeZoneControl(props: Props) {
  const { value, isReadOnly, onChange } = props;
  return (
    <Select
      {...common(props)}
      data={Intl.supportedValuesOf("timeZone")}
      value={typeof value === "string" ? value : null}
      placeholder="UTC"
      disabled={isReadOnly}
      searchable
      limit={100}
      maw={420}
      onChange={onChange}
    />
  );
}

function AccountControl(props: Props) {
  const { value, isReadOnly, onChange } = props;
  return (
    <AccountPicker
      {...common(props)}
      value={typeof value === "string" && value !== "" ? value : null}
      placeholder={texts.choices.unset}
      disabled={isReadOnly}
      maw={420}
      onChange={onChange}
    />
  );
}

function TextControl(props: Props) {
  const { settingKey, value, isReadOnly, onChange } = props;
  const { maxLength } = shapeOf(settingKey);
  return (
    <TextInput
      {...common(props)}
      value={typeof value === "string" ? value : ""}
      {...(maxLength !== undefined && { maxLength })}
      readOnly={isReadOnly}
      maw={520}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** What is stored is never shown; what is typed replaces it, and nothing typed keeps it. */
function SecretControl(props: Props) {
  const { settingKey, value, stored, isReset, isReadOnly, onChange } = props;
  const isTyped = typeof value === "string" && value !== stored;
  const look = {
    ...common(props),
    value: isTyped ? value : "",
    placeholder: secretHint(stored, isReset),
    readOnly: isReadOnly,
    autoComplete: "off",
    maw: 520,
  };
  const change = (next: string) => onChange(next === "" ? undefined : next);
  if (kindOf(settingKey) === "masked") {
    return <TextInput {...look} onChange={({ currentTarget }) => change(currentTarget.value)} />;
  }
  return (
    <PasswordInput
      {...look}
      autoComplete="new-password"
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

function secretHint(stored: unknown, isReset: boolean): string {
  if (isReset || stored === null || stored === undefined || stored === false || stored === "")
    return texts.choices.unset;
  return typeof stored === "string" ? texts.isMasked(stored) : texts.isSet;
}

/** Who may not look for addresses sees those that are set. */
function LocalAddressesControl(props: Props) {
  return useMay(listLocalAddresses) ? <AddressesControl {...props} /> : <ListControl {...props} />;
}

function ListControl(props: Props) {
  const { value, isReadOnly, onChange } = props;
  return (
    <LinesInput
      {...props}
      hint={texts.onePerLine}
      shown={Array.isArray(value) ? value.join("\n") : ""}
      isReadOnly={isReadOnly}
      onLines={(text) => {
        onChange(parseLines(text));
        return undefined;
      }}
    />
  );
}

function HeadersControl(props: Props) {
  const { value, onChange } = props;
  const headers = Array.isArray(value) ? (value as { key: string; value?: string }[]) : [];
  return (
    <LinesInput
      {...props}
      hint={texts.headerPerLine}
      shown={headers.map((header) => `${header.key}: ${header.value ?? ""}`).join("\n")}
      onLines={(text) => {
        const parsed = parseHeaders(text);
        if (parsed === undefined) return texts.wrongHeader;
        onChange(parsed);
        return undefined;
      }}
    />
  );
}

interface LinesProps extends Props {
  hint: string;
  shown: string;
  /** Takes the text; answers what is wrong with it. */
  onLines: (text: string) => string | undefined;
}

/** Several values, one a line; blank lines stay while one types. */
function LinesInput({ hint, shown, onLines, ...props }: LinesProps) {
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  return (
    <Textarea
      {...common(props)}
      error={wrong ?? props.error}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={typed ?? shown}
      readOnly={props.isReadOnly}
      autosize
      minRows={2}
      maxRows={12}
      maw={520}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        setWrong(onLines(currentTarget.value));
      }}
      onBlur={() => wrong === undefined && setTyped(undefined)}
    />
  );
}

function CodeControl({ settingKey, label, value, error, isReadOnly, onChange }: Props) {
  return (
    <CodeEditor
      label={label}
      isLabelHidden
      language={codeLanguageOf(settingKey)}
      value={typeof value === "string" ? value : ""}
      error={error}
      readOnly={isReadOnly}
      minHeight={120}
      onChange={onChange}
    />
  );
}
