/** The version of Posthorn that this page was built with. */
declare const POSTHORN_VERSION: string;
