/**
 * Joins the soft-wrapped lines of `format=flowed` text (RFC 3676 section 4). Lines of different
 * quote depth are never joined, and the signature separator `-- ` stays a line of its own.
 */
export function unwrapFlowed(text: string, deleteSpace: boolean): string {
  const paragraphs: string[] = [];
  let open: { depth: number; text: string } | undefined;
  const close = () => {
    if (open) paragraphs.push(quoted(open.depth, open.text));
    open = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const bare = line.slice(depth).replace(/^ /, "");
    if (open && open.depth !== depth) close();
    const isSignature = bare === "-- ";
    if (isSignature) close();
    const flows = bare.endsWith(" ") && !isSignature;
    const kept: string = (open?.text ?? "") + (flows && deleteSpace ? bare.slice(0, -1) : bare);
    open = { depth, text: kept };
    if (!flows) close();
  }
  close();
  return paragraphs.join("\n");
}

const quoted = (depth: number, text: string) => (depth === 0 ? text : `${">".repeat(depth)} ${text}`);
