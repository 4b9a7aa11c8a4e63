//! The letters that an author meant, whatever a tool made of them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The text with the letters that its author meant. A no-break space is a space: editors and web pages put it where a
/// person typed one, in front of a title too. Extractors of PDF print a radical (`⼝`) where the page has the character (`口`).
pub(super) fn plain(content: &str) -> Cow<'_, str> {
    let is_radical = |c: char| matches!(c, '\u{2e80}'..='\u{2fdf}');
    if !content.contains(|c: char| c == '\u{a0}' || is_radical(c)) {
        return content.into();
    }
    let mut out = String::with_capacity(content.len());
    for c in content.chars() {
        match c {
            '\u{a0}' => out.push(' '),
            c if is_radical(c) => match SUPPLEMENT.iter().find(|(radical, _)| *radical == c) {
                Some((_, ideograph)) => out.push(*ideograph),
                None => out.extend(std::iter::once(c).nfkc()),
            },
            c => out.push(c),
        }
    }
    out.into()
}

/// Ideographs of radicals that Unicode's compatibility forms leave alone.
const SUPPLEMENT: &[(char, char)] = &[
    ('\u{2e9f}', '母'),
    ('\u{2ea0}', '民'),
    ('\u{2eaa}', '疋'),
    ('\u{2ebc}', '肉'),
    ('\u{2ec1}', '虎'),
    ('\u{2ec4}', '西'),
    ('\u{2ec5}', '见'),
    ('\u{2ec6}', '角'),
    ('\u{2ec9}', '贝'),
    ('\u{2ecb}', '车'),
    ('\u{2ed3}', '长'),
    ('\u{2ed4}', '门'),
    ('\u{2ed8}', '青'),
    ('\u{2eda}', '页'),
    ('\u{2edb}', '风'),
    ('\u{2edc}', '飞'),
    ('\u{2edd}', '食'),
    ('\u{2ee0}', '首'),
    ('\u{2ee2}', '马'),
    ('\u{2ee3}', '骨'),
    ('\u{2ee4}', '鬼'),
    ('\u{2ee5}', '鱼'),
    ('\u{2ee6}', '鸟'),
    ('\u{2ee8}', '麦'),
    ('\u{2ee9}', '黄'),
    ('\u{2eec}', '齐'),
    ('\u{2eee}', '齿'),
    ('\u{2ef0}', '龙'),
    ('\u{2ef3}', '龟'),
];
