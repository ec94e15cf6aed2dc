/** What a line says when nobody asked for anything else: `5h 47% · 7d 71%`. Empty while nothing is known. */
export const DEFAULT_TEMPLATE =
  '{5h?5h {5h}}{7d?{5h? · }7d {7d}}{blocked? {blocked}}{failing? {failing}}{stale? {stale}}';
