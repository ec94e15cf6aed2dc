import type { Product } from './product.ts';

/** What the Node that is packed links to, as dpkg-shlibdeps finds it. */
const DEPENDS = 'libatomic1, libc6 (>= 2.28), libgcc-s1 (>= 3.4), libstdc++6 (>= 7)';

export const STARTER = `#!/bin/sh
exec /usr/lib/claude-meter/node /usr/lib/claude-meter/dist/claude-meter.cjs "$@"
`;

/** Words of lintian that are true and meant. */
export const LINTIAN_OVERRIDES = `# The binary of the Node project as it was released, so that its checksum can be compared: not stripped, and with the
# libraries that Node is built with.
claude-meter: embedded-library *
claude-meter: unstripped-binary-or-object [usr/lib/claude-meter/node]
claude-meter: hardening-no-pie [usr/lib/claude-meter/node]
# A package of the project itself, not of Debian: nothing of it is reported there.
claude-meter: initial-upload-closes-no-bugs *
# The licences of what is bundled are there as their packages bring them.
claude-meter: copyright-file-contains-full-apache-2-license
claude-meter: old-fsf-address-in-copyright-file
# Loaded by usr/bin/claude-meter with the Node of the package, not started by itself.
claude-meter: script-not-executable [usr/lib/claude-meter/dist/claude-meter.cjs]
# UTF-8; what looks strange is U+FFFF, which sorts behind every text.
claude-meter: national-encoding *
`;

/** @param size of all that is installed, KiB */
export function debianControl(product: Product, architecture: string, size: number): string {
  return `Package: ${product.name}
Version: ${debianVersion(product)}
Architecture: ${architecture}
Maintainer: ${maintainer(product)}
Installed-Size: ${size}
Depends: ${DEPENDS}
Section: utils
Priority: optional
Homepage: ${product.repository}
Description: Claude usage as claude.ai serves it
 Shows the limits of Claude accounts in terminal, prompts, tray and browser,
 with the very numbers that claude.ai shows on its settings page. A browser
 extension, which this package brings, or the program itself asks for them.
 .
 Start it for your user: systemctl --user enable --now claude-meter
`;
}

export function debianChangelog(product: Product): string {
  const date = new Date(product.epoch * 1000).toUTCString().replace('GMT', '+0000');
  return `${product.name} (${debianVersion(product)}) unstable; urgency=medium

  * Version ${product.version}: changelog.gz says what is new.

 -- ${maintainer(product)}  ${date}
`;
}

function maintainer({ author }: Product): string {
  return `${author.name} <${author.email}>`;
}

/**
 * In Debian's machine-readable form.
 *
 * @param texts of the program and its parts, and of the Node that is packed
 */
export function debianCopyright(
  product: Product,
  texts: { program: string; parts: string; node: string; nodeVersion: string },
): string {
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ClaudeMeter
Source: ${product.repository}

Files: *
Copyright: 2026 ${product.author.name}
License: Expat

Files: usr/lib/claude-meter/dist/*
Copyright: the authors of the packages that are bundled, each named below
License: bundled
${block(texts.parts)}

Files: usr/lib/claude-meter/node
Copyright: Node.js contributors and the authors of what Node.js ${texts.nodeVersion} contains
License: Node.js
${block(texts.node)}

License: Expat
${block(texts.program.replace(/^[\s\S]*?(?=Permission is hereby)/, ''))}
`;
}

export function debianVersion({ version }: Product): string {
  return `${version}-1`;
}

/** A text as a field: each line moved in, an empty one a dot. */
function block(text: string): string {
  const lines = text.trim().split(/\r?\n/);
  return lines.map((line) => (line.trim() === '' ? ' .' : ` ${line}`)).join('\n');
}
