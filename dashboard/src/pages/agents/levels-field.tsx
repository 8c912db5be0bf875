import { Alert, Radio, Stack, Text } from "@mantine/core";
import {
  MAIL_LEVELS,
  MANAGE_LEVELS,
  type McpAccess,
  type McpLevels,
  mcpAccessOf,
  offeredTools,
} from "@posthorn/contracts/mcp-levels";
import type { McpTool } from "@posthorn/contracts/mcp";
import { texts } from "./texts.ts";

const SECTIONS = { manage: MANAGE_LEVELS, mail: MAIL_LEVELS } as const;
type SectionName = keyof typeof SECTIONS;

interface Props {
  value: McpLevels;
  onChange: (levels: McpLevels) => void;
  /** What agents can be given; undefined while that is not known. */
  tools: readonly McpTool[] | undefined;
  /** Whether the token is bound to an account. */
  isBound: boolean;
  /** Which sections are asked for, and whether they may be left out. */
  sections?: readonly SectionName[];
  mayBeNone?: boolean;
  error?: unknown;
}

/** How far an agent may go, in sections; tells at once which tools come of it. */
export function LevelsField({
  value,
  onChange,
  tools,
  isBound,
  sections = ["manage", "mail"],
  mayBeNone = true,
  error,
}: Props) {
  return (
    <Stack gap="lg">
      {sections.map((section) => (
        <Radio.Group
          key={section}
          label={texts.levels[section].label}
          description={texts.levels[section].hint}
          value={value[section]}
          onChange={(level) => onChange({ ...value, [section]: level })}
        >
          <Stack gap="xs" mt="xs">
            {SECTIONS[section]
              .filter((level) => mayBeNone || level !== "none")
              .map((level) => {
                const { name, text } = wordsOf(section, level);
                return <Radio key={level} value={level} label={name} description={text} />;
              })}
          </Stack>
        </Radio.Group>
      ))}
      <ToolsOutcome access={mcpAccessOf(value)} tools={tools} isBound={isBound} />
      {typeof error === "string" && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}

/** Which tools come of an access. */
export function ToolsOutcome({ access, tools, isBound }: Pick<Props, "tools" | "isBound"> & { access: McpAccess }) {
  const offered = tools && offeredTools(tools, access, { isBound });
  return (
    <Alert color={access.scopes.length === 0 ? "orange" : "coach"} variant="light" aria-live="polite">
      <Text size="sm" fw={600}>
        {access.scopes.length === 0
          ? texts.levels.nothing
          : offered === undefined
            ? ""
            : texts.levels.outcome(offered.length)}
      </Text>
      {offered !== undefined && offered.length > 0 && (
        <Text size="xs" ff="monospace" mt={4} style={{ overflowWrap: "anywhere" }}>
          {offered.map(({ name }) => name).join(", ")}
        </Text>
      )}
    </Alert>
  );
}

/** The name of a level, and a sentence on what it grants. */
export const wordsOf = (section: SectionName, level: string): { name: string; text: string } =>
  (texts.levels[section] as unknown as Record<string, { name: string; text: string }>)[level] ?? {
    name: level,
    text: "",
  };
