import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeChromiumStore, makeFirefoxStore } from './testing/make-stores.ts';
import { cbcKey, cbcValue } from './testing/openssl.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const CANARY = 'CANARY-5f1d7c';
const FINDER = JSON.stringify(new URL('./find-sessions.ts', import.meta.url).href);
const COPY = JSON.stringify(new URL('./private-copy.ts', import.meta.url).href);
const LATER = Date.now() + 86_400_000;

/** A home in which every store holds the canary: encrypted, plain, damaged, and under an unknown schema. */
function canaryHome() {
  const home = temporaryFolder(onTestFinished);
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const key = cbcKey('peanuts', 1);
  const row = { host: '.claude.ai', name: 'sessionKey', plain: '', expires: LATER, created: LATER - 9e7 };
  const encrypted = cbcValue(CANARY, { prefix: 'v10', key, boundTo: '.claude.ai' });
  const chromium = join(home, '.config/chromium');
  makeChromiumStore(join(chromium, 'Default/Cookies'), [{ ...row, encrypted }]).close();
  makeChromiumStore(join(chromium, 'Profile 1/Cookies'), [{ ...row, encrypted }], {
    without: ['path'],
  }).close();
  const damaged = join(chromium, 'Profile 2/Cookies');
  makeChromiumStore(damaged, [{ ...row, plain: CANARY, encrypted: Buffer.alloc(0) }]).close();
  const bytes = readFileSync(damaged);
  writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, CANARY)]));
  const firefox = join(home, '.mozilla/firefox');
  mkdirSync(firefox, { recursive: true });
  writeFileSync(join(firefox, 'profiles.ini'), '[Profile0]\nName=main\nPath=main\n');
  const plain = { host: '.claude.ai', name: 'sessionKey', value: CANARY, expiry: LATER };
  makeFirefoxStore(join(firefox, 'main/cookies.sqlite'), [plain]).close();
  return { home, runtime };
}

async function runNode(script: string, { home, runtime }: { home: string; runtime: string }) {
  const env = {
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    PATH: process.env['PATH'],
    TMPDIR: runtime,
    NODE_DEBUG: 'fs,stream',
  };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  return { child, ended: once(child, 'close').then(() => Buffer.concat(output)) };
}

/** Every file below a folder, as bytes. */
function filesBelow(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
}

describe('a whole run of the finder in a process of its own', () => {
  it('prints, throws and leaves behind not one byte of a cookie', async () => {
    const place = canaryHome();
    const script = `
      import { findSessions } from ${FINDER};
      const found = await findSessions({ platform: 'linux', home: process.env.HOME, env: process.env, now: Date.now });
      console.log(JSON.stringify(found), found);
      console.error(found.sessions, String(found.sessions[0].cookies), found.findings);
      const held = found.sessions.every((session) => session.cookies.header().includes(${JSON.stringify(CANARY)}));
      console.log('HELD', held, found.sessions.length, found.findings.map(({ kind }) => kind).join());
      setImmediate(() => { throw new Error('crash', { cause: found }); });`;
    const output = await (await runNode(script, place)).ended;
    const text = output.toString('latin1');
    expect(text).toContain('HELD true 2 session,schema_unknown,half_written,session');
    expect(text).toContain('Error: crash');
    expect(text).not.toContain(CANARY);
    expect(filesBelow(place.runtime)).toEqual([]);
  });

  it('sweeps up what a run left that was killed in the middle of a copy', async () => {
    const place = canaryHome();
    const store = join(place.home, '.mozilla/firefox/main/cookies.sqlite');
    const holding = await runNode(
      `import { withPrivateCopy } from ${COPY};
      await withPrivateCopy(${JSON.stringify(store)}, () => {
        process.stdout.write('copied');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      }, { base: process.env.XDG_RUNTIME_DIR });`,
      place,
    );
    await once(holding.child.stdout, 'data');
    holding.child.kill('SIGKILL');
    await holding.ended;
    const holdsCanary = () => filesBelow(place.runtime).some((bytes) => bytes.includes(CANARY));
    expect(holdsCanary()).toBe(true);

    const script = `
      import { findSessions } from ${FINDER};
      const options = { platform: 'linux', home: process.env.HOME, env: process.env, now: Date.now };
      console.log((await findSessions(options)).sessions.length);`;
    await (await runNode(script, place)).ended;
    expect(holdsCanary()).toBe(false);
    expect(readdirSync(place.runtime)).toEqual([]);
  });
});
