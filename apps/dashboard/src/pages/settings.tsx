import { ROUTES, type SettingsAnswer } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useAsked } from '../data/use-asked.ts';
import { Switches } from '../settings/switches.tsx';
import { Transfer } from '../settings/transfer.tsx';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import { length } from '../shell/person.ts';
import { applyTheme, readTheme, THEMES, type Theme } from '../shell/theme.ts';

const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

/** How the page looks, what the meter may do, the history as a file, and the meter as it runs. */
export function SettingsPage(): VNode {
  const { person } = useWorld();
  const asked = useAsked<SettingsAnswer>(ROUTES.settings);
  const [changed, setChanged] = useState<SettingsAnswer | null>(null);
  const [theme, setTheme] = useState(readTheme);
  const settings = changed ?? asked.value;
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <div class="db-stack">
      <section class="db-card" aria-labelledby="db-look-title">
        <h2 id="db-look-title">This page</h2>
        <ChoiceRow
          label="Light or dark"
          choices={THEMES.map((id) => ({ id, text: THEME_WORDS[id] }))}
          chosen={theme}
          onChoose={choose}
        />
        <p class="db-quiet">
          Times in {person.timeZone}, written as in {person.locale}: both come from the browser.
        </p>
      </section>
      {asked.error !== null && <p role="alert">{asked.error}</p>}
      {settings !== null && (
        <>
          <Switches settings={settings} onChange={setChanged} />
          <Transfer />
          <MeterFacts settings={settings} />
        </>
      )}
    </div>
  );
}

function MeterFacts({ settings }: { settings: SettingsAnswer }): VNode {
  const { version, port, home, upstream, freshness_ms, poll_ms, history } = settings;
  return (
    <section class="db-card" aria-labelledby="db-meter-title">
      <h2 id="db-meter-title">This meter</h2>
      {history.trouble !== null && <p role="alert">{history.trouble}</p>}
      <dl class="db-facts">
        <dt>Version</dt>
        <dd>{version}</dd>
        <dt>Address</dt>
        <dd>127.0.0.1:{port}, this machine and this user only</dd>
        <dt>Folder</dt>
        <dd>
          <code>{home}</code>
        </dd>
        <dt>Asks</dt>
        <dd>
          {upstream === null ? 'claude.ai' : `a stand-in for claude.ai at ${upstream}`}, every{' '}
          {seconds(poll_ms)}
        </dd>
        <dt>Fresh for</dt>
        <dd>{seconds(freshness_ms)}</dd>
        <dt>History</dt>
        <dd>
          {(history.bytes / 1024 / 1024).toFixed(1)} MiB; changes are kept for{' '}
          {length(history.samples_kept_ms)}, the bodies behind them for {length(history.bodies_kept_ms)}
        </dd>
      </dl>
    </section>
  );
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
