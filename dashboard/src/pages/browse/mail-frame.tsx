import { useEffect, useEffectEvent, useRef, useState } from "react";
import { BASE } from "../../next-path.ts";
import classes from "./browse.module.css";
import { type CleanMail, cleanMail } from "./clean-mail.ts";
import { texts } from "./texts.ts";

interface Props {
  /** Web-safe HTML of the API. */
  html: string;
  /** Whether images elsewhere may be loaded. */
  showsImages: boolean;
  /** What the frame holds, for whoever can't see it. */
  label?: string;
  /** A page with style sheets of its own, as it is sent, and not what the API made of it. */
  isPage?: boolean;
  /** The colours that the reader's mail program prefers. */
  colorScheme?: "light" | "dark";
  onShown?: (mail: CleanMail) => void;
}

const LEAST_HEIGHT = 80;

/**
 * A mail in a frame where nothing runs: its sandbox allows no scripts, the policy of its page neither, and images
 * elsewhere only when they are to be shown. As high as the mail is.
 */
export function MailFrame({
  html,
  showsImages,
  label = texts.viewer.frame,
  isPage = false,
  colorScheme = "light",
  onShown,
}: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(LEAST_HEIGHT);
  /** How often the page of the frame was loaded; each time it is empty. */
  const [loads, setLoads] = useState(0);
  const tell = useEffectEvent((mail: CleanMail) => onShown?.(mail));

  useEffect(() => {
    const page = frame.current?.contentDocument;
    const view = frame.current?.contentWindow;
    // Until its page is there a frame holds an empty one, under our own policy.
    if (loads === 0 || !page?.body || !view || page.URL === "about:blank") return undefined;
    const mail = cleanMail(html, view, { tellHost: texts.viewer.leadsTo, isPage, showsImages });
    if (isPage) page.documentElement.innerHTML = mail.html;
    else page.body.innerHTML = mail.html;
    page.documentElement.style.colorScheme = colorScheme;
    tell(mail);
    const all = page.documentElement;
    const measure = () => setHeight(Math.max(LEAST_HEIGHT, Math.ceil(all.getBoundingClientRect().height)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(all);
    return () => observer.disconnect();
  }, [loads, html, isPage, showsImages, colorScheme]);

  return (
    <iframe
      // The policy of a page can't change: another one is loaded.
      key={String(showsImages)}
      ref={frame}
      className={classes["frame"]}
      title={label}
      src={`${BASE}/message-frame${showsImages ? "?images=shown" : ""}`}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      style={{ height, colorScheme, ...(colorScheme === "dark" && { background: "#121212" }) }}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}
