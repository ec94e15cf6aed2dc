import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { trayModelOf } from '@claude-meter/core';
import { installService, uninstallService } from '../../../apps/meter/src/service/change-service.ts';
import { runKeyKeeper } from '../../../apps/meter/src/service/run-key-keeper.ts';
import { runServiceCommand } from '../../../apps/meter/src/service/service-command.ts';
import { startHosted } from '../../../apps/meter/src/tray/hosted/hosted-backend.ts';
import { reading, view } from '../../../packages/core/test/tray-readings.ts';

// Runs in a Node for Windows, and says in log.txt what happens. It obeys command.txt: a number is the percentage that
// is to be shown, `end` takes the tray away.

const [what = '', folder = ''] = process.argv.slice(2);
const log = (said: unknown) => appendFileSync(`${folder}\\log.txt`, `${JSON.stringify(said)}\n`);

function showTray(): void {
  const ending = new AbortController();
  const model = (fiveHour: number) =>
    trayModelOf(
      [reading({ org_uuid: 'a', account_email: 'ada@example.com', fiveHour, sevenDay: 93.2 })],
      view(),
    );
  const backend = startHosted({
    launchers: [
      {
        name: 'win-shell',
        command: [process.execPath, `${folder}\\win-host.mjs`],
        iconSizes: [16, 20, 24, 32, 48],
      },
    ],
    events: { onClick: (id) => log({ click: id }), onActivate() {}, onStatus: (status) => log(status) },
    signal: ending.signal,
    memory: { failure: () => null, worked() {}, gaveUp() {} },
    clock: Date.now,
    limits: { handshakeMs: 20_000 },
  });
  backend.update(model(40));
  setInterval(() => {
    const file = `${folder}\\command.txt`;
    if (!existsSync(file)) return;
    const command = readFileSync(file, 'utf8').trim();
    rmSync(file);
    if (command === 'end') ending.abort();
    else backend.update(model(Number(command)));
  }, 100);
  void backend.closed.then(() => {
    log({ kind: 'closed' });
    process.exit(0);
  });
}

/** Installs and uninstalls the start at login with the registry's own program. */
async function keepRunKey(): Promise<void> {
  let launched = 0;
  const launch = () => {
    launched += 1;
  };
  const argv = ['C:\\Program Files\\nodejs\\node.exe', 'C:\\a "b"\\claude-meter.cjs'] as const;
  const program = { argv, env: { CLAUDE_METER_HOME: 'C:\\a b', CLAUDE_METER_PORT: '1' } };
  const keeper = runKeyKeeper({ logFile: 'C:\\l', program, run: runServiceCommand, launch });
  log(await keeper.find());
  log(await installService(keeper, { start: true }));
  log(await keeper.find());
  log(await installService(keeper, { start: false }));
  log(await uninstallService(keeper, { stop: false }));
  log(await keeper.find());
  log({ text: keeper.entry.text, launched });
}

if (what === 'tray') showTray();
else await keepRunKey();
