import { createRoute, redirect } from "@tanstack/react-router";
import { BASE } from "../next-path.ts";
import { loadSession } from "../queries/session.ts";
import { FrameFault } from "../shell/route-fault.tsx";
import { SignedIn } from "../shell/signed-in.tsx";
import { root } from "./root.ts";

/** Everything below it opens only to those who signed in. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    if ((await loadSession(context.queryClient)) !== null) return;
    const next = location.publicHref === `${BASE}/` ? undefined : location.publicHref;
    throw redirect({ to: "/login", search: { next } });
  },
  component: SignedIn,
  errorComponent: FrameFault,
});
