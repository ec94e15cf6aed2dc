/** What a line says when nobody asked for anything else: `5h 47% · 7d 71%`. Empty while nothing is known. */
export const DEFAULT_TEMPLATE =
  '{5h?5h {5h}}{sep}{7d?7d {7d}}{blocked? {blocked}}{failing? {failing}}{stale? {stale}}';

/**
 * What Claude Code shows under its prompt: `Opus 5 · meter (main) · ctx 38% · $0.42 · 5h 47% 1h 45m · 7d 31% · pace +12`.
 */
export const STATUS_LINE_TEMPLATE = [
  '{model}',
  '{folder}{branch?{folder? }({branch})}',
  '{context?ctx {context}}',
  '{cost}',
  '{5h?5h {5h}{5h:reset? {5h:reset}}}',
  '{7d?7d {7d}{7d>=80? {7d:reset}}}',
  '{others}',
  '{pace>=5?pace {pace}}',
  '{extra}',
  '{failing}{stale?{failing? }{stale}}',
].join('{sep}');
