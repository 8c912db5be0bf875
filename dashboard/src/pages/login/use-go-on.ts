import { getRouteApi, useRouter } from "@tanstack/react-router";
import { BASE, safeNext } from "../../next-path.ts";

const route = getRouteApi("/login");

/** Goes where somebody was about to go before signing in. */
export function useGoOn() {
  const { next } = route.useSearch();
  const router = useRouter();
  return () => {
    const path = safeNext(next);
    const { pathname } = new URL(path, window.location.origin);
    const isPage = (pathname === BASE || pathname.startsWith(`${BASE}/`)) && !pathname.startsWith(`${BASE}/reference`);
    if (isPage) router.history.replace(path);
    else window.location.assign(path);
  };
}
