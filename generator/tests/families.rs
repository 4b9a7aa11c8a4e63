//! The families of the real APIs, for review: what changes here changes what `docquarry serve --state` does. And what a
//! file of corrections does to families of an invented API.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use docquarry::families::{Corrections, Families, families};
use docquarry::json::parse_spec;
use docquarry::pipeline::{self, EmitOptions, Target};
use docquarry::spec::model::Spec;

#[path = "support/kites.rs"]
mod kites;

fn spec(id: &str) -> Spec {
    let path = format!("{}/../spec/{id}.json", env!("CARGO_MANIFEST_DIR"));
    parse_spec(&std::fs::read(&path).unwrap(), &path).unwrap()
}

/// The families of kites as a file corrects them, and the warnings about the file.
fn corrected(text: &str) -> (Families, Vec<String>) {
    let (families, unused) = Corrections::parse("kites.toml", text).unwrap().apply(&kites::spec()).unwrap();
    (families, unused.iter().map(ToString::to_string).collect())
}

/// What is wrong with a file, in one line each.
fn refused(text: &str) -> Vec<String> {
    match Corrections::parse("kites.toml", text) {
        Err(failure) => vec![failure.to_string()],
        Ok(corrections) => corrections.apply(&kites::spec()).unwrap_err().iter().map(ToString::to_string).collect(),
    }
}

/// What each correction changed: `line: about: was -> is`.
fn changed(families: &Families) -> Vec<String> {
    families.corrected.iter().map(|one| format!("{}: {}: {} -> {}", one.line, one.about, one.was, one.is)).collect()
}

#[test]
fn families_of_every_api() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "families" }, {
        for id in ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"] {
            insta::assert_snapshot!(id, families(&spec(id)).to_string());
        }
    });
}

#[test]
fn a_status_says_that_a_thing_is_being_made_only_where_facts_do() {
    let plain = families(&kites::spec());
    let printed = plain.to_string();
    let line = "  while it is made KiteState is \"CREATING\", then \"AVAILABLE\" [status-making]\n";
    assert!(printed.contains(line), "{printed}");
    let without = |change: &dyn Fn(&mut Spec)| {
        let mut spec = kites::spec();
        change(&mut spec);
        families(&spec).named("Kite").unwrap().pending.clone()
    };
    assert!(without(&|spec| spec.actions.get_mut("CreateKites").unwrap().asynchronous = false).is_empty(), "no task");
    let state = |spec: &mut Spec| {
        let kite = spec.structures.get_mut("Kite").unwrap();
        kite.fields.iter_mut().position(|field| field.name == "KiteState").unwrap()
    };
    let labelled = without(&|spec| {
        let index = state(spec);
        let field = &mut spec.structures.get_mut("Kite").unwrap().fields[index];
        field.facts.enum_labels.insert("CREATING".to_owned(), "paint is drying".to_owned());
    });
    assert!(labelled.is_empty(), "a label decides what a value means");
    let bare = without(&|spec| {
        let index = state(spec);
        spec.structures.get_mut("Kite").unwrap().fields[index].facts.enumeration.retain(|value| value != "CREATING");
    });
    assert!(bare.is_empty(), "no value of it");
}

#[test]
fn an_empty_file_corrects_nothing() {
    let (same, unused) = corrected("# nothing yet\n");
    assert_eq!(same, families(&kites::spec()));
    assert!(unused.is_empty());
}

#[test]
fn a_noun_and_a_parent_are_corrected_everywhere() {
    let text = "[[family]]\nnoun = \"Kite\"\ncalled = \"Glider\"\n\n[[family]]\nnoun = \"Line\"\nparent = \"\"\n";
    let (families, unused) = corrected(text);
    assert_eq!(changed(&families), ["3: Kite: called Kite -> called Glider", "7: Line: in Kite -> in nothing",]);
    assert!(unused.is_empty(), "{unused:?}");
    assert!(families.named("Kite").is_none() && families.named("Glider").is_some());
    let (_, create) = families.part("CreateLine").unwrap();
    assert!(create.select.parents.is_empty(), "a line needs no kite: {create}");
    assert!(families.follows.contains(&"DescribeLines".to_owned()), "{:?}", families.follows);
    assert!(families.to_string().contains("which changes    "), "{families}");
}

#[test]
fn an_id_is_corrected_and_what_follows_from_it_follows() {
    let (families, _) = corrected("[[family]]\nnoun = \"Kite\"\nids = [\"OwnerId\"]\n");
    assert_eq!(changed(&families), ["3: Kite: id KiteId -> id OwnerId"]);
    let kite = families.named("Kite").unwrap();
    assert_eq!((kite.rule, kite.ids.as_slice()), ("corrected", ["OwnerId".to_owned()].as_slice()));
    // The delete action takes KiteIds, and is no longer about kites.
    assert!(families.part("DeleteKites").is_none());
    let (families, unused) = corrected("[[family]]\nnoun = \"Kite\"\nids = [\"KiteId\", \"OwnerId\"]\n");
    assert!(unused.is_empty() && families.part("DeleteKites").is_some(), "a second name takes nothing away");
}

#[test]
fn an_action_gets_another_role() {
    let text = "[[action]]\nname = \"InquireKitePrice\"\nrole = \"act\"\nfamily = \"Kite\"\nmissing = \"KiteIdNotFound\"\n\
                [[action]]\nname = \"RemoveKiteTails\"\nrole = \"none\"\n\
                [[action]]\nname = \"AddKiteTails\"\nrole = \"replace\"\n";
    let (families, unused) = corrected(text);
    assert_eq!(
        changed(&families),
        [
            "3: InquireKitePrice: of no family -> act of Kite",
            "5: InquireKitePrice: without a code -> not there: KiteIdNotFound",
            "8: RemoveKiteTails: remove members of Kite, Tails -> of no family",
            "11: AddKiteTails: add members of Kite, Tails -> replace members of Kite, Tails",
        ]
    );
    assert!(unused.is_empty(), "{unused:?}");
    let rest = families.rest.iter().find(|rest| rest.action == "RemoveKiteTails").unwrap();
    assert_eq!(rest.rule, "none-corrected");
    let (_, act) = families.part("InquireKitePrice").unwrap();
    assert_eq!((act.rule, act.missing.code.as_str()), ("corrected", "KiteIdNotFound"));
}

#[test]
fn what_was_of_no_family_becomes_one() {
    let plain = families(&kites::spec());
    assert!(plain.part("FetchSpool").is_none() && plain.part("WindSpool").is_none());
    let text = "[[family]]\nnoun = \"Spool\"\nids = [\"SpoolKey\"]\n\
                [[action]]\nname = \"WindSpool\"\nrole = \"create\"\nfamily = \"Spool\"\n\
                [[action]]\nname = \"FetchSpool\"\nrole = \"describe\"\nfamily = \"Spool\"\n";
    let (families, unused) = corrected(text);
    assert!(unused.is_empty(), "{unused:?}");
    assert_eq!(families.part("WindSpool").unwrap().1.role.word(), "create");
    assert_eq!(
        families.part("FetchSpool").unwrap().1.to_string().split(';').next().unwrap().trim_end(),
        format!("{:<40} one, the whole answer", "FetchSpool")
    );
    assert_eq!(families.named("Spool").unwrap().ids, ["SpoolKey"]);
}

#[test]
fn a_rename_is_made_and_taken_away() {
    let kite = |families: &Families, sent: &str| {
        let renames = families.named("Kite").unwrap().renames.clone();
        renames.into_iter().find(|rename| rename.sent == sent).map(|rename| rename.shown)
    };
    let plain = families(&kites::spec());
    assert_eq!(kite(&plain, "Labels").as_deref(), Some("LabelSet"));
    let text = "[[rename]]\nfamily = \"Kite\"\nsent = \"Labels\"\nshown = \"\"\n\
                [[rename]]\nfamily = \"Kite\"\nsent = \"KiteName\"\nshown = \"OwnerId\"\n";
    let (families, unused) = corrected(text);
    assert!(unused.is_empty(), "{unused:?}");
    assert_eq!((kite(&families, "Labels"), kite(&families, "KiteName").as_deref()), (None, Some("OwnerId")));
    assert_eq!(
        changed(&families),
        [
            "3: Kite.Labels: shown as LabelSet -> shown as Labels",
            "7: Kite.KiteName: shown as KiteName -> shown as OwnerId",
        ]
    );
}

#[test]
fn what_corrects_nothing_is_a_warning_at_its_line() {
    let text = "[[family]]\nnoun = \"Kite\"\nids = [\"KiteId\"]\n[[action]]\nname = \"DeleteLine\"\nrole = \"delete\"\n\
                missing = \"LineNotExist\"\n[[rename]]\nfamily = \"Kite\"\nsent = \"Labels\"\nshown = \"LabelSet\"\n";
    let (families, unused) = corrected(text);
    assert!(families.corrected.is_empty(), "{:?}", families.corrected);
    let help = "(take it out, or mend it)";
    assert_eq!(
        unused,
        [
            format!(
                "kites.toml:3: warning[correction-unused]: the correction of Kite changes nothing: it is id KiteId without it {help}"
            ),
            format!(
                "kites.toml:6: warning[correction-unused]: the correction of DeleteLine changes nothing: it is delete of Line without it {help}"
            ),
            format!(
                "kites.toml:7: warning[correction-unused]: the correction of DeleteLine changes nothing: it is not there: LineNotExist without it {help}"
            ),
            format!(
                "kites.toml:10: warning[correction-unused]: the correction of Kite.Labels changes nothing: it is shown as LabelSet without it {help}"
            ),
        ]
    );
}

#[test]
fn a_file_is_read_strictly() {
    for (text, expected) in [
        (
            "nobody = 1\n",
            "kites.toml:1: error[corrections-invalid]: unknown field `nobody`, expected one of `family`, `action`, `rename`",
        ),
        (
            "\n[[action]]\nname = \"DeleteLine\"\nroll = \"none\"\n",
            "kites.toml:4: error[corrections-invalid]: unknown field `roll`, expected one of `name`, `role`, `family`, `list`, `missing`",
        ),
        (
            "[[action]]\nname = \"DeleteLine\"\nrole = \"drop\"\n",
            "kites.toml:3: error[corrections-invalid]: unknown variant `drop`, expected one of `create`",
        ),
        (
            "[[action]]\nname = 7\n",
            "kites.toml:2: error[corrections-invalid]: invalid type: integer `7`, expected a string",
        ),
        ("[[action\n", "kites.toml:1: error[corrections-invalid]"),
        (
            "[[action]]\nname = \"DeleteLine\"\n",
            "kites.toml:2: error[corrections-invalid]: expected `role` or `missing` beside `name`",
        ),
        (
            "[[family]]\nnoun = \"Kite\"\n",
            "kites.toml:2: error[corrections-invalid]: expected `called`, `ids` or `parent` beside `noun`",
        ),
        (
            "[[family]]\nnoun = \"Kite\"\nids = []\n",
            "kites.toml:3: error[corrections-invalid]: expected the names of the id",
        ),
        (
            "[[action]]\nname = \"A\"\nrole = \"none\"\nmissing = \"B\"\n",
            "kites.toml:4: error[corrections-invalid]: an action of the role `none`",
        ),
        (
            "[[action]]\nname = \"A\"\nrole = \"none\"\n[[action]]\nname = \"A\"\nrole = \"act\"\n",
            "kites.toml:5: error[corrections-invalid]: it is corrected twice",
        ),
    ] {
        let found = refused(text);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{text}: {found:?}");
    }
}

#[test]
fn a_name_that_there_is_not_is_an_error_with_the_nearest_one() {
    let text = "[[action]]\nname = \"DeleteLines\"\nrole = \"none\"\n[[family]]\nnoun = \"Kites\"\ncalled = \"Glider\"\n\
                [[rename]]\nfamily = \"Kite\"\nsent = \"Labells\"\nshown = \"\"\n";
    assert_eq!(
        refused(text),
        [
            "kites.toml:2: error[corrections-invalid]: no action is called \"DeleteLines\" (did you mean DeleteLine?)",
            "kites.toml:5: error[corrections-invalid]: no family is called \"Kites\" (did you mean Kite?)",
            "kites.toml:9: error[corrections-invalid]: no field is called \"Labells\" (did you mean Labels?)",
        ]
    );
}

#[test]
fn what_cannot_be_is_an_error_that_says_why() {
    for (text, expected) in [
        (
            "[[action]]\nname = \"DescribeTask\"\nrole = \"delete\"\nfamily = \"Kite\"\n",
            "kites.toml:3: error[corrections-invalid]: it names no Kite: expected KiteId in its request",
        ),
        (
            "[[action]]\nname = \"InquireKitePrice\"\nrole = \"act\"\n",
            "kites.toml:2: error[corrections-invalid]: say in `family` which things it is about",
        ),
        (
            "[[action]]\nname = \"DeleteLine\"\nrole = \"add\"\nfamily = \"Kite\"\n",
            "kites.toml:3: error[corrections-invalid]: expected one list of members in its request, or its name in `list`; found none",
        ),
        (
            "[[action]]\nname = \"DescribeTask\"\nrole = \"describe\"\nfamily = \"Kite\"\n",
            "kites.toml:3: error[corrections-invalid]: it cannot show a Kite: expected KiteId in its answer",
        ),
        (
            "[[family]]\nnoun = \"Kite\"\nparent = \"Line\"\n",
            "kites.toml:3: error[corrections-invalid]: a family cannot be in itself, or in what it holds",
        ),
        (
            "[[family]]\nnoun = \"Kite\"\nparent = \"Spool\"\n[[family]]\nnoun = \"Spool\"\nids = [\"SpoolKey\"]\n",
            "kites.toml:3: error[corrections-invalid]: no action that creates a Kite takes SpoolKey",
        ),
        (
            "[[family]]\nnoun = \"Kite\"\ncalled = \"Line\"\n",
            "kites.toml:3: error[corrections-invalid]: another family is called so",
        ),
    ] {
        let found = refused(text);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{text}: {found:?}");
    }
}

#[test]
fn the_file_beside_a_spec_is_read_for_the_reference_too() {
    let folder = std::env::temp_dir().join(format!("docquarry-families-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("families")).unwrap();
    let (spec, file) = (kites::spec(), folder.join("families/acme-kites.toml"));
    let (plain, _) = pipeline::families(&spec, Some(&folder), None).unwrap();
    assert_eq!(plain, families(&spec), "there is no such file yet");
    std::fs::write(&file, "[[family]]\nnoun = \"Kite\"\ncalled = \"Glider\"\n").unwrap();
    let (corrected, unused) = pipeline::families(&spec, Some(&folder), None).unwrap();
    assert!(unused.is_empty() && corrected.named("Glider").is_some());
    let index = |options: EmitOptions<'_>| {
        let emitted = pipeline::emit(Target::Reference, &spec, &options).unwrap();
        emitted.files.get("README.md").unwrap().clone()
    };
    let (before, after) = (index(EmitOptions::new("a test")), index(EmitOptions::new("a test").families(&corrected)));
    assert!(before.contains("| `Kite` |") && !before.contains("corrected by people"));
    assert!(after.contains("| `Glider` |") && !after.contains("| `Kite` |") && after.contains("corrected by people"));
    let other = folder.join("other.toml");
    assert_eq!(
        pipeline::families(&spec, Some(&folder), Some(&other)).unwrap_err()[0].code,
        "io",
        "a file that is named"
    );
    std::fs::write(&file, vec![b'#'; 1_000_001]).unwrap();
    assert_eq!(pipeline::families(&spec, Some(&folder), None).unwrap_err()[0].code, "corrections-invalid");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The guide's file has every key that there is, and each of its beginnings is read or refused with a line of it.
#[test]
fn the_file_of_the_guide_is_one_and_its_beginnings_are_refused_in_their_lines() {
    let guide = std::fs::read_to_string(format!("{}/guide/server.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let file = guide.split("```toml\n[[family]]").nth(1).unwrap().split("```").next().unwrap();
    let file = format!("[[family]]{file}");
    Corrections::parse("kites.toml", &file).unwrap();
    let help = std::fs::read_to_string(format!("{}/src/cli/families.rs", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for key in ["noun", "called", "ids", "parent", "name", "role", "family", "list", "missing", "sent", "shown"] {
        let line = format!("{key} = ");
        assert!(file.lines().any(|known| known.starts_with(&line)), "the guide lacks {key}");
        assert!(help.lines().any(|known| known.trim_start().starts_with(&line)), "the help lacks {key}");
    }
    for end in (0..file.len()).filter(|end| file.is_char_boundary(*end)) {
        let Err(failure) = Corrections::parse("kites.toml", &file[..end]) else { continue };
        let lines = file[..end].lines().count().max(1) as u32 + 1;
        let line = failure.source.unwrap().lines[0];
        assert!(failure.code == "corrections-invalid" && line <= lines, "{end}: line {line}: {}", failure.message);
    }
}
