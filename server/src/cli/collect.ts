/** Gathers the values of an option that may be repeated, as commander hands them over one by one. */
export const collect = (value: string, earlier: string[] | undefined): string[] => [...(earlier ?? []), value];
