import type { LimitAttribution, PointsRow, PointsShare } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { dollars, points } from '../report/amounts.ts';
import { FolderName, ShortName } from '../report/names.tsx';
import { useFirstRows } from '../report/use-first-rows.tsx';
import { folderName } from '../report/visible-text.ts';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import { readShareKind, SHARE_KINDS, SHARE_TITLES, type ShareKind, widest } from './share-rows.ts';
import { SpanBar } from './span-bar.tsx';
import { intervalText } from './week-words.ts';
import '../style/shares.css';

/** Rows that are shown before somebody asks for more. */
const PAGE = 12;

export interface SharesProps {
  limits: readonly LimitAttribution[];
  limit: LimitAttribution;
}

/** Where the points of a limit went: parts that add up to what the server showed, with what is not known about each. */
export function Shares({ limits, limit }: SharesProps): VNode {
  const { route, choose } = useWorld();
  const kind = readShareKind(route.params['by']);
  return (
    <section class="db-card" aria-labelledby="db-shares-title">
      <div class="db-tools">
        <h2 id="db-shares-title">Where the points went</h2>
        <ChoiceRow
          label="Limit"
          choices={limits.map(({ limit_id, label }) => ({ id: limit_id, text: label }))}
          chosen={limit.limit_id}
          onChoose={(id) => choose({ limit: id })}
        />
        <ChoiceRow
          label="By"
          choices={SHARE_KINDS.map((id) => ({ id, text: SHARE_TITLES[id] }))}
          chosen={kind}
          onChoose={(id) => choose({ by: id })}
        />
      </div>
      {limit.declined === null ? <ShareTable limit={limit} kind={kind} /> : <p>{limit.declined.reason}</p>}
      {limit.unmeasured.requests > 0 && (
        <p class="db-quiet db-fine">
          {limit.unmeasured.requests === 1 ? 'One request has' : `${limit.unmeasured.requests} requests have`}{' '}
          no points here: a reset came before anybody saw the rise.
        </p>
      )}
    </section>
  );
}

function ShareTable({ limit, kind }: { limit: LimitAttribution; kind: ShareKind }): VNode {
  const { person } = useWorld();
  const rows = limit[kind];
  const { shown, more } = useFirstRows(rows, PAGE);
  const full = widest(limit, rows);
  return (
    <>
      <div class="db-scroll">
        <table class="db-table db-shares">
          <caption class="cm-unseen">Points of {limit.label}, the largest part first</caption>
          <thead>
            <tr>
              <th scope="col">{SHARE_TITLES[kind]}</th>
              <th scope="col">
                <span class="cm-unseen">Bar</span>
              </th>
              <th scope="col" data-number="" title="Below it, where it lies 4 of 5 times">
                Points
              </th>
              <th scope="col" data-number="" data-minor="">
                List price
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <ShareRow key={`${row.key}`} row={row} kind={kind} full={full} />
            ))}
            <tr class="db-elsewhere-row">
              <th scope="row">Elsewhere</th>
              <td>
                <SpanBar {...limit.elsewhere} most={full} tone="elsewhere" />
              </td>
              <PointsCell share={limit.elsewhere} />
              <td data-number="" data-minor="">
                —
              </td>
            </tr>
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Rise of {limit.label}</th>
              <td />
              <td data-number="">{points(limit.rise, person.locale)}</td>
              <td data-minor="" />
            </tr>
          </tfoot>
        </table>
      </div>
      {more}
    </>
  );
}

function ShareRow({ row, kind, full }: { row: PointsRow; kind: ShareKind; full: number }): VNode {
  const { person } = useWorld();
  return (
    <tr>
      <th scope="row">
        <ShareName row={row} kind={kind} />
      </th>
      <td>
        <SpanBar {...row} most={full} />
      </td>
      <PointsCell share={row} />
      <td data-number="" data-minor="">
        {row.usd === null ? '—' : dollars(row.usd, person.locale)}
      </td>
    </tr>
  );
}

/** Points, and quietly the interval that holds them 4 of 5 times. */
function PointsCell({ share }: { share: PointsShare }): VNode {
  const { locale } = useWorld().person;
  return (
    <td data-number="">
      <span class="db-name">
        <span>{points(share.points, locale)}</span>
        <span class="db-quiet">{intervalText(share.interval, locale)}</span>
      </span>
    </td>
  );
}

function ShareName({ row: { key, projects }, kind }: { row: PointsRow; kind: ShareKind }): VNode {
  if (kind === 'projects') return <FolderName path={key} />;
  if (kind === 'models') return <ShortName text={key ?? 'unknown'} />;
  const [project] = projects;
  const where = project === undefined ? null : folderName(project).name;
  const name = key === null ? 'none' : kind === 'sessions' ? key.slice(0, 8) : key;
  return (
    <span class="db-name">
      <ShortName text={name} />
      {where !== null && (
        <span class="db-quiet">
          <ShortName text={where} />
        </span>
      )}
    </span>
  );
}
