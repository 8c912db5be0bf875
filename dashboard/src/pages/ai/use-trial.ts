import type { AiTrial, TryPrompt } from "@posthorn/contracts/ai";
import { useEffect, useRef, useState } from "react";
import { useTryPrompt } from "../../queries/ai.ts";

interface Trial {
  isRunning: boolean;
  result?: AiTrial;
  /** Whether a function chose whether the model is asked. */
  isFiltered?: boolean;
  error?: unknown;
}

/** One trial at a time: what came of the last, and the way to stop one that goes on. Who leaves the page stops it. */
export function useTrial() {
  const tryPrompt = useTryPrompt();
  const abort = useRef<AbortController>(undefined);
  const [trial, setTrial] = useState<Trial>({ isRunning: false });
  useEffect(() => () => abort.current?.abort(), []);

  async function run(body: TryPrompt) {
    const own = new AbortController();
    abort.current = own;
    setTrial({ isRunning: true });
    try {
      const result = await tryPrompt(body, own.signal);
      if (!own.signal.aborted) setTrial({ isRunning: false, result, isFiltered: Boolean(body.preProcessingFn) });
    } catch (error) {
      // What was stopped is no failure.
      setTrial(own.signal.aborted ? { isRunning: false } : { isRunning: false, error });
    }
  }

  return { ...trial, run, stop: () => abort.current?.abort() };
}
