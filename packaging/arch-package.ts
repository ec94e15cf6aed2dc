import type { Product } from './product.ts';
import type { ReleaseFile } from './release-files.ts';

/** What the two files of a package in Arch's user repository say, in the order of makepkg. */
interface ArchFacts {
  product: Product;
  tarball: ReleaseFile;
}

/** `PKGBUILD`: the npm package, with the Node of the system. */
export function pkgbuild({ product, tarball }: ArchFacts): string {
  return `# shellcheck shell=bash disable=SC2034,SC2154 # makepkg reads the variables, and sets pkgdir and srcdir
pkgname=${product.name}
pkgver=${product.version}
pkgrel=1
pkgdesc='${description(product)}'
arch=('any')
url='${product.repository}'
license=('${product.license}')
depends=('nodejs>=${product.nodeMajor}')
optdepends=('libsecret: read the session of a Chromium browser from the keyring')
source=('${tarball.url}')
noextract=('${tarball.name}')
sha256sums=('${tarball.sha256}')

package() {
  local program="$pkgdir/usr/lib/claude-meter"
  install -d "$program" "$pkgdir/usr/bin"
  bsdtar -xf "$srcdir/${tarball.name}" -C "$program" --strip-components=1 --no-same-owner
  ln -s ../lib/claude-meter/dist/claude-meter.cjs "$pkgdir/usr/bin/claude-meter"
  install -d "$pkgdir/usr/share/man/man1" "$pkgdir/usr/lib/systemd/user" "$pkgdir/usr/share/licenses/$pkgname"
  mv "$program/claude-meter.1" "$pkgdir/usr/share/man/man1/"
  mv "$program/claude-meter.service" "$pkgdir/usr/lib/systemd/user/"
  mv "$program/LICENSE" "$program/THIRD-PARTY-LICENSES.txt" "$pkgdir/usr/share/licenses/$pkgname/"
  install -Dm644 "$program/completions/claude-meter.bash" "$pkgdir/usr/share/bash-completion/completions/claude-meter"
  install -Dm644 "$program/completions/_claude-meter" "$pkgdir/usr/share/zsh/site-functions/_claude-meter"
  install -Dm644 "$program/completions/claude-meter.fish" "$pkgdir/usr/share/fish/vendor_completions.d/claude-meter.fish"
  rm -r "$program/completions"
}
`;
}

/** `.SRCINFO`: the same facts for those who do not run the other; what `makepkg --printsrcinfo` prints. */
export function srcinfo({ product, tarball }: ArchFacts): string {
  return `pkgbase = ${product.name}
	pkgdesc = ${description(product)}
	pkgver = ${product.version}
	pkgrel = 1
	url = ${product.repository}
	arch = any
	license = ${product.license}
	depends = nodejs>=${product.nodeMajor}
	optdepends = libsecret: read the session of a Chromium browser from the keyring
	noextract = ${tarball.name}
	source = ${tarball.url}
	sha256sums = ${tarball.sha256}

pkgname = ${product.name}
`;
}

const description = ({ description: text }: Product) => text.replace(/\.$/, '').replaceAll("'", '’');
