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
  onShown?: (mail: CleanMail) => void;
}

const LEAST_HEIGHT = 80;

/**
 * A mail in a frame where nothing runs: its sandbox allows no scripts, the policy of its page neither, and images
 * elsewhere only when they are to be shown. As high as the mail is.
 */
export function MailFrame({ html, showsImages, label = texts.viewer.frame, onShown }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(LEAST_HEIGHT);
  /** How often the page of the frame was loaded; each time it is empty. */
  const [loads, setLoads] = useState(0);
  const tell = useEffectEvent((mail: CleanMail) => onShown?.(mail));

  useEffect(() => {
    const page = frame.current?.contentDocument;
    const view = frame.current?.contentWindow;
    if (loads === 0 || !page?.body || !view) return undefined;
    const mail = cleanMail(html, view, texts.viewer.leadsTo);
    page.body.innerHTML = mail.html;
    tell(mail);
    const measure = () => setHeight(Math.max(LEAST_HEIGHT, Math.ceil(page.body.getBoundingClientRect().height)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(page.body);
    return () => observer.disconnect();
  }, [loads, html]);

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
      style={{ height }}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}
