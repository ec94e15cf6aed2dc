import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMeter } from './meter-process.ts';

const NOBODY = 65_534;
const ASK = `
  const [base, org] = process.argv.slice(1);
  const get = (path, init) => fetch(base + path, init).then(async (r) => [r.status, await r.text()]);
  const out = [];
  for (const path of ['/snapshots', '/events', '/healthz', '/snapshots/' + org + '/usage', '/api/timeline']) out.push(await get(path));
  out.push(await get('/snapshots', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[]' }));
  console.log(JSON.stringify(out));
`;

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'another user of this machine',
  () => {
    it('can read nothing and post nothing', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'claude-meter-user-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      chmodSync(folder, 0o755);
      const node = join(folder, 'node');
      copyFileSync(process.execPath, node);
      chmodSync(node, 0o755);
      const meter = await runMeter(join(folder, 'home'));
      onTestFinished(() => meter.stop());
      const org = 'd03d2d69-0000-4000-8000-000000000001';
      const snapshot = {
        org_uuid: org,
        account_email: 'canary@example.com',
        fetched_at: new Date().toISOString(),
        usage: { five_hour: { utilization: 1, resets_at: null } },
      };
      const posted = await fetch(`${meter.base}/snapshots`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([snapshot]),
      });
      expect(posted.status).toBe(200);

      const args = ['--input-type=module', '-e', ASK, meter.base, org];
      const own = spawnSync(node, args, { encoding: 'utf8', cwd: '/', env: {}, timeout: 3000 });
      // The own user hangs in the endless event stream: proof that the question itself is right.
      expect(own.signal).toBe('SIGTERM');

      const isRefused = () => {
        const options = { encoding: 'utf8', cwd: '/', env: {}, uid: NOBODY, gid: NOBODY } as const;
        const foreign = spawnSync(node, args, options);
        const answers = JSON.parse(foreign.stdout) as [number, string][];
        expect(answers.map(([status]) => status)).toEqual([403, 403, 403, 403, 403, 403]);
        expect(foreign.stdout).toContain('belongs to another user');
        expect(foreign.stdout).not.toContain('canary');
      };
      isRefused();
      // Where many connections come, the kernel is asked in another way.
      for (let connection = 0; connection < 100; connection += 1) {
        const asked = await fetch(`${meter.base}/healthz`, { headers: { connection: 'close' } });
        expect(asked.status).toBe(200);
        await asked.arrayBuffer();
      }
      isRefused();

      const files = spawnSync(
        node,
        ['-e', `require('fs').readdirSync(${JSON.stringify(join(folder, 'home'))})`],
        {
          encoding: 'utf8',
          cwd: '/',
          env: {},
          uid: NOBODY,
          gid: NOBODY,
        },
      );
      expect(files.stderr).toContain('EACCES');
    });
  },
);
