import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printComparisons } from './comparison.ts';
import { startMeter } from './processes.ts';

const METER = fileURLToPath(new URL('../apps/meter/dist/claude-meter.cjs', import.meta.url));

/** What a prompt or script waits for: the whole life of `claude-meter --json` against that of `node -e 0`. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const meter = await startMeter(join(folder, 'home'));
  try {
    const report = join(folder, 'times.json');
    const ours = `${process.execPath} ${METER} --json`;
    const bare = `${process.execPath} -e 0`;
    const env = {
      ...process.env,
      CLAUDE_METER_HOME: join(folder, 'home'),
      CLAUDE_METER_PORT: String(meter.port),
    };
    const args = ['-N', '--warmup', '3', '-r', '30', '--export-json', report, ours, bare];
    execFileSync('hyperfine', args, { env, stdio: 'ignore' });
    const { results } = JSON.parse(readFileSync(report, 'utf8')) as { results: { median: number }[] };
    const [mine = Number.NaN, other = Number.NaN] = results.map((one) => one.median * 1000);
    return printComparisons('Start', [
      {
        what: 'claude-meter --json',
        ours: mine,
        other,
        unit: 'ms',
        against: 'node -e 0',
        target: { atMost: 1.6 },
      },
    ]);
  } finally {
    await meter.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
