import { Container, Stack } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ErrorState } from "../components/error-state.tsx";
import { Logo } from "../components/logo.tsx";

/** Stands in for a page that could not be loaded or that failed while it was shown. */
export function RouteFault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Container size="sm" py="xl">
      <Stack>
        <Logo />
        <ErrorState error={error} onRetry={retry} />
      </Stack>
    </Container>
  );
}
