import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Concealed } from './concealed.ts';
import type { KeyAnswer, KeySource } from './key-source.ts';
import { askKeychain } from './mac-keychain.ts';
import { rememberKeys } from './remember-keys.ts';
import { type Command, type CommandOutcome, type RunCommand, runCommand } from './run-command.ts';
import { askDpapi } from './windows-dpapi.ts';

/** What a key store said, its secrets as text. */
function shown(answer: KeyAnswer): unknown {
  return answer.kind === 'found'
    ? answer.secrets.map((secret) => secret.reveal().toString('latin1'))
    : answer;
}

function recorded(outcome: CommandOutcome): { run: RunCommand; commands: Command[] } {
  const commands: Command[] = [];
  return {
    commands,
    run: async (command) => {
      commands.push(command);
      return outcome;
    },
  };
}

const exited = (code: number, stdout = ''): CommandOutcome => ({
  kind: 'exited',
  code,
  stdout: Buffer.from(stdout, 'latin1'),
});

describe('the macOS Keychain, by recorded outcomes of `security`', () => {
  const item = { account: 'Microsoft Edge', service: 'Microsoft Edge Safe Storage' };
  const store = 'keychain';

  it.each<[string, CommandOutcome, unknown]>([
    ['a password', exited(0, 'Zm9vYmFyYmF6cXV4MTIzNA==\n'), ['Zm9vYmFyYmF6cXV4MTIzNA==']],
    ['a password without a line end', exited(0, 'pw'), ['pw']],
    ['an empty one', exited(0, '\n'), { kind: 'missing', store }],
    ['item not found', exited(44), { kind: 'missing', store }],
    ['locked, nobody at the screen', exited(36), { kind: 'locked', store }],
    ['interaction required', exited(29), { kind: 'locked', store }],
    ['"Deny" on the screen', exited(128), { kind: 'denied', store }],
    ['authorisation failed', exited(51), { kind: 'denied', store }],
    ['anything else', exited(1), { kind: 'failed', store, reason: 'exit code 1' }],
    ['nobody answered the question', { kind: 'timeout' }, { kind: 'timeout', store }],
    ['no such program', { kind: 'failed', reason: 'ENOENT' }, { kind: 'failed', store, reason: 'ENOENT' }],
  ])('%s', async (_, outcome, expected) => {
    const { run, commands } = recorded(outcome);
    expect(shown(await askKeychain(item, run))).toEqual(expected);
    expect(commands).toMatchObject([
      {
        file: '/usr/bin/security',
        args: ['find-generic-password', '-wa', 'Microsoft Edge', '-s', 'Microsoft Edge Safe Storage'],
      },
    ]);
    expect(commands[0]?.limitMs).toBeGreaterThan(0);
  });
});

describe('Windows data protection, by recorded outcomes', () => {
  const blob = Buffer.from('01000000d08c9ddf0115d1118c7a00c04fc297eb', 'hex');
  const key = Buffer.alloc(32, 0xa5);
  const store = 'dpapi';

  it.each<[string, CommandOutcome, unknown]>([
    ['a key', exited(0, key.toString('base64')), [key.toString('latin1')]],
    ['a key and a line end', exited(0, `${key.toString('base64')}\r\n`), [key.toString('latin1')]],
    ['a key of another size', exited(0, 'AAAA'), { kind: 'failed', store, reason: 'a key of 3 bytes' }],
    ['made for somebody else', exited(3), { kind: 'denied', store }],
    ['a script error', exited(1), { kind: 'failed', store, reason: 'exit code 1' }],
    ['too slow', { kind: 'timeout' }, { kind: 'timeout', store }],
    ['no PowerShell', { kind: 'failed', reason: 'ENOENT' }, { kind: 'failed', store, reason: 'ENOENT' }],
  ])('%s', async (_, outcome, expected) => {
    const { run, commands } = recorded(outcome);
    expect(shown(await askDpapi({ blob, systemRoot: 'C:\\Windows' }, run))).toEqual(expected);
    const [command] = commands;
    expect(command?.file).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(command?.input).toBe(`${blob.toString('base64')}\n`);
    // A process list shows arguments: neither the blob nor anything made of it may be there.
    expect(command?.args.join(' ')).not.toContain(blob.toString('base64'));
  });
});

describe('runCommand', () => {
  const node = (script: string, more: Partial<Command> = {}) =>
    runCommand({ file: process.execPath, args: ['-e', script], limitMs: 10_000, ...more });

  it('gives exit code and output, passes input, and drops what goes to standard error', async () => {
    const script = `process.stderr.write('noise'); process.stdin.pipe(process.stdout); process.exitCode = 7`;
    expect(await node(script, { input: 'hello' })).toEqual(exited(7, 'hello'));
  });

  it('kills a program that does not end in time', async () => {
    expect(await node('setInterval(() => {}, 1000)', { limitMs: 200 })).toEqual({ kind: 'timeout' });
  });

  it('kills a program that never stops talking', async () => {
    const script = `setInterval(() => process.stdout.write('x'.repeat(50000)), 1)`;
    expect(await node(script)).toEqual({ kind: 'failed', reason: 'too much output' });
  });

  it('says why a program could not be started', async () => {
    expect(await runCommand({ file: '/no/such/program', args: [], limitMs: 1000 })).toEqual({
      kind: 'failed',
      reason: 'ENOENT',
    });
  });

  it('rejects with the reason when aborted', async () => {
    const controller = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: controller.signal });
    controller.abort(new Error('quit'));
    await expect(running).rejects.toThrow('quit');
  });
});

describe('rememberKeys', () => {
  const request = { kind: 'keychain', account: 'Chrome', service: 'Chrome Safe Storage' } as const;
  const found: KeyAnswer = { kind: 'found', store: 'keychain', secrets: [new Concealed(Buffer.from('pw'))] };

  function asked(answers: readonly KeyAnswer[]) {
    let questions = 0;
    let now = 0;
    const source: KeySource = {
      ask: async () => answers[questions++] ?? { kind: 'missing', store: 'keychain' },
    };
    const memory = rememberKeys(source, () => now);
    return {
      memory,
      questions: () => questions,
      wait: (ms: number) => {
        now += ms;
      },
    };
  }

  it('asks once for a key, and marks what came out of memory', async () => {
    const { memory, questions } = asked([found]);
    expect(await memory.ask(request, { fresh: false })).toEqual(found);
    expect(await memory.ask(request, { fresh: false })).toMatchObject({ kind: 'found', remembered: true });
    expect(questions()).toBe(1);
    await memory.ask(request, { fresh: true });
    expect(questions()).toBe(2);
  });

  it.each(['denied', 'timeout'] as const)(
    'does not repeat a question that ended in "%s" for an hour',
    async (kind) => {
      const { memory, questions, wait } = asked([{ kind, store: 'keychain' }, found]);
      await memory.ask(request, { fresh: false });
      wait(59 * 60_000);
      expect(await memory.ask(request, { fresh: false })).toEqual({ kind, store: 'keychain' });
      expect(questions()).toBe(1);
      wait(2 * 60_000);
      expect(await memory.ask(request, { fresh: false })).toEqual(found);
    },
  );

  it('repeats it at once when the user asks for that', async () => {
    const { memory } = asked([{ kind: 'denied', store: 'keychain' }, found]);
    await memory.ask(request, { fresh: false });
    memory.forgetRefusals();
    expect(await memory.ask(request, { fresh: false })).toEqual(found);
  });

  it.each(['locked', 'missing'] as const)('asks a store that was "%s" each time', async (kind) => {
    const { memory } = asked([{ kind, store: 'keyring' }, found]);
    await memory.ask(request, { fresh: false });
    expect(await memory.ask(request, { fresh: false })).toEqual(found);
  });

  it('keeps the keys of two browsers apart', async () => {
    const { memory, questions } = asked([found, { kind: 'missing', store: 'keychain' }]);
    await memory.ask(request, { fresh: false });
    const other = { ...request, account: 'Arc' };
    expect(await memory.ask(other, { fresh: false })).toMatchObject({ kind: 'missing' });
    expect(questions()).toBe(2);
  });
});

describe('a concealed secret', () => {
  it('shows itself in no way but by reveal', () => {
    const secret = new Concealed('hunter2');
    const shownAs = [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret, { depth: 9, showHidden: true }),
    ];
    expect(shownAs.join()).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });
});
