import type { AiSampleContent, TryPrompt } from "@posthorn/contracts/ai";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useAiSamples } from "../../queries/ai.ts";
import { useFeatures } from "../../queries/session.ts";
import { SAMPLE_SOURCES, type SampleSource } from "./filters.ts";
import { contentOf, type TypedMail } from "./typed-mail.ts";

const route = getRouteApi("/signed-in/ai");

/** What the address names, or what is typed. Stored mail only where people may look at mail. */
export function useSampleSource() {
  const search = route.useSearch();
  const { messageBrowser } = useFeatures();
  const samples = useAiSamples({ isWanted: messageBrowser });
  const [typed, setTyped] = useState<TypedMail>({ subject: "", from: "", text: "" });
  const sources = SAMPLE_SOURCES.filter((each) => each === "typed" || messageBrowser);
  const wanted = search.source ?? (search.message === undefined ? "sample" : "message");
  const source = sources.includes(wanted) ? wanted : "typed";
  // The first one, as long as none is chosen.
  const sample = search.sample ?? samples.data?.[0]?.id;
  return {
    sources,
    source,
    samples,
    sample: samples.data?.find(({ id }) => id === sample),
    account: search.account,
    message: search.message,
    typed,
    setTyped,
    chosen: chosenOf(source, { ...search, sample }, contentOf(typed)),
  };
}

export type Source = ReturnType<typeof useSampleSource>;

interface Named {
  sample?: string | undefined;
  account?: string | undefined;
  message?: string | undefined;
}

/** Undefined as long as nothing is chosen. */
function chosenOf(
  source: SampleSource,
  { sample, account, message }: Named,
  content: AiSampleContent | undefined,
): Pick<TryPrompt, "sample" | "account" | "message" | "content"> | undefined {
  if (source === "sample") return sample === undefined ? undefined : { sample };
  if (source === "message") return account === undefined || message === undefined ? undefined : { account, message };
  return content && { content };
}
