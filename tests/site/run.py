#!/usr/bin/env python3
"""Looks at the site in a browser, as its readers do.

    python3 tests/site/run.py                # the site of the committed specs
    python3 tests/site/run.py --site DIR     # this one
    python3 tests/site/run.py --pictures DIR # and take screenshots

Each kind of page is loaded at 320 and 1280 pixels, light and dark: nothing may scroll sideways, nothing may be fetched from
elsewhere, no script may fail, and axe may find nothing serious. Then the things that readers come for are done: finding an
action by the name of its method, an error code, a title, a misspelt name; reading the members of a type; copying a request;
what is deprecated; what changed last. The Rust samples of all pages are compiled.

It needs Chromium and Node; without them it says that it did not run. The tools of `node/package-lock.json` are installed
below `target/`, once.
"""

import argparse
import hashlib
import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, help="the folder of the site; written where it is not given")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="put screenshots into this folder")
    parser.add_argument("--no-samples", action="store_true", help="do not compile the Rust samples")
    options = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    missing = [name for name, found in (("Chromium", browser), ("npm", shutil.which("npm"))) if not found]
    site = options.site or write()
    worst = 0
    if missing:
        print(f"tests/site DID NOT LOOK AT THE SITE: there is no {' and no '.join(missing)} here", flush=True)
        # Where there is a browser, continuous integration does not pass by.
        worst = 1 if browser and os.environ.get("CI") else 0
    else:
        worst = look(site, browser, options.pictures)
    if not options.no_samples:
        worst = max(worst, samples(site))
    return worst


def write():
    """Writes the site of the committed specs and returns its folder."""
    folder = TARGET / "site-check" / "site"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cargo", "run", "--quiet", "--package", "xtask", "--", "site", "--output", folder], cwd=ROOT, check=True)
    return folder


def look(site, browser, pictures):
    home = node_modules()
    command = ["node", home / "check.js", site.resolve(), browser, *([pictures.resolve()] if pictures else [])]
    return subprocess.call(command, cwd=home)


def node_modules():
    """The folder with the script and with what it needs, which is installed once."""
    source, home = HERE / "node", TARGET / "site-node"
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    stamp = home / "package-lock.sha256"
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "check.js"):
        shutil.copyfile(source / name, home / name)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"setting up {home}", flush=True)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=home, check=True)
        stamp.write_text(wanted)
    return home


MANIFEST = """[package]
name = "site-samples"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}
{crates}
"""


def samples(site):
    """Compiles the Rust samples of all actions: each is a module of one crate."""
    home = TARGET / "site-check" / "samples"
    (home / "src").mkdir(parents=True, exist_ok=True)
    modules, ids = [], []
    for crate in sorted(path for path in (ROOT / "generated").iterdir() if (path / "Cargo.toml").is_file()):
        pages = sorted((site / crate.name / "actions").glob("*.html"))
        found = [re.search(r'data-sample="sample-rust"><pre[^>]*><code>(.*?)</code>', page.read_text("utf-8"), re.DOTALL) for page in pages]
        texts = [html.unescape(re.sub(r"</?span[^>]*>", "", match.group(1))) for match in found if match]
        print(f"{crate.name}: {len(texts)} of {len(pages)} actions have a sample in Rust", flush=True)
        if pages and len(texts) * 2 < len(pages):
            print(f"{crate.name}: most actions have none")
            return 1
        modules += [f"mod sample_{len(modules) + number} {{\n{text}}}\n" for number, text in enumerate(texts)]
        ids.append(f'{crate.name} = {{ path = "{crate}" }}')
    text = "#![allow(dead_code, deprecated)]\n" + "".join(modules) + "fn main() {}\n"
    (home / "src" / "main.rs").write_text(text.replace("#[tokio::main]\n", "#[tokio::main]\npub "), "utf-8")
    (home / "Cargo.toml").write_text(MANIFEST.format(crates="\n".join(ids)), "utf-8")
    shutil.copyfile(ROOT / "Cargo.lock", home / "Cargo.lock")
    environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
    code = subprocess.call(["cargo", "check", "--quiet", "--manifest-path", home / "Cargo.toml"], env=environment, cwd=home)
    print(f"{len(modules)} samples in Rust {'compile' if code == 0 else 'do not compile'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
