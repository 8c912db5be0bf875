import { Stack, Tabs, Text } from "@mantine/core";
import { CodeBlock } from "../../components/code-block.tsx";
import { OLDER_SNIPPET, VERIFY_SNIPPETS } from "./verify-snippets.ts";
import { texts } from "./texts.ts";

const LANGUAGE_KEY = "posthorn-snippets";
const first = VERIFY_SNIPPETS[0]?.language ?? "";

/** How a receiver checks signatures, in the language that one chose last. */
export function SnippetTabs({ withOlder = false }: { withOlder?: boolean }) {
  const chosen = window.sessionStorage.getItem(LANGUAGE_KEY) ?? first;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {texts.snippets.text}
      </Text>
      <Tabs
        defaultValue={chosen}
        onChange={(language) => window.sessionStorage.setItem(LANGUAGE_KEY, language ?? first)}
        keepMounted={false}
      >
        <Tabs.List>
          {VERIFY_SNIPPETS.map(({ language }) => (
            <Tabs.Tab key={language} value={language}>
              {language}
            </Tabs.Tab>
          ))}
          {withOlder && <Tabs.Tab value="older">{texts.snippets.older}</Tabs.Tab>}
        </Tabs.List>
        {VERIFY_SNIPPETS.map(({ language, install, code }) => (
          <Tabs.Panel key={language} value={language} pt="sm">
            <Stack gap="xs">
              {install && <CodeBlock code={install} label={texts.snippets.install} />}
              <CodeBlock code={code} label={texts.snippets.receiver} />
            </Stack>
          </Tabs.Panel>
        ))}
        {withOlder && (
          <Tabs.Panel value="older" pt="sm">
            <Stack gap="xs">
              <Text size="sm" c="dimmed">
                {texts.snippets.olderText}
              </Text>
              <CodeBlock code={OLDER_SNIPPET} label={texts.snippets.older} />
            </Stack>
          </Tabs.Panel>
        )}
      </Tabs>
    </Stack>
  );
}
