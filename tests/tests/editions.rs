//! A new edition of a document arrives: what `regenerate` says, writes and refuses, in a workspace made for it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use docquarry_tests::{Scratch, root};
use xtask::regenerate::{self, Options, Outcome};

const ID: &str = "tencent-lantern";

/// A workspace with one document, read and generated once.
struct Place(Scratch);

impl Place {
    fn new(name: &str) -> Self {
        let place = Self(Scratch::new(name));
        place.0.put(
            "spec/sources.toml",
            format!(
                "[[document]]\nfile = \"book.txt\"\nsha256 = \"\"\nsize = 0\nlanguage = \"zh\"\nreader = \"text\"\n\
                 published_at = \"https://docs.example.com\"\n[document.specs]\n{ID} = \"tencent_v3\"\n"
            ),
        );
        place.print(&book());
        let outcome = place.run(&Options::default());
        assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
        place
    }

    /// Publishes an edition of the document.
    fn print(&self, text: &str) {
        self.0.put("docs/book.txt", text);
    }

    fn run(&self, options: &Options) -> Outcome {
        regenerate::run(self.0.path(), &self.options(options), &indicatif::ProgressBar::hidden())
    }

    fn options(&self, options: &Options) -> Options {
        Options { docs: Some(self.0.path().join("docs")), ..options.clone() }
    }

    fn check(&self) -> (bool, String, Vec<&'static str>) {
        let options = Options { check: true, ..Options::default() };
        let outcome = self.run(&options);
        let codes = outcome.failures.iter().map(|failure| failure.code).collect();
        (outcome.is_ok(&options), outcome.describe(&options), codes)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| format!("{path}: {error}"))
    }

    fn version(&self) -> String {
        let manifest: toml::Table = toml::from_str(&self.read(&format!("generated/{ID}/Cargo.toml"))).unwrap();
        manifest["package"]["version"].as_str().unwrap().to_owned()
    }
}

fn book() -> String {
    fs::read_to_string(root().join("tests/cases/tencent-text/book/input.txt")).unwrap()
}

/// An edition without a parameter, and one more required.
fn later_book() -> String {
    let text = book().replacen("Lit 否 Boolean 是否立即点亮。\n\n示例值：true\n", "", 1);
    let text = text.replacen("Height 否 Integer", "Height 是 Integer", 1);
    assert!(text != book());
    text
}

#[test]
fn a_new_edition_is_refused_with_its_changes_and_accepted_by_one_command() {
    let place = Place::new("edition");
    assert_eq!(place.version(), "0.1.0");
    assert!(place.check().0, "{}", place.check().1);
    place.print(&later_book());

    let (fine, said, codes) = place.check();
    assert!(!fine);
    assert_eq!(codes, ["document-changed"]);
    for expected in [
        "request Lit: removed, was boolean  [field-removed]",
        "request Height: required: no → yes  [field-required]",
        "crates: 0.1.0 → 0.2.0",
        "operation::CreateBeaconRequest::new",
        "changed  spec/releases/tencent-lantern.toml",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(place.version(), "0.1.0");

    let outcome = place.run(&Options::default());
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    assert_eq!(place.version(), "0.2.0");
    let changelog = place.read(&format!("generated/{ID}/CHANGELOG.md"));
    assert!(changelog.contains("## 0.2.0\n\n### Breaking changes of the API\n\n- action CreateBeacon"), "{changelog}");
    assert!(changelog.contains("## 0.1.0\n\nThe first version."), "{changelog}");
    assert!(place.check().0, "{}", place.check().1);
    assert!(!place.path("spec/snapshots").exists());
}

#[test]
fn the_edition_that_is_replaced_is_kept_where_that_is_asked_for() {
    let place = Place::new("kept");
    let before = place.read(&format!("spec/{ID}.json"));
    place.print(&later_book());
    let outcome = place.run(&Options { snapshot: Some(String::new()), ..Options::default() });
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    assert_eq!(place.read(&format!("spec/snapshots/{ID}@2031-04.json")), before);
    assert!(place.check().0, "{}", place.check().1);

    // The next one of the same month has to be named, and nothing is written before it is.
    let (spec, version) = (place.read(&format!("spec/{ID}.json")), place.version());
    place.print(&book());
    let outcome = place.run(&Options { snapshot: Some(String::new()), ..Options::default() });
    assert_eq!(outcome.failures.iter().map(|failure| failure.code).collect::<Vec<_>>(), ["snapshot-name"]);
    assert_eq!((place.read(&format!("spec/{ID}.json")), place.version()), (spec.clone(), version));
    let outcome = place.run(&Options { snapshot: Some("second".to_owned()), ..Options::default() });
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    assert_eq!(place.read(&format!("spec/snapshots/{ID}@second.json")), spec);
    assert_eq!(place.version(), "0.3.0");
}

#[test]
fn other_words_make_no_version_and_a_better_reader_only_on_demand() {
    let place = Place::new("words");
    place.print(&book().replacen("在海岸线上新建灯塔。", "在海岸上新建一座灯塔。", 1));
    let outcome = place.run(&Options::default());
    assert!(outcome.failures.is_empty() && outcome.changes.is_empty(), "{:#?}", outcome.changes);
    assert_eq!(place.version(), "0.1.0");

    // As if the committed spec had been read worse, from the same document.
    let path = format!("spec/{ID}.json");
    let worse = place.read(&path).replacen("\"rate_limit\": 20", "\"rate_limit\": 10", 1);
    fs::write(place.path(&path), &worse).unwrap();
    let outcome = place.run(&Options::default());
    assert!(outcome.notes.iter().any(|note| note.contains("--bump")), "{:?}", outcome.notes);
    assert_eq!(place.version(), "0.1.0");
    fs::write(place.path(&path), &worse).unwrap();
    place.run(&Options { bump: true, ..Options::default() });
    assert_eq!(place.version(), "0.1.1");
}

#[test]
fn versions_are_kept_where_the_documents_are_missing() {
    let place = Place::new("missing");
    place.print(&later_book());
    place.run(&Options::default());
    fs::remove_dir_all(place.path("docs")).unwrap();
    fs::create_dir_all(place.path("docs")).unwrap();
    let (fine, said, _) = place.check();
    assert!(fine, "{said}");
    assert_eq!(place.version(), "0.2.0");
}

#[test]
fn snapshots_and_corrections_of_sources_are_applied() {
    let place = Place::new("corrections");
    let sources = place.read("spec/sources.toml");
    let earlier = format!(
        "{sources}\n[[document]]\nfile = \"old.txt\"\nsha256 = \"\"\nsize = 0\nlanguage = \"zh\"\nreader = \"text\"\n\
         published_at = \"https://docs.example.com\"\n[document.snapshots]\n\"{ID}@2030\" = \"tencent_v3\"\n"
    );
    fs::write(place.path("spec/sources.toml"), earlier).unwrap();
    let misread = book().replace("BeaconName 是 String", "BeaconNarne 是 String");
    place.0.put("docs/old.txt", &misread);
    let line = misread.lines().position(|line| line.starts_with("BeaconNarne")).unwrap() + 1;
    let entry = |line: usize| {
        format!(
            "[[correction]]\ndocument = \"old.txt\"\nline = {line}\nsays = \"BeaconNarne\"\nmeans = \"BeaconName\"\n\
             why = \"the example says BeaconName\"\n"
        )
    };
    let corrections = place.0.put(&format!("spec/corrections/{ID}.toml"), entry(line + 1));
    let outcome = place.run(&Options::default());
    let codes: Vec<&str> = outcome.failures.iter().map(|failure| failure.code).collect();
    assert_eq!(codes, ["correction-stale", "documents-not-understood"]);

    fs::write(&corrections, entry(line)).unwrap();
    let outcome = place.run(&Options::default());
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    let snapshot =
        docquarry::json::read_spec(Path::new(&place.path(&format!("spec/snapshots/{ID}@2030.json")))).unwrap();
    assert_eq!(snapshot.actions["CreateBeacon"].request[0].name, "BeaconName");
    assert!(place.check().0, "{}", place.check().1);

    fs::write(&corrections, entry(line).replace("old.txt", "older.txt")).unwrap();
    assert_eq!(place.check().2, ["corrections-invalid"]);
}

#[test]
fn corrections_of_families_are_read_with_the_spec() {
    let place = Place::new("families");
    let before = place.read(&format!("generated/{ID}/docs/README.md"));
    let file = format!("spec/families/{ID}.toml");
    let kind = |ids: &str| format!("[[family]]\nnoun = \"Beacon\"\nids = [\"{ids}\"]\n");
    place.0.put(&file, kind("NoSuchField"));
    assert_eq!(place.check().2, ["corrections-invalid"]);
    let outcome = place.run(&Options::default());
    assert!(!outcome.failures.is_empty());
    assert_eq!(place.read(&format!("generated/{ID}/docs/README.md")), before, "nothing was written");
    place.0.put(&file, "# nothing is wrong any more\n");
    assert!(place.check().0, "{}", place.check().1);
}

/// A workspace of pages that were read together, each a document, with a page of structures.
fn pages(name: &str) -> Place {
    let place = Place(Scratch::new(name));
    let mut sources = String::new();
    for (file, text) in lanterns() {
        sources += &format!(
            "[[document]]\nfile = \"{file}\"\nsha256 = \"\"\nsize = 0\nlanguage = \"en\"\nreader = \"markdown\"\n\
             published_at = \"https://docs.example.com\"\n[document.specs]\ntencent-lanterns = \"tencent_v3\"\n\n"
        );
        place.0.put(&format!("docs/{file}"), text);
    }
    place.0.put("spec/sources.toml", sources);
    let outcome = place.run(&Options::default());
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    place
}

fn lanterns() -> Vec<(String, String)> {
    let verbs = ["Light", "Douse", "Hang", "Fold"];
    let rows = |kind: &str| -> String {
        (0..8)
            .map(|number| {
                format!(
                    "{kind}{number} | {}String | The {kind} number {number}.\n",
                    if kind == "Wick" { "No | " } else { "" }
                )
            })
            .collect()
    };
    let page = |verb: &str| {
        format!(
            "# {verb}Lantern\n\nLast updated: 2033-01-02 03:04:05\n\n## 1. API Description\n\nDomain name for API request: \
             lanterns.tencentcloudapi.com.\n\nThis API is used to {verb} a lantern.\n\n## 2. Input Parameters\n\nParameter \
             Name | Required | Type | Description\n---|---|---|---\nAction | Yes | String | Common parameter. The value used \
             for this API: {verb}Lantern.\nVersion | Yes | String | Common parameter. The value used for this API: \
             2033-01-02.\n{}\n## 3. Output Parameters\n\nParameter Name | Type | Description\n---|---|---\n{}RequestId | \
             String | The ID of the request.\n",
            rows("Wick"),
            rows("Glow"),
        )
    };
    verbs.iter().map(|verb| (format!("{}.md", verb.to_lowercase()), page(verb))).collect()
}

#[test]
fn an_edition_that_lacks_much_of_the_one_before_is_taken_only_on_demand() {
    let login = "<html><head><title>Sign in</title></head><body><form>Account Password</form></body></html>";
    let whole = lanterns();
    let text = |file: &str| whole.iter().find(|(name, _)| name == file).unwrap().1.clone();
    let cut_at = |file: &str, mark: &str| text(file).split(mark).next().unwrap().to_owned();
    let without = |file: &str, gone: &dyn Fn(&str) -> bool| {
        text(file).lines().filter(|line| !gone(line)).map(|line| format!("{line}\n")).collect::<String>()
    };
    let cases: [(&str, String, &str); 5] = [
        ("hang.md", String::new(), "3 actions instead of 4"),
        ("hang.md", login.to_owned(), "3 actions instead of 4"),
        ("hang.md", cut_at("hang.md", "Wick3"), "hang.md has"),
        ("fold.md", without("fold.md", &|line| line.starts_with("Glow")), "most rows of a table are gone: FoldLantern"),
        ("fold.md", without("fold.md", &|line| line.starts_with("Wick")), "rows of fields instead of"),
    ];
    for (number, (file, text, reason)) in cases.into_iter().enumerate() {
        let place = pages(&format!("loss-{number}"));
        let before = place.read("spec/tencent-lanterns.json");
        place.0.put(&format!("docs/{file}"), text);
        for check in [true, false] {
            let outcome = place.run(&Options { check, ..Options::default() });
            let said: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
            assert!(
                said.iter().any(|said| said.contains("error[edition-loss]") && said.contains(reason)),
                "{number}: {said:#?}"
            );
            assert_eq!(place.read("spec/tencent-lanterns.json"), before);
        }
        let outcome = place.run(&Options { accept_loss: true, ..Options::default() });
        assert!(outcome.failures.is_empty(), "{number}: {:#?}", outcome.failures);
        assert!(place.read("spec/tencent-lanterns.json") != before);
    }
}

#[test]
fn half_a_book_is_no_edition() {
    let place = Place::new("half");
    let book = book();
    let before = place.read(&format!("spec/{ID}.json"));
    let half = book.find("CreateBeacon").map(|_| book.rfind("\n ").unwrap()).unwrap();
    place.print(&book[..half]);
    let outcome = place.run(&Options::default());
    assert!(!outcome.failures.is_empty(), "{}", outcome.describe(&Options::default()));
    assert_eq!(place.read(&format!("spec/{ID}.json")), before);
}
