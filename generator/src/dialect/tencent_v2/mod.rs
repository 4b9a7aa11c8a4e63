//! The older Tencent Cloud API under `/v2/index.php`.
//!
//! Its pages are told apart from those of API 3.0 by their signs and set aside; they are not read yet.

use super::sink::Sink;
use super::{Dialect, ParsedSpec};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Vocabulary};
use crate::ledger::Use;

/// The dialect.
pub(super) struct TencentV2;

static VOCABULARY: Vocabulary = Vocabulary {
    dialect: "tencent_v2",
    signs: &["/v2/index.php", "api.qcloud.com", "Action 字段为", "API2.0", "API 2017", "codeDesc"],
    updated: &["最近更新时间："],
    furniture: &[],
    page_end: &[],
    page_number: &[["第", "共", "页"]],
    chapters: &[],
    chapter_suffixes: &[],
    request_marker: "?Action=",
    headings: &[],
    columns: &[],
    flags: &[],
    scalars: &[],
    array_of: &[],
    definition_marker: &[],
    line_starts: &[],
    layout: crate::document::vocabulary::Layout::Dated,
};

impl Dialect for TencentV2 {
    fn vocabulary(&self) -> &'static Vocabulary {
        &VOCABULARY
    }

    fn read(&self, documents: &mut [Document], diagnostics: &mut Vec<Diagnostic>) -> Vec<ParsedSpec> {
        for document in documents {
            let mut sink = Sink::new(&document.name, &mut document.accounts, diagnostics);
            for page in document.pages.iter().filter(|page| page.dialect == VOCABULARY.dialect) {
                sink.set_aside(page, Use::OtherApi);
            }
        }
        Vec::new()
    }
}
