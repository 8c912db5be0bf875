import encodeQR from "qr";
import classes from "./qr-code.module.css";

/** Modules of quiet around it, so that cameras find it (ISO/IEC 18004). */
const BORDER = 4;

/** A text as a QR code. It is black on white in the dark, too: not every app reads the other way. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = encodeQR(text, "raw", { border: BORDER });
  const size = modules.length;
  const path = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg className={classes["code"]} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
