import type { VNode } from 'preact';
import type { OrgChoice } from './orgs.ts';

export interface OrgPickerProps {
  orgs: readonly OrgChoice[];
  chosen: string;
  onChoose: (org: string) => void;
}

/** Which account a page is about; only its name where there is no choice. */
export function OrgPicker({ orgs, chosen, onChoose }: OrgPickerProps): VNode | null {
  if (orgs.length === 0) return null;
  if (orgs.length === 1) return <p class="db-account">{orgs[0]?.name}</p>;
  return (
    <label class="db-pick">
      <span class="cm-unseen">Account</span>
      <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {orgs.map(({ org_uuid, name }) => (
          <option key={org_uuid} value={org_uuid}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
