import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ErrorState } from "../components/error-state.tsx";
import { OutsidePage } from "../components/outside-page.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { forgetFailedLoads } from "../lazy-page.tsx";
import { texts } from "./texts.ts";

/** Stands in for a page that could not be loaded or that failed while it was shown. */
export function RouteFault(props: ErrorComponentProps) {
  return (
    <>
      <PageHeader title={texts.fault} />
      <Retry {...props} />
    </>
  );
}

/** Stands in for everything, when not even the session could be asked for. */
export function FrameFault(props: ErrorComponentProps) {
  return (
    <OutsidePage title={texts.fault}>
      <Retry {...props} />
    </OutsidePage>
  );
}

function Retry({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    forgetFailedLoads();
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} onRetry={retry} />;
}
