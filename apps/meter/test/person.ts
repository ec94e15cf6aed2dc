import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryFolder } from './meter.ts';

export const PROGRAM = join(import.meta.dirname, '..', 'bin', 'claude-meter.js');

/** A person with a home folder of their own, who runs the program against the meter at a port. */
export function person(port: number) {
  const user = temporaryFolder();
  const home = join(user, 'state');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: user,
    TZ: 'UTC',
    CLAUDE_METER_HOME: home,
    CLAUDE_METER_PORT: String(port),
    CLAUDE_METER_OWN_FETCH: 'off',
    CLAUDE_METER_DESKTOP: 'off',
  };
  return {
    /** The folder of the person, and the state folder in it, which is not there yet. */
    user,
    home,
    /** Runs a program, by default claude-meter, with the person's environment. */
    async run(args: readonly string[], command: readonly string[] = [process.execPath, PROGRAM]) {
      const [program = '', ...first] = command;
      const child = spawn(program, [...first, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += String(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += String(chunk);
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, stdout, stderr };
    },
  };
}
