import { ROUTES, type SettingsAnswer } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { hand } from '../data/ask.ts';

export interface SwitchesProps {
  settings: SettingsAnswer;
  onChange: (settings: SettingsAnswer) => void;
}

/** What the meter may do by itself. Kept in `config.json`; `claude-meter config` changes the same. */
export function Switches({ settings, onChange }: SwitchesProps): VNode {
  const [error, setError] = useState<string | null>(null);
  const change = async (key: string, on: boolean) => {
    const answer = await hand<SettingsAnswer>(ROUTES.settings, JSON.stringify({ key, on }));
    setError(answer.ok ? null : answer.error);
    if (answer.ok) onChange(answer.value);
  };
  const groups = [
    { title: 'Sources', switches: settings.switches.filter(({ key }) => key.startsWith('sources.')) },
    { title: 'Browsers', switches: settings.switches.filter(({ key }) => key.startsWith('browsers.')) },
  ];
  return (
    <section class="db-card" aria-labelledby="db-switches-title">
      <h2 id="db-switches-title">What the meter may do</h2>
      {!settings.own_fetch && (
        <p>
          The own way to claude.ai is off for this run (CLAUDE_METER_OWN_FETCH=off), whatever is chosen here.
        </p>
      )}
      {settings.switches_error !== null && <p role="alert">{settings.switches_error}</p>}
      {error !== null && <p role="alert">{error}</p>}
      {groups.map(({ title, switches }) => (
        <details key={title} class="db-details" open={title === 'Sources'}>
          <summary>{title}</summary>
          <ul class="db-switches">
            {switches.map(({ key, text, on }) => (
              <li key={key}>
                <label>
                  <input
                    type="checkbox"
                    checked={on}
                    onChange={(event) => void change(key, event.currentTarget.checked)}
                  />
                  <span>
                    {text.slice(0, 1).toUpperCase() + text.slice(1)}
                    <code class="db-quiet">{key}</code>
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
