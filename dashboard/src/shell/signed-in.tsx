import { lazyPage } from "../lazy-page.tsx";
import { useSession } from "../queries/session.ts";
import { Shell } from "./shell.tsx";

const SecondFactorNeeded = lazyPage(
  async () => (await import("../pages/security/second-factor-needed.tsx")).SecondFactorNeeded,
);

/** What opens to those who signed in: all pages, or what they have to do before. */
export function SignedIn() {
  return useSession()?.secondFactorNeeded === true ? <SecondFactorNeeded /> : <Shell />;
}
