//! Glyphs: what a PDF's fonts did to the letters of a text.
//!
//! Some ideographs come out as the code points of radicals. A font without some kerned letters leaves a
//! space behind each of them: `Creat eT ime`. A space is taken out where it can be no space between words:
//! by the letters around it, or because the word without it stands in the document's code. Which letters
//! those are is the dialect's data; there is no list of words.

use std::collections::HashSet;

use crate::document::Vocabulary;
use crate::document::vocabulary::Sections;

/// Words that stand in the code of a document, whole.
#[derive(Debug, Default)]
pub(super) struct Words<'t>(HashSet<&'t str>);

impl<'t> Words<'t> {
    /// The words of the lines that look like code.
    pub(super) fn of(text: &'t str) -> Self {
        let separates = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        let words = text.lines().filter(|line| is_code(line)).flat_map(|line| line.split(separates));
        Self(words.filter(|word| word.len() > 2).collect())
    }
}

/// A line of an address, of markup or of JSON, or a numbered heading: fonts for these are whole.
fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['<', '&', '{', '}', '"', '['])
        || line.contains("://")
        || line.starts_with(|c: char| c.is_ascii_digit()) && line.get(..8).unwrap_or(line).contains(". ")
}

/// The text with its letters mended; it keeps its lines.
pub(super) fn mend(text: &str, marks: &Sections, vocabulary: &Vocabulary) -> String {
    let text: String = text.chars().map(ideograph).collect();
    let words = Words::of(&text);
    let mut mended = String::with_capacity(text.len());
    for line in text.lines() {
        if marks.notes.contains(&line.trim()) {
            mended.push_str(line.trim_end());
            mended.push('：');
        } else if is_code(line) || !line.contains(' ') {
            mended.push_str(line);
        } else {
            let note = marks.notes.iter().find_map(|note| line.trim_start().strip_prefix(note)?.strip_prefix("  "));
            let (head, rest) = note.map_or(("", line), |rest| line.split_at(line.len() - rest.len()));
            if !head.is_empty() {
                mended.push_str(head.trim_end());
                mended.push('：');
            }
            mend_line(
                rest.trim_start_matches(if head.is_empty() { '\0' } else { ' ' }),
                marks.broken,
                &words,
                vocabulary,
                &mut mended,
            );
        }
        mended.push('\n');
    }
    mended
}

/// Stretches of ASCII are looked at one by one; ideographs bound them.
fn mend_line(line: &str, broken: &str, words: &Words<'_>, vocabulary: &Vocabulary, mended: &mut String) {
    let bounded = !line.is_ascii();
    let mut rest = line;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        let (ascii, tail) = rest.split_at(end);
        mend_stretch(ascii, broken, bounded, words, vocabulary, mended);
        let end = tail.find(|c: char| c.is_ascii()).unwrap_or(tail.len());
        let (wide, tail) = tail.split_at(end);
        mended.push_str(wide);
        rest = tail;
    }
}

/// A word of a stretch and the number of spaces behind it.
#[derive(Clone, Copy)]
struct Token<'l> {
    text: &'l str,
    gap: usize,
}

fn mend_stretch(
    stretch: &str,
    broken: &str,
    bounded: bool,
    words: &Words<'_>,
    vocabulary: &Vocabulary,
    mended: &mut String,
) {
    let start = stretch.len() - stretch.trim_start_matches(' ').len();
    mended.extend(std::iter::repeat_n(' ', start));
    let tokens = tokens(stretch.get(start..).unwrap_or_default());
    let font = tokens.iter().all(|token| is_consistent(token.text, broken));
    let whole = bounded && font && is_broken_run(&tokens, broken, vocabulary);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let joined = if whole { tokens.len() - at } else { joined(&tokens, at, font, broken, words) };
        let run = tokens.get(at..at + joined).unwrap_or_default();
        run.iter().for_each(|token| mended.push_str(token.text));
        let gap = run.last().unwrap_or(token).gap;
        mended.extend(std::iter::repeat_n(' ', gap));
        at += joined;
    }
}

fn tokens(stretch: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = stretch;
    while !rest.is_empty() {
        let end = rest.find(' ').unwrap_or(rest.len());
        let (text, tail) = rest.split_at(end);
        let behind = tail.trim_start_matches(' ');
        tokens.push(Token { text, gap: tail.len() - behind.len() });
        rest = behind;
    }
    tokens
}

/// The stretch is one run: every such letter has its space, and no other does.
fn is_broken_run(tokens: &[Token<'_>], broken: &str, vocabulary: &Vocabulary) -> bool {
    let marks = tokens.iter().rev().take_while(|token| token.text.chars().all(|c| c.is_ascii_punctuation())).count();
    let tokens = tokens.get(..tokens.len() - marks).unwrap_or_default();
    let Some((_, heads)) = tokens.split_last() else { return false };
    let is_type = |token: &Token<'_>| {
        vocabulary.scalars.contains(&token.text) || vocabulary.array_of.iter().any(|word| word.starts_with(token.text))
    };
    !heads.is_empty()
        && heads.iter().all(|token| token.gap == 1 && token.text.ends_with(|c| broken.contains(c)))
        && tokens.iter().all(|token| !is_type(token))
}

/// No letter of the broken font stands inside the word.
fn is_consistent(word: &str, broken: &str) -> bool {
    let mut letters = word.chars();
    letters.next_back();
    letters.all(|c| !broken.contains(c))
}

/// How many tokens, from `at` on, are pieces of one word; `font` says that no word of the stretch is of another font.
fn joined(tokens: &[Token<'_>], at: usize, font: bool, broken: &str, words: &Words<'_>) -> usize {
    const PIECES: usize = 8;
    const PADDING: usize = 4;
    let mut text = String::new();
    let mut known = 1;
    let mut run = 1;
    for (index, token) in tokens.iter().skip(at).take(PIECES).enumerate() {
        text.push_str(token.text);
        let count = index + 1;
        if count > 1 && words.0.contains(text.trim_matches(|c: char| !c.is_ascii_alphanumeric())) {
            known = count;
        }
        let ends = token.text.ends_with(|c| broken.contains(c));
        if count > 1 && (!ends || at + count == tokens.len() || token.gap != 1) && run == 1 {
            run = if font && is_run(tokens, at, count, broken) { count } else { 1 };
        }
        // Where a page breaks a run, its padding stands inside.
        if !ends && !(2..=PADDING).contains(&token.gap) {
            break;
        }
    }
    match tokens.get(at..at + 2) {
        _ if known.max(run) > 1 => known.max(run),
        Some([left, right]) if is_break(left, right, broken) => 2,
        _ => 1,
    }
}

/// Pieces as the broken font leaves them, one of them a letter alone.
fn is_run(tokens: &[Token<'_>], at: usize, count: usize, broken: &str) -> bool {
    let pieces = tokens.get(at..at + count).unwrap_or_default();
    let lone = pieces.iter().any(|piece| piece.text.len() == 1 && piece.text.starts_with(|c| broken.contains(c)));
    let spaced = pieces.split_last().is_some_and(|(_, heads)| heads.iter().all(|piece| piece.gap == 1));
    lone && spaced
}

/// A space inside a word of a whole font: behind a lone letter, behind a capital `T`, before an ending that is no word.
fn is_break(left: &Token<'_>, right: &Token<'_>, broken: &str) -> bool {
    const ENDINGS: &[&str] = &["ing", "ion", "ions", "ive", "ied", "ies", "icate", "ication"];
    let letters = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if left.gap != 1 || !letters(left.text) || !left.text.ends_with(|c| broken.contains(c)) {
        return false;
    }
    let ending = right.text.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let small = right.text.starts_with(|c: char| c.is_ascii_lowercase());
    let capital = left.text.ends_with('T') && right.text.starts_with(['i', 'l']);
    capital || left.text.len() == 1 && small || ENDINGS.contains(&ending)
}

/// The ideograph that a radical stands for.
fn ideograph(c: char) -> char {
    let code = u32::from(c);
    if !(0x2e80..=0x2fd5).contains(&code) {
        return c;
    }
    let kangxi = code.checked_sub(0x2f00).and_then(|index| KANGXI.chars().nth(index as usize));
    kangxi.or_else(|| SUPPLEMENT.iter().find(|(radical, _)| *radical == c).map(|(_, mended)| *mended)).unwrap_or(c)
}

/// Ideographs of the 214 radicals at U+2F00, in their order.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮\
                      皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

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
