import { basename } from 'node:path';
import type { LineSession } from '@claude-meter/core';
import type { Statusline } from '@claude-meter/sources';

/** What a line says of a Claude Code session. */
export function sessionOf(told: Statusline, branch: string | null): LineSession {
  const { model, context, cost, workspace, worktree } = told;
  const folder = workspace.currentDir ?? told.cwd;
  return {
    model: model.name ?? model.id,
    contextPercent: context.usedPercent,
    costUsd: cost.usd,
    branch: branch ?? worktree.branch,
    folder: folder === null ? null : basename(folder.replaceAll('\\', '/')),
    effort: told.effort,
    agent: told.agent,
    linesAdded: cost.linesAdded,
    linesRemoved: cost.linesRemoved,
  };
}
