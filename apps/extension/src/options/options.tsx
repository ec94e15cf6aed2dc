import type { BadgeContent } from '@claude-meter/core';
import type { ComponentChildren, VNode } from 'preact';
import { CADENCES_MS, isPort, type Settings } from '../store/settings.ts';
import type { Tested } from './test-connection.ts';

export interface OptionsProps {
  settings: Settings;
  /** Result of the last test of the connection; null before the first. */
  tested: Tested | null;
  testing: boolean;
  /** What the browser said to the wish for notices, when it said no. */
  noticesDenied: boolean;
  onChange: (change: Partial<Settings>) => void;
  onNotifications: (wanted: boolean) => void;
  onTest: () => void;
}

const BADGES: Readonly<Record<BadgeContent, string>> = {
  five_hour: '5-hour window',
  seven_day: '7-day window',
  binding: 'The limit that stops you first',
};

/** The options page. Every change counts at once. */
export function Options(props: OptionsProps): VNode {
  return (
    <main>
      <h1>ClaudeMeter options</h1>
      <Reading {...props} />
      <Meter {...props} />
    </main>
  );
}

function Reading({ settings, onChange, onNotifications, noticesDenied }: OptionsProps): VNode {
  return (
    <fieldset>
      <legend>Reading</legend>
      <Option id="cadence" label="Ask claude.ai every">
        <select
          id="cadence"
          value={settings.cadence_ms}
          onChange={(event) => onChange({ cadence_ms: Number(event.currentTarget.value) })}
        >
          {cadencesWith(settings.cadence_ms).map((cadence) => (
            <option key={cadence} value={cadence}>
              {cadenceWords(cadence)}
            </option>
          ))}
        </select>
      </Option>
      <Option id="badge" label="Number on the toolbar button">
        <select
          id="badge"
          value={settings.badge}
          onChange={(event) => onChange({ badge: event.currentTarget.value as BadgeContent })}
        >
          {Object.entries(BADGES).map(([content, words]) => (
            <option key={content} value={content}>
              {words}
            </option>
          ))}
        </select>
      </Option>
      <Option
        id="notifications"
        label="Tell me at 90% and at 100% of a limit"
        hint={noticesDenied ? 'The browser did not allow notices.' : 'Once per limit and window.'}
      >
        <input
          id="notifications"
          type="checkbox"
          aria-describedby="notifications-hint"
          checked={settings.notifications}
          onChange={(event) => onNotifications(event.currentTarget.checked)}
        />
      </Option>
    </fieldset>
  );
}

function Meter({ settings, onChange, onTest, testing, tested }: OptionsProps): VNode {
  return (
    <fieldset>
      <legend>Meter on this machine</legend>
      <Option
        id="bridge"
        label="Hand the numbers to the meter"
        hint="They stay on this machine. The extension works without a meter too."
      >
        <input
          id="bridge"
          type="checkbox"
          aria-describedby="bridge-hint"
          checked={settings.bridge}
          onChange={(event) => onChange({ bridge: event.currentTarget.checked })}
        />
      </Option>
      <Option id="port" label="Port" hint="From 1 to 65535; the meter's own default is 63762.">
        <input
          id="port"
          type="number"
          min="1"
          max="65535"
          required
          aria-describedby="port-hint"
          value={settings.port}
          onChange={(event) => {
            const port = event.currentTarget.valueAsNumber;
            if (isPort(port)) onChange({ port });
          }}
        />
      </Option>
      <div>
        <button type="button" class="cm-button" aria-disabled={testing} onClick={onTest}>
          Test the connection
        </button>
        <output for="port" data-good={tested === null || testing ? undefined : String(tested.good)}>
          {testing ? 'Asking …' : tested?.words}
        </output>
      </div>
    </fieldset>
  );
}

interface OptionProps {
  id: string;
  label: string;
  hint?: string;
  children: ComponentChildren;
}

function Option({ id, label, hint, children }: OptionProps): VNode {
  return (
    <div class="option">
      <label for={id}>{label}</label>
      {children}
      {hint !== undefined && (
        <p class="option-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** The choice, with the present value when it was set by other means. */
function cadencesWith(present: number): number[] {
  return [...new Set([...CADENCES_MS, present])].sort((a, b) => a - b);
}

function cadenceWords(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${ms / 1000} seconds`;
  return minutes === 1 ? 'minute' : `${minutes} minutes`;
}
