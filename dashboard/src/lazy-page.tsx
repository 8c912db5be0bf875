import { type ComponentType, createElement, use } from "react";

const failed = new Set<() => void>();

/** Lets pages whose program could not be loaded try again when they are shown next. */
export function forgetFailedLoads() {
  for (const forget of failed) forget();
  failed.clear();
}

/** A component without properties. What it returns is left open: pages read the types of all routes, which would depend on it. */
type Page = () => void;

/**
 * A page whose program is loaded when it is needed. A load that fails is thrown when the page is
 * shown, and stays failed until `forgetFailedLoads`: the page would otherwise be tried again and again.
 */
export function lazyPage(load: () => Promise<Page>) {
  let loading: Promise<ComponentType> | undefined;
  function start(): Promise<ComponentType> {
    if (loading === undefined) {
      loading = load() as Promise<ComponentType>;
      loading.catch(() => failed.add(() => (loading = undefined)));
    }
    return loading;
  }
  const Page = () => createElement(use(start()));
  // The router asks for it when somebody is about to open the page; what fails is thrown by the page.
  return Object.assign(Page, { preload: () => start().then(ignore, ignore) });
}

const ignore = () => {};
