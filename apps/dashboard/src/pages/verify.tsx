import { readSnapshots } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWorld } from '../shell/context.ts';
import { orgChoices } from '../shell/orgs.ts';
import { type Brought, checkHere, type HereChecked, usageText } from '../verify/check-here.ts';
import { Outcome } from '../verify/outcome.tsx';

/** Holds what claude.ai served against what the meter serves, here in the page: nothing is uploaded. */
export function VerifyPage(): VNode {
  const { route, snapshots, now, choose } = useWorld();
  const [pasted, setPasted] = useState('');
  const [checked, setChecked] = useState<HereChecked | null>(null);
  const [over, setOver] = useState(false);
  const orgs = orgChoices(snapshots ?? [], [], now);
  const org = orgs.find(({ org_uuid }) => org_uuid === route.params['org'])?.org_uuid ?? null;
  const check = async (brought: Omit<Brought, 'org'>) => {
    const asked = await readSnapshots({ base: location.origin });
    const rows = asked.ok ? asked.value : (snapshots ?? []);
    setChecked(await checkHere({ ...brought, org }, { now: Date.now(), snapshots: rows, usageText }));
  };
  const take = async (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file !== undefined) await check({ text: await file.text(), writtenAt: file.lastModified });
  };
  return (
    <div class="db-stack">
      <section class="db-card db-steps">
        <ol>
          <li>
            Open{' '}
            <a href="https://claude.ai/settings/usage" target="_blank" rel="noreferrer">
              claude.ai/settings/usage
            </a>
            , press F12, choose <em>Network</em>, filter for <kbd>usage</kbd>, and load the page again.
          </li>
          <li>Copy the response of the request to /usage, or save all as a HAR file.</li>
          <li>Bring it here, within a minute. It is compared in this page; nothing is uploaded.</li>
        </ol>
        {orgs.length > 1 && (
          <label class="db-pick">
            Account{' '}
            <select value={org ?? ''} onChange={(event) => choose({ org: event.currentTarget.value })}>
              <option value="">the one it is about</option>
              {orgs.map(({ org_uuid, name }) => (
                <option key={org_uuid} value={org_uuid}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label
          class="db-drop"
          data-over={String(over)}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            void take(event.dataTransfer?.files);
          }}
        >
          <span>Drop a HAR file or a saved response here, or choose one</span>
          <input
            type="file"
            accept=".har,.json,.txt,application/json"
            onChange={(event) => {
              const input = event.currentTarget;
              void take(input.files).then(() => {
                // The same file may be chosen again after it has changed.
                input.value = '';
              });
            }}
          />
        </label>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void check({ text: pasted, writtenAt: null });
          }}
        >
          <label for="db-paste">Or paste the response</label>
          <textarea
            id="db-paste"
            rows={4}
            spellcheck={false}
            autocomplete="off"
            value={pasted}
            onInput={(event) => setPasted(event.currentTarget.value)}
          />
          <button type="submit" class="cm-button" disabled={pasted.trim() === ''}>
            Compare
          </button>
        </form>
      </section>
      <div aria-live="polite">{checked !== null && <Outcome checked={checked} />}</div>
      <p class="db-quiet">
        In a terminal: claude-meter verify --har FILE. It also can ask claude.ai by itself (--direct), and
        watches the handoff between two sources (--handoff).
      </p>
    </div>
  );
}
