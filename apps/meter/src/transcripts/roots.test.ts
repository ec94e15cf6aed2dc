import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transcriptRoots } from './roots.ts';

const HOME = '/home/me';

describe('transcriptRoots', () => {
  it.each<[string, Record<string, string>, NodeJS.Platform, string[]]>([
    ['the usual two', {}, 'linux', ['/home/me/.claude/projects', '/home/me/.config/claude/projects']],
    [
      'XDG_CONFIG_HOME',
      { XDG_CONFIG_HOME: '/cfg' },
      'linux',
      ['/home/me/.claude/projects', '/cfg/claude/projects'],
    ],
    ['a named folder instead', { CLAUDE_CONFIG_DIR: '/x' }, 'linux', ['/x/projects']],
    [
      'a list of folders, with spaces, repeats and a home sign',
      { CLAUDE_CONFIG_DIR: ' /x , ~/y,/x/,, /z/projects' },
      'linux',
      ['/x/projects', '/home/me/y/projects', '/z/projects'],
    ],
    [
      'Xcode on a Mac',
      { CLAUDE_CONFIG_DIR: '/x' },
      'darwin',
      ['/x/projects', '/home/me/Library/Developer/Xcode/CodingAssistant/ClaudeAgentConfig/projects'],
    ],
  ])('finds %s', (_, env, platform, expected) => {
    expect(transcriptRoots({ env, platform, home: HOME })).toEqual(expected);
  });

  it('finds the sessions of Claude Desktop', () => {
    const home = mkdtempSync(join(tmpdir(), 'roots-'));
    try {
      const sessions = join(home, '.config', 'Claude', 'local-agent-mode-sessions');
      mkdirSync(join(sessions, 'org', 'account', 'local_1', '.claude', 'projects'), { recursive: true });
      mkdirSync(join(sessions, 'org', 'account', 'local_2', 'uploads'), { recursive: true });
      const roots = transcriptRoots({ env: {}, platform: 'linux', home });
      expect(roots.slice(2)).toEqual([join(sessions, 'org', 'account', 'local_1', '.claude', 'projects')]);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
