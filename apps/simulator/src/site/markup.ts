/** Text as it may stand in HTML, inside attributes too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A whole page under the banner that says what this is. @param body HTML, @param script JavaScript or empty. */
export function page({ title, body, script = '' }: { title: string; body: string; script?: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} – Simulated claude.ai</title>
<style>${STYLE}</style>
</head>
<body>
<p class="banner" role="note"><strong>Simulated claude.ai</strong> – a stand-in on this machine; every figure is invented.</p>
<main>
${body}
</main>
${script && `<script>${script}</script>`}
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f1e1d; --soft: #6b6a65; --paper: #faf9f5; --line: #dedcd1; --fill: #2c6e2f; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0eee6; --soft: #a6a39a; --paper: #262624; --line: #45443f; --fill: #6fbf73; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
.banner { margin: 0; padding: .6rem 1rem; background: #ffd84d; color: #3a2f00; text-align: center; }
main { max-width: 40rem; margin: 2.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1.25rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .75rem; }
p.soft, .row small { color: var(--soft); }
button, select { font: inherit; padding: .45rem .9rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: inherit; }
button:hover { border-color: currentColor; }
fieldset { border: 1px solid var(--line); border-radius: .75rem; padding: .5rem 1rem 1rem; margin: 0 0 1rem; }
label.choice { display: block; padding: .35rem 0; }
.row { display: grid; grid-template-columns: 1fr auto; gap: .15rem 1rem; margin: 0 0 1.1rem; }
.row .bar { grid-column: 1 / -1; height: .6rem; border-radius: .3rem; background: var(--line); overflow: hidden; }
.row .bar div { height: 100%; background: var(--fill); }
.row.warning .bar div { background: #b26a00; }
.row.critical .bar div { background: #b00020; }
nav { display: flex; gap: .75rem; align-items: center; flex-wrap: wrap; margin-top: 2.5rem; }
nav form { margin: 0; display: flex; gap: .5rem; }
`;
