/** Pixels; the same while it loads and when there is nothing to show, so that nothing jumps. */
export const CHART_HEIGHT = 220;
