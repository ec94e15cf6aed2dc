import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';

export interface RootSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** The person's home folder. */
  home: string;
}

/** How deep below Claude Desktop's folder of local sessions a `.claude/projects` is looked for. */
const DESKTOP_DEPTH = 5;

/**
 * The folders in which transcripts may lie, in the order of preference, without repeats. Not all of them exist.
 *
 * `CLAUDE_CONFIG_DIR` names one folder or several with commas between; as for Claude Code itself, it then replaces
 * the usual two. Xcode and Claude Desktop keep their own beside them.
 */
export function transcriptRoots(surroundings: RootSurroundings = systemSurroundings()): string[] {
  const { env, platform, home } = surroundings;
  const named = (env['CLAUDE_CONFIG_DIR'] ?? '')
    .split(',')
    .map((folder) => folder.trim())
    .filter((folder) => folder !== '')
    .map((folder) => resolve(expandHome(folder, home)));
  const usual = [join(home, '.claude'), join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'claude')];
  const configs = named.length > 0 ? named : usual;
  const roots = configs.map((folder) =>
    basename(folder) === 'projects' ? folder : join(folder, 'projects'),
  );
  if (platform === 'darwin') {
    roots.push(
      join(home, 'Library', 'Developer', 'Xcode', 'CodingAssistant', 'ClaudeAgentConfig', 'projects'),
    );
  }
  for (const folder of desktopFolders(surroundings)) {
    roots.push(...projectsBelow(join(folder, 'local-agent-mode-sessions'), DESKTOP_DEPTH));
  }
  return [...new Set(roots)];
}

export function systemSurroundings(): RootSurroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}

function expandHome(folder: string, home: string): string {
  return folder === '~' || folder.startsWith('~/') ? join(home, folder.slice(1)) : folder;
}

/** Where Claude Desktop keeps its data. */
function desktopFolders({ env, platform, home }: RootSurroundings): string[] {
  if (platform === 'darwin') return [join(home, 'Library', 'Application Support', 'Claude')];
  if (platform !== 'win32') return [join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'Claude')];
  const roaming = env['APPDATA'] || join(home, 'AppData', 'Roaming');
  const local = env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
  const store = join(local, 'Packages', 'Claude_pzs8sxrjxfjjc', 'LocalCache', 'Roaming', 'Claude');
  return [join(roaming, 'Claude'), store];
}

/** Every `.claude/projects` below a folder. */
function projectsBelow(folder: string, depth: number): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
  if (entries.includes('.claude')) return [join(folder, '.claude', 'projects')];
  if (depth === 0) return [];
  return entries.flatMap((name) => projectsBelow(join(folder, name), depth - 1));
}
