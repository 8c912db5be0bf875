import { Group, SegmentedControl, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { PREVIEWED_PAGES, type PreviewedPage, type SettingsAnswer } from "@posthorn/contracts/settings";
import { useEffect, useRef, useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { Section } from "../../components/section.tsx";
import { BASE } from "../../next-path.ts";
import { usePagePreview } from "../../queries/settings.ts";
import type { Drafts } from "./drafts.ts";
import classes from "./settings.module.css";
import { texts as ofSettings } from "./texts.ts";

const texts = ofSettings.preview;

const SETTLED_AFTER_MS = 400;
const LEAST_HEIGHT = 320;
const THEMES = ["light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** How the pages for end users will look with what was changed here, light and dark. */
export function PagePreview({ stored, drafts }: { stored: SettingsAnswer; drafts: Drafts }) {
  const [page, setPage] = useState<PreviewedPage>("login");
  const [theme, setTheme] = useState<Theme>("light");
  const valueOf = (key: "pageBrandName" | "templateHeader" | "templateHtmlHead") => {
    const value = key in drafts ? drafts[key] : stored[key];
    return typeof value === "string" ? value : null;
  };
  const [branding] = useDebouncedValue(
    JSON.stringify({
      pageBrandName: valueOf("pageBrandName"),
      templateHeader: valueOf("templateHeader"),
      templateHtmlHead: valueOf("templateHtmlHead"),
    }),
    SETTLED_AFTER_MS,
  );
  const preview = usePagePreview({ page, theme, ...(JSON.parse(branding) as Branding) });
  return (
    <Section title={texts.title}>
      <Text size="sm" c="dimmed">
        {texts.text}
      </Text>
      <Group gap="sm" align="flex-end">
        <Select
          label={texts.page}
          data={PREVIEWED_PAGES.map((value) => ({ value, label: texts.pages[value] }))}
          value={page}
          allowDeselect={false}
          w={260}
          onChange={(value) => value !== null && setPage(value)}
        />
        <SegmentedControl
          aria-label={texts.theme}
          data={THEMES.map((value) => ({ value, label: texts.themes[value] }))}
          value={theme}
          onChange={(value) => setTheme(value as Theme)}
        />
      </Group>
      {preview.isError ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} isRetrying={preview.isFetching} />
      ) : (
        <PageFrame html={preview.data?.html ?? ""} theme={theme} />
      )}
    </Section>
  );
}

type Branding = Record<"pageBrandName" | "templateHeader" | "templateHtmlHead", string | null>;

/**
 * A page in a frame where nothing runs and nothing leads anywhere: its sandbox allows neither scripts nor forms, and what
 * it loads and how it looks is held as strictly as on the page itself.
 */
function PageFrame({ html, theme }: { html: string; theme: Theme }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(LEAST_HEIGHT);
  const [loads, setLoads] = useState(0);

  useEffect(() => {
    const page = frame.current?.contentDocument;
    // Until its page is there a frame holds an empty one, under our own policy.
    if (loads === 0 || !page?.body || page.URL === "about:blank" || html === "") return undefined;
    const root = page.documentElement;
    // Styles count with the nonce that those of the empty page had.
    const nonce = root.dataset["nonce"] ?? page.querySelector("style")?.nonce ?? "";
    root.innerHTML = html.replaceAll(/<style\b/gi, `<style nonce="${nonce}"`);
    root.dataset["nonce"] = nonce;
    page.body.inert = true;
    const measure = () => setHeight(Math.max(LEAST_HEIGHT, Math.ceil(root.getBoundingClientRect().height)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(root);
    return () => observer.disconnect();
  }, [loads, html]);

  return (
    <iframe
      ref={frame}
      className={classes["frame"]}
      title={texts.title}
      src={`${BASE}/page-frame`}
      sandbox="allow-same-origin"
      referrerPolicy="no-referrer"
      style={{ height, colorScheme: theme }}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}
