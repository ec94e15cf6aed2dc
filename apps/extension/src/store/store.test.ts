import { beforeEach, describe, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { loadStore, saveSettings, saveStore, watchStore } from './store.ts';

beforeEach(() => {
  fakeBrowser.reset();
});

describe('the store', () => {
  it('is empty at first', async () => {
    expect(await loadStore()).toMatchObject({
      instance: null,
      last: null,
      memory: null,
      bridge: { kind: 'unknown' },
    });
  });

  it('keeps what was saved, part by part', async () => {
    await saveStore({ instance: 'a', startedAt: 1 });
    await saveStore({ startedAt: 2 });
    expect(await loadStore()).toMatchObject({ instance: 'a', startedAt: 2 });
  });

  it('leaves behind what another version stored, but for settings and name', async () => {
    await saveStore({ instance: 'a', startedAt: 1 });
    await saveSettings({ port: 4711 });
    await fakeBrowser.storage.local.set({ version: 99 });
    expect(await loadStore()).toMatchObject({ instance: 'a', startedAt: null, settings: { port: 4711 } });
  });

  it('changes one setting and keeps the others', async () => {
    await saveSettings({ port: 4711 });
    await saveSettings({ badge: 'binding' });
    expect((await loadStore()).settings).toMatchObject({ port: 4711, badge: 'binding' });
  });

  it('calls back on each change until it is told to stop', async () => {
    const end = new AbortController();
    let calls = 0;
    watchStore(() => {
      calls += 1;
    }, end.signal);
    await saveStore({ startedAt: 1 });
    await fakeBrowser.storage.session.set({ other: true });
    expect(calls).toBe(1);
    end.abort();
    await saveStore({ startedAt: 2 });
    expect(calls).toBe(1);
  });
});
