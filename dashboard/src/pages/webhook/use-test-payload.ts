import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useEvent } from "../../queries/events.ts";
import { eventText, objectIn, type SampleName, sampleText } from "./samples.ts";

const route = getRouteApi("/signed-in/webhooks/$endpoint");

/**
 * What an endpoint or its functions are tried with: the example or the event that the address names, until
 * somebody changes the text.
 */
export function useTestPayload(usual: SampleName) {
  const { sample = usual, event: id } = route.useSearch();
  const event = useEvent(id);
  const source = id ?? sample;
  const [edited, setEdited] = useState<{ source: string; text: string }>();
  const given = id === undefined ? sampleText(sample) : event.data ? eventText(event.data) : "";
  const text = edited !== undefined && edited.source === source ? edited.text : given;
  return {
    sample: id === undefined ? sample : undefined,
    event: id,
    isLoading: id !== undefined && event.isPending,
    isGone: event.isError,
    text,
    setText: (next: string) => setEdited({ source, text: next }),
    /** Undefined while the text is no JSON object. */
    payload: objectIn(text),
  };
}

export type TestPayload = ReturnType<typeof useTestPayload>;
