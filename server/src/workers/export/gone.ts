/** The export is no longer wanted: it was cancelled, or its account is gone. */
export class ExportGone extends Error {}

/** Somebody else works on the export by now. */
export class LaneLost extends Error {}
