import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { autostartKeeper } from './autostart-keeper.ts';
import { launchApart, serviceLogPath } from './launch-apart.ts';
import { launchdKeeper } from './launchd-keeper.ts';
import { carriedVariables, ownProgram, programFacts } from './own-program.ts';
import { runKeyKeeper } from './run-key-keeper.ts';
import { runServiceCommand } from './service-command.ts';
import type { ServiceKeeper } from './service-keeper.ts';
import { systemdKeeper } from './systemd-keeper.ts';

/** sd_booted(3): the folder is there exactly when systemd runs the system. */
const SYSTEMD = '/run/systemd/system';

export type SystemKeeper = { ok: true; keeper: ServiceKeeper } | { ok: false; error: string };

export interface KeeperFacts {
  /** The state folder. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Whether systemd runs the system. */
  systemd: boolean;
}

/** The way in which this system starts the meter at login. */
export function systemKeeper(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): SystemKeeper {
  return keeperFor({ home, env, platform, systemd: existsSync(SYSTEMD) });
}

function keeperFor({ home, env, platform, systemd }: KeeperFacts): SystemKeeper {
  const own = ownProgram(programFacts());
  if (!own.ok) return own;
  const program = { argv: own.argv, env: carriedVariables(env) };
  const logFile = serviceLogPath(home);
  const run = runServiceCommand;
  const launch = () => launchApart(program, home);
  const configFolder = env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  if (platform === 'linux') {
    return systemd
      ? { ok: true, keeper: systemdKeeper({ configFolder, program, run }) }
      : { ok: true, keeper: autostartKeeper({ configFolder, logFile, program, launch }) };
  }
  if (platform === 'darwin') {
    const options = { user: homedir(), uid: process.getuid?.() ?? 0, logFile, program, run };
    return { ok: true, keeper: launchdKeeper(options) };
  }
  if (platform === 'win32') return { ok: true, keeper: runKeyKeeper({ logFile, program, run, launch }) };
  return {
    ok: false,
    error: `How ${JSON.stringify(platform)} starts programs at login is not known. Let it run "claude-meter run".`,
  };
}
