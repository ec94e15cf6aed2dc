import { minify } from 'terser';
import { defineConfig, type UserManifest, type WxtViteConfig } from 'wxt';
import { CHROMIUM_ID, GECKO_ID, MANIFEST_KEY } from './src/identity.ts';
import { refererRule } from './src/referer-rule.ts';

const RULES = 'rules/referer.json';

/** The pages and the worker may talk to claude.ai and to this machine, and to nobody else: the browser enforces it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  'connect-src https://claude.ai http://127.0.0.1:*',
].join('; ');

function manifest(firefox: boolean): UserManifest {
  return {
    name: 'ClaudeMeter',
    description: 'The usage numbers that claude.ai shows on its settings page, in your toolbar.',
    homepage_url: 'https://claude.ai/settings/usage',
    permissions: ['storage', 'alarms', 'declarativeNetRequestWithHostAccess'],
    optional_permissions: ['notifications'],
    host_permissions: ['https://claude.ai/*', 'http://127.0.0.1/*'],
    content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY },
    icons: { 16: 'icons/16.png', 32: 'icons/32.png', 48: 'icons/48.png', 128: 'icons/128.png' },
    ...(firefox ? firefoxOnly() : chromiumOnly()),
  };
}

function chromiumOnly(): UserManifest {
  return {
    key: MANIFEST_KEY,
    minimum_chrome_version: '123',
    declarative_net_request: { rule_resources: [{ id: 'referer', enabled: true, path: RULES }] },
  };
}

function firefoxOnly(): UserManifest {
  return {
    action: { default_area: 'navbar' },
    browser_specific_settings: {
      gecko: {
        id: GECKO_ID,
        strict_min_version: '142.0',
        data_collection_permissions: { required: ['none'] },
      },
    },
  };
}

/**
 * No page of the extension may ever write markup from data. Preact can, on demand; that door is walled up here: what
 * would have become markup becomes text.
 */
function withoutInnerHtml(): NonNullable<WxtViteConfig['plugins']>[number] {
  return {
    name: 'without-inner-html',
    transform: {
      filter: { id: /\/preact\/dist\/preact\.m?js$/ },
      handler(code) {
        if (!code.includes('.innerHTML')) this.error('Preact no longer writes innerHTML: drop this plugin.');
        return code.replaceAll('.innerHTML', '.textContent');
      },
    },
  };
}

/**
 * The framework wraps the worker into code that only speaks while it is being developed. A built one is its own `main`.
 */
function withoutWrapper(): NonNullable<WxtViteConfig['plugins']>[number] {
  return {
    name: 'without-wrapper',
    apply: 'build',
    transform: {
      filter: { id: /^\0virtual:wxt-background-entrypoint\?/ },
      handler(code) {
        const definition = /^import definition from .+;$/m.exec(code)?.[0];
        if (definition === undefined) this.error('The wrapper of the worker has changed: look at it again.');
        return `${definition}\ndefinition.main();\n`;
      },
    },
  };
}

const FOLDING = { passes: 4, inline: 1, pure_getters: true } as const;

/**
 * Folds the code before the bundler shortens its names: constants into their places, functions that are called once into
 * their callers. The browser loads the worker anew each minute; this takes a twentieth off it.
 */
function folded(): NonNullable<WxtViteConfig['plugins']>[number] {
  return {
    name: 'folded',
    apply: 'build',
    async renderChunk(code) {
      const { code: small } = await minify(code, { ecma: 2020, compress: FOLDING, mangle: false });
      return small ?? null;
    },
  };
}

export default defineConfig({
  srcDir: 'src',
  imports: false,
  manifestVersion: 3,
  manifest: ({ browser }) => manifest(browser === 'firefox'),
  // A store that checks sources has to build them: that takes the packages of the whole repository.
  zip: { name: 'claude-meter', sourcesRoot: '../..', excludeSources: ['docs/**', 'bench/**', '**/dist/**'] },
  vite: () => ({
    plugins: [withoutInnerHtml(), withoutWrapper(), folded()],
    build: { modulePreload: false },
    // Whatever NODE_ENV says: what is built for development names the folders of the machine that built it.
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  }),
  hooks: {
    'build:publicAssets': (wxt, files) => {
      if (wxt.config.browser === 'firefox') return;
      files.push({
        relativeDest: RULES,
        contents: `${JSON.stringify([refererRule(CHROMIUM_ID)], null, 2)}\n`,
      });
    },
  },
});
