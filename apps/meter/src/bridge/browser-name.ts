/** Names by what their executables are called; the first match wins, so the special ones stand first. */
const EXECUTABLES: readonly (readonly [RegExp, string])[] = [
  [/[/\\]arc\.app[/\\]|[/\\]arc(\.exe)?$/, 'Arc'],
  [/brave/, 'Brave'],
  [/microsoft edge|msedge|microsoft-edge/, 'Edge'],
  [/vivaldi/, 'Vivaldi'],
  [/[/\\]opera/, 'Opera'],
  [/librewolf/, 'LibreWolf'],
  [/[/\\]zen(-bin|-browser)?(\.exe)?$|zen browser\.app|[/\\]zen\.app[/\\]/, 'Zen'],
  [/firefox/, 'Firefox'],
  [/[/\\]safari\.app[/\\]|com\.apple\.safari|com\.apple\.webkit\.networking/, 'Safari'],
  [/chromium/, 'Chromium'],
  [/google chrome|[/\\]chrome(\.exe)?$|google-chrome|[/\\]google[/\\]chrome/, 'Chrome'],
];

/** The browser an executable path or command belongs to; null for programs that are no browser. */
export function browserOfExecutable(path: string): string | null {
  const lower = path.toLowerCase();
  return EXECUTABLES.find(([pattern]) => pattern.test(lower))?.[1] ?? null;
}

const BRANDS: readonly (readonly [string, string])[] = [
  ['"arc"', 'Arc'],
  ['brave', 'Brave'],
  ['microsoft edge', 'Edge'],
  ['opera', 'Opera'],
  ['vivaldi', 'Vivaldi'],
  ['google chrome', 'Chrome'],
  ['chromium', 'Chromium'],
];

const AGENTS: readonly (readonly [RegExp, string])[] = [
  [/edg(a|ios)?\//, 'Edge'],
  [/opr\/|opera\//, 'Opera'],
  [/vivaldi\//, 'Vivaldi'],
  [/librewolf\//, 'LibreWolf'],
  [/firefox\//, 'Firefox'],
  [/chromium\//, 'Chromium'],
  [/chrome\//, 'Chrome'],
  [/version\/.* safari\//, 'Safari'],
];

/**
 * The browser as its headers tell. Weaker than its executable: Arc calls itself Chromium, Brave calls itself Chrome.
 */
export function browserOfHeaders(secChUa: string | undefined, userAgent: string | undefined): string | null {
  const hints = secChUa?.toLowerCase();
  const brand = hints === undefined ? undefined : BRANDS.find(([name]) => hints.includes(name));
  if (brand !== undefined) return brand[1];
  const agent = userAgent?.toLowerCase();
  return agent === undefined ? null : (AGENTS.find(([pattern]) => pattern.test(agent))?.[1] ?? null);
}
