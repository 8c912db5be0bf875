import { useRouteContext } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { takeSetupLink } from "../setup-link.ts";

/** The secret of the link that led here; also that of a link opened while the page is there already. */
export function useSetupLink(): string | undefined {
  const { setupLink } = useRouteContext({ from: "__root__" });
  const [link, setLink] = useState(setupLink);
  useEffect(() => {
    const take = () => setLink((known) => takeSetupLink() ?? known);
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  return link;
}
