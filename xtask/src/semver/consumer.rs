//! Code that uses every public declaration of a crate, one a line: what compiles with the former crate and not with
//! the new one is what broke.

use std::collections::BTreeSet;

use docquarry::emit::rust::compatibility::{Declaration, Declarations, Shape};

/// A source file for a crate; the declaration of index `n` is used in line `n + FIRST`.
pub(super) fn source(id: &str, declarations: &Declarations) -> String {
    let uses = declarations.0.iter().enumerate().map(|(index, (path, declaration))| one(index, path, declaration));
    let (name, body) = (id.replace('-', "_"), uses.collect::<String>());
    format!(
        "#![allow(unused, deprecated)]\nuse std::collections::BTreeMap; use docquarry_runtime::wire::Value; use \
         {name}::{{Client, ErrorCode, model, operation, server}};\n{body}fn main() {{}}\n"
    )
}

/// The line of the first use.
pub(super) const FIRST: usize = 3;

fn one(index: usize, path: &str, declaration: &Declaration) -> String {
    let Declaration { shape, name, reads, owner, .. } = declaration;
    let owner = owner.as_deref().unwrap_or_default();
    let body = match shape {
        Shape::Struct | Shape::Enum => format!("fn f{index}(_: {path}) {{}}"),
        Shape::Field => format!("fn f{index}(x: {owner}) -> {reads} {{ x.{name} }}"),
        Shape::Setter => format!("fn f{index}(x: {owner}, value: {reads}) -> {owner} {{ x.{name}(value) }}"),
        Shape::Default => format!("fn f{index}() -> {owner} {{ Default::default() }}"),
        Shape::Variant => format!("fn f{index}() -> {owner} {{ {path} }}"),
        Shape::Call => format!("fn f{index}(x: &Client, request: {reads}) {{ let _ = x.{name}(request); }}"),
        Shape::Service => {
            format!("fn f{index}<S: server::Service>(x: &S, request: {reads}) {{ let _ = x.{name}(request); }}")
        }
        Shape::Trait if reads.is_empty() => {
            format!("fn f{index}() where {owner}: docquarry_runtime::operation::{name} {{}}")
        }
        Shape::Trait => format!("fn f{index}() where {owner}: docquarry_runtime::operation::{name}<{reads}> {{}}"),
        Shape::Constructor => {
            let names: Vec<&str> =
                declaration.arguments().map(|(name, _)| name).filter(|name| !name.is_empty()).collect();
            format!("fn f{index}({reads}) -> {owner} {{ {owner}::new({}) }}", names.join(", "))
        }
    };
    body + "\n"
}

/// The declarations whose uses must fail: those that cannot be used as they were, those that are part of what is gone,
/// and those that are typed by what is gone or became another thing.
pub(super) fn expected(old: &Declarations, new: &Declarations) -> BTreeSet<String> {
    let broken = |path: &str, declaration: &Declaration| match new.0.get(path) {
        None => true,
        Some(after) => !new.compiles(declaration, after),
    };
    let is_gone = |path: &str| !new.0.contains_key(path);
    let names_gone = |declaration: &Declaration| {
        let words = declaration.reads.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')));
        words.filter(|word| old.0.contains_key(*word)).any(is_gone)
    };
    let fails = |(path, declaration): &(&String, &Declaration)| {
        broken(path, declaration) || declaration.owner.as_deref().is_some_and(is_gone) || names_gone(declaration)
    };
    old.0.iter().filter(fails).map(|(path, _)| path.clone()).collect()
}
