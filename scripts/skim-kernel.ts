import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Compiles the skimmer for transcripts:
//   node scripts/skim-kernel.ts
//
// The result is checked in, so that nobody needs the compiler to run the program; it is fetched for the moment.

const COMPILER = 'assemblyscript@0.28.20';
const TRANSCRIPTS = join(import.meta.dirname, '..', 'apps', 'meter', 'src', 'transcripts');
const OUT = join(TRANSCRIPTS, 'skim-kernel-bytes.ts');

const folder = mkdtempSync(join(tmpdir(), 'skim-kernel-'));
try {
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', COMPILER], { stdio: 'ignore' });
  copyFileSync(join(TRANSCRIPTS, 'skim-kernel.as'), join(folder, 'kernel.ts'));
  const options =
    '--outFile kernel.wasm --runtime stub -O3 --converge --enable simd --importMemory --noAssert';
  const compiler = join(folder, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  execFileSync(process.execPath, [compiler, 'kernel.ts', ...options.split(' ')], {
    cwd: folder,
    stdio: 'inherit',
  });
  const lines =
    readFileSync(join(folder, 'kernel.wasm'))
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  writeFileSync(
    OUT,
    `/** Compiled from skim-kernel.as by scripts/skim-kernel.ts. */\nexport const SKIM_KERNEL =\n${text};\n`,
  );
  execFileSync('npx', ['biome', 'format', '--write', OUT], { stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
