/** Debian keeps libraries by architecture, under names like `x86_64-linux-gnu`. */
export const libraryFolder = () =>
  ({ x64: "x86_64", arm64: "aarch64" })[process.arch as "x64" | "arm64"] + "-linux-gnu";
