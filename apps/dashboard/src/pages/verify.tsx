import { readSnapshots } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWorld } from '../shell/context.ts';
import { orgChoices } from '../shell/orgs.ts';
import { type Brought, checkHere, type HereChecked, usageText } from '../verify/check-here.ts';
import { DropField } from '../verify/drop-field.tsx';
import { Outcome } from '../verify/outcome.tsx';
import { PasteForm } from '../verify/paste-form.tsx';

/** Holds what claude.ai served against what the meter serves, here in the page: nothing is uploaded. */
export function VerifyPage(): VNode {
  const { route, snapshots, now, choose } = useWorld();
  const [checked, setChecked] = useState<HereChecked | null>(null);
  const orgs = orgChoices(snapshots ?? [], [], now);
  const org = orgs.find(({ org_uuid }) => org_uuid === route.params['org'])?.org_uuid ?? null;
  const check = async (brought: Omit<Brought, 'org'>) => {
    const asked = await readSnapshots({ base: location.origin });
    const rows = asked.ok ? asked.value : (snapshots ?? []);
    setChecked(await checkHere({ ...brought, org }, { now: Date.now(), snapshots: rows, usageText }));
  };
  return (
    <div class="db-stack">
      <section class="db-card db-steps">
        <Steps />
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
        <DropField
          onFile={async (file) => check({ text: await file.text(), writtenAt: file.lastModified })}
        />
        <PasteForm onText={(text) => void check({ text, writtenAt: null })} />
      </section>
      <div aria-live="polite">{checked !== null && <Outcome checked={checked} />}</div>
      <p class="db-quiet">
        In a terminal: claude-meter verify --har FILE. It also can ask claude.ai by itself (--direct), and
        watches the handoff between two sources (--handoff).
      </p>
    </div>
  );
}

function Steps(): VNode {
  return (
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
  );
}
