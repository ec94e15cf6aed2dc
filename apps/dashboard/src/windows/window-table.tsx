import { formatPercent, LOOK_BANDS, severityOf } from '@claude-meter/core';
import { MeterBar } from '@claude-meter/ui';
import type { WindowInfo } from '@claude-meter/wire';
import { Fragment, type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWorld } from '../shell/context.ts';
import { length, moment } from '../shell/person.ts';
import { printRoute } from '../shell/route.ts';
import { leftOver } from './heat.ts';

/** Rows that are shown before somebody asks for more. */
const PAGE = 25;

const ENDS: Readonly<Record<'reset' | 'moved' | 'gone', string>> = {
  reset: 'reset at its time',
  moved: 'another window began early',
  gone: 'stopped running',
};

/** Past windows, newest first. A row opens to show more, and stays open over every update. */
export function WindowTable({ windows }: { windows: readonly WindowInfo[] }): VNode {
  const [most, setMost] = useState(PAGE);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (key: number) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const shown = [...windows].reverse().slice(0, most);
  return (
    <div class="db-stack">
      <div class="db-scroll">
        <table class="db-table">
          <caption class="cm-unseen">Past windows, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Began</th>
              <th scope="col">Until</th>
              <th scope="col">Peak</th>
              <th scope="col">Left over</th>
              <th scope="col">Wall</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((window) => (
              <Row
                key={window.opened_at}
                window={window}
                isOpen={open.has(window.opened_at)}
                onToggle={() => toggle(window.opened_at)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {windows.length > most && (
        <button type="button" class="cm-button db-more" onClick={() => setMost(most + 4 * PAGE)}>
          Show more ({windows.length - most} left)
        </button>
      )}
    </div>
  );
}

interface RowProps {
  window: WindowInfo;
  isOpen: boolean;
  onToggle: () => void;
}

function Row({ window, isOpen, onToggle }: RowProps): VNode {
  const { person } = useWorld();
  const { opened_at, resets_at, peak, full_at, ended } = window;
  return (
    <Fragment>
      <tr>
        <th scope="row">
          <button type="button" class="db-expand" aria-expanded={isOpen} onClick={onToggle}>
            {moment(opened_at, 'moment', person)}
          </button>
        </th>
        <td>{moment(resets_at, 'moment', person)}</td>
        <td class="db-peak" data-severity={severityOf(peak, LOOK_BANDS)}>
          <span>{formatPercent(peak)}</span>
          <MeterBar label="Peak" percent={peak} note="" />
        </td>
        <td>{ended === null ? 'still open' : formatPercent(leftOver(window))}</td>
        <td>{full_at === null ? '—' : `after ${length(full_at - opened_at)}`}</td>
      </tr>
      {isOpen && (
        <tr class="db-more-row">
          <td colSpan={5}>
            <WindowDetails window={window} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function WindowDetails({ window }: { window: WindowInfo }): VNode {
  const { person } = useWorld();
  const { org_uuid, limit_id, opened_at, resets_at, full_at, ended, last_percent, last_at } = window;
  const range = { org: org_uuid, limit: limit_id, from: String(opened_at), to: String(resets_at) };
  return (
    <dl class="db-facts">
      <dt>First reading</dt>
      <dd>{moment(opened_at, 'whole', person)}</dd>
      <dt>Last change</dt>
      <dd>
        {formatPercent(last_percent)} at {moment(last_at, 'whole', person)}
      </dd>
      {full_at !== null && (
        <>
          <dt>Wall hit</dt>
          <dd>
            {moment(full_at, 'whole', person)}, {length(resets_at - full_at)} before the reset
          </dd>
        </>
      )}
      <dt>Ended</dt>
      <dd>{ended === null ? 'not yet' : ENDS[ended]}</dd>
      <dt>Course</dt>
      <dd>
        <a href={printRoute('history', range)}>Show in History</a>
      </dd>
    </dl>
  );
}
