import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Compiles what reads transcripts and their index:
//   node scripts/transcript-kernels.ts
//
// The result is checked in, so that nobody needs the compiler to run the program; it is fetched for the moment.

const COMPILER = 'assemblyscript@0.28.20';
const TRANSCRIPTS = join(import.meta.dirname, '..', 'apps', 'meter', 'src', 'transcripts');
const KERNELS = ['scan-kernel', 'index-kernel'];
const OPTIONS = '--runtime stub -O3 --converge --enable simd --importMemory --noAssert';

const folder = mkdtempSync(join(tmpdir(), 'transcript-kernels-'));
try {
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', COMPILER], { stdio: 'ignore' });
  const sources = readdirSync(TRANSCRIPTS).filter((name) => name.endsWith('.as'));
  // The compiler looks for files of this name, which other tools would take for TypeScript.
  for (const name of sources) copyFileSync(join(TRANSCRIPTS, name), join(folder, name.replace('.as', '.ts')));
  for (const kernel of KERNELS) compile(kernel);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compile(kernel: string): void {
  const out = join(TRANSCRIPTS, `${kernel}-bytes.ts`);
  const compiler = join(folder, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  const options = ['--outFile', 'kernel.wasm', ...OPTIONS.split(' ')];
  execFileSync(process.execPath, [compiler, `${kernel}.ts`, ...options], { cwd: folder, stdio: 'inherit' });
  const printed = readFileSync(join(folder, 'kernel.wasm')).toString('base64');
  const lines = printed.match(/.{1,100}/g) ?? [];
  const name = kernel.replace('-', '_').toUpperCase();
  writeFileSync(
    out,
    `/** Compiled from ${kernel}.as by scripts/transcript-kernels.ts. */\nexport const ${name} =\n${lines.map((line) => `  '${line}'`).join(' +\n')};\n`,
  );
  execFileSync('npx', ['biome', 'format', '--write', out], { stdio: 'inherit' });
}
