import type { Product } from './product.ts';
import type { ReleaseFile } from './release-files.ts';

/** The formula for a tap of Homebrew (macOS and Linux): installs the npm package with Homebrew's own Node. */
export function homebrewFormula(product: Product, tarball: ReleaseFile): string {
  return `class ClaudeMeter < Formula
  desc ${quote(product.description.replace(/\.$/, '').replace(/, in your terminal.*/, ''))}
  homepage ${quote(product.repository)}
  url ${quote(tarball.url)}
  sha256 "${tarball.sha256}"
  license ${quote(product.license)}

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
    package = libexec/"lib/node_modules/${product.name}"
    man1.install_symlink package/"claude-meter.1"
    bash_completion.install package/"completions/claude-meter.bash" => "claude-meter"
    zsh_completion.install package/"completions/_claude-meter"
    fish_completion.install package/"completions/claude-meter.fish"
  end

  service do
    run [opt_bin/"claude-meter", "run"]
    keep_alive successful_exit: false
    log_path var/"log/claude-meter.log"
    error_log_path var/"log/claude-meter.log"
  end

  test do
    ENV["CLAUDE_METER_HOME"] = testpath/"state"
    assert_match version.to_s, shell_output("#{bin}/claude-meter --version")
    assert_match "SIMULATED", shell_output("#{bin}/claude-meter demo --for 5s")
  end
end
`;
}

const quote = (text: string) => JSON.stringify(text);
