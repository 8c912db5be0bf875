import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { texts } from "./texts.ts";

/** The place of a page that is still on its way. */
export function PageLoading() {
  return (
    <Stack gap="lg" role="status">
      <VisuallyHidden>{texts.loading}</VisuallyHidden>
      <Skeleton height={34} width={220} />
      <Skeleton height={120} />
      <Skeleton height={220} />
    </Stack>
  );
}

/** The place of so many lines that are still on their way. */
export function LinesLoading({ lines, height = 20 }: { lines: number; height?: number }) {
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>{texts.loading}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height} width={`${90 - ((line * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}
