//! The Markdown and HTML readers: blocks with their source lines, pages, and the same action from every format.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use docquarry::document::{Block, Document, Format, Line, Page, Table};
use docquarry::pages::{Input, ParseOptions, parse, vocabularies};
use serde_json::Value;

fn read(format: Format, text: &str) -> Document {
    let document = format.read("page", text, &vocabularies(), &vocabularies());
    assert_accounted(text, &document);
    document
}

fn markdown(text: &str) -> Document {
    read(Format::Markdown, text)
}

fn html(text: &str) -> Document {
    read(Format::Html, text)
}

/// Each line that is not blank is in a block, or the reader has said why it is not.
fn assert_accounted(text: &str, document: &Document) {
    let mut held = vec![false; text.lines().count() + 1];
    for line in document.pages.iter().flat_map(Page::lines) {
        line.numbers.iter().for_each(|number| held[*number as usize] = true);
        assert!(line.numbers.is_sorted() && !line.numbers.is_empty(), "{line:?}");
    }
    let lost: Vec<u32> = document.accounts.residue().filter(|number| !held[*number as usize]).collect();
    assert!(lost.is_empty(), "lines {lost:?} are nowhere");
}

/// A page as lines of text: `H2@3 Title`, `P@5 text`, cells behind `|`, lines of a cell behind `/`.
fn show(page: &Page) -> Vec<String> {
    page.blocks.iter().flat_map(show_block).collect()
}

fn show_block(block: &Block) -> Vec<String> {
    match block {
        Block::Heading(heading) => vec![format!("H{}{}", heading.level, at(&heading.line))],
        Block::Paragraph(line) => vec![format!("P{}", at(line))],
        Block::List(items) => items.iter().map(|item| format!("L{}", at(item))).collect(),
        Block::Code(code) => code.lines.iter().map(|line| format!("C{}", at(line))).collect(),
        Block::Table(table) => show_table(table),
    }
}

fn at(line: &Line) -> String {
    let numbers: Vec<String> = line.numbers.iter().map(u32::to_string).collect();
    format!("@{} {}", numbers.join("+"), line.text)
}

fn show_table(table: &Table) -> Vec<String> {
    let mut lines = vec![format!("T {}", table.columns.join(" | "))];
    for row in &table.rows {
        assert_eq!(row.cells.len(), table.columns.len());
        let cell = |cell: &Vec<Line>| cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" / ");
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        lines.push(format!("R{:?} {}", row.span(), cells.join(" | ")));
    }
    lines
}

fn only_page(document: &Document) -> &Page {
    let [page] = document.pages.as_slice() else { panic!("{} pages", document.pages.len()) };
    page
}

#[track_caller]
fn assert_blocks(document: &Document, expected: &[&str]) {
    assert_eq!(show(only_page(document)), expected);
}

mod actions {
    use super::*;

    fn action(case: &str) -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/readers").join(case);
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let file = entries.into_iter().find(|path| path.file_stem().unwrap() == "input").unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let input = Input { name, bytes: std::fs::read(file).unwrap() };
        let parsed = parse(&[input], &ParseOptions::default());
        assert!(parsed.diagnostics.is_empty(), "{case}: {:?}", parsed.diagnostics);
        assert_eq!(parsed.coverage.residue(), 0, "{case}");
        let [found] = parsed.specs.as_slice() else { panic!("{case}: {} specs", parsed.specs.len()) };
        let mut action = serde_json::to_value(&found.spec.actions["RestringHarp"]).unwrap();
        without(&mut action, &["source"]);
        action
    }

    fn without(value: &mut Value, keys: &[&str]) {
        match value {
            Value::Object(object) => {
                keys.iter().for_each(|key| drop(object.shift_remove(*key)));
                object.values_mut().for_each(|value| without(value, keys));
            }
            Value::Array(values) => values.iter_mut().for_each(|value| without(value, keys)),
            _ => {}
        }
    }

    #[test]
    fn every_format_gives_the_same_action() {
        for language in ["zh", "en"] {
            let text = action(&format!("{language}-text"));
            assert_eq!(text["request"].as_array().unwrap().len(), 5, "{text}");
            assert_eq!(text["examples"].as_array().unwrap().len(), 2, "{text}");
            assert_eq!(action(&format!("{language}-markdown")), text);
            assert_eq!(action(&format!("{language}-html")), text);
        }
    }

    #[test]
    fn both_languages_give_the_same_action_but_for_what_only_one_says() {
        let worded = ["label", "title", "example", "enum", "enum_labels", "default", "minimum", "maximum"];
        let facts = ["max_items", "unit", "rules", "nullable"];
        let bare = |case: &str| {
            let mut action = action(case);
            without(&mut action, &worded);
            without(&mut action, &facts);
            action
        };
        assert_eq!(bare("zh-markdown"), bare("en-html"));
        assert_eq!(bare("zh-html"), bare("en-markdown"));
    }
}

mod markdown_tables {
    use super::*;

    #[test]
    fn a_cell_goes_on_over_blank_lines_and_lists_until_the_row_is_closed() {
        let text = "|名称|类型|描述|\n|:-|:-|:-|\n|Tone|String|音色。-   soft：柔和\n-   loud：响亮\n    -   very：很响\n\n|\n|Kind|String|取值：**a | b**。\n\n 默认：a\n\n |\n|Last|Integer|x|\n\n之后\n";
        assert_blocks(
            &markdown(text),
            &[
                "T 名称 | 类型 | 描述",
                "R[3, 5] Tone | String | 音色。 / soft：柔和 / loud：响亮 / very：很响",
                "R[8, 10] Kind | String | 取值：a | b。 / 默认：a",
                "R[13, 13] Last | Integer | x",
                "P@15 之后",
            ],
        );
    }

    #[test]
    fn pipes_at_the_edges_are_optional_and_escaped_ones_are_text() {
        let text = "Name | Type | Description\n--- | --- | ---\nA | String | one \\| two <br> `three` & *four*\nB | Array of [X](#X) | <li>p</li><li>q</li>\nnot a row\n";
        let document = markdown(text);
        assert_blocks(
            &document,
            &[
                "T Name | Type | Description",
                "R[3, 3] A | String | one | two / three & four",
                "R[4, 4] B | Array of X | p / q",
                "P@5 not a row",
            ],
        );
        assert_eq!(only_page(&document).links, [Line::new(4, "#X")]);
    }

    #[test]
    fn what_would_be_a_block_elsewhere_is_text_in_a_cell() {
        let text = "|参数|描述|\n|-|-|\n|A|- 1|\n|B|1. one|\n|C|# hash|\n|D|-|\n|E|<公共参数>|\n|F|**-1**：无|\n";
        let expected = ["- 1", "1. one", "# hash", "-", "<公共参数>", "-1：无"];
        let document = markdown(text);
        let Block::Table(table) = &only_page(&document).blocks[0] else { panic!("no table") };
        let cells: Vec<&str> = table.rows.iter().map(|row| row.cells[1][0].text.as_str()).collect();
        assert_eq!(cells, expected);
    }

    #[test]
    fn rows_between_tabs_are_joined_over_stubs_repeated_headers_and_breaks() {
        let text = "参数名称\t必选\t类型\t描述\n---\t---\t---\t---\n\n参数名称\t必选\t类型\t描述\nA\t是\tInt\t甲\n\nB\t否\tString\t<a href=\"#\">乙</a>\n\n参数名称\t类型\t描述\nC\tInt\t丙\n\n```\nx\ty\tz\nx\ty\tz\n```\n";
        assert_blocks(
            &markdown(text),
            &[
                "T 参数名称 | 必选 | 类型 | 描述",
                "R[5, 5] A | 是 | Int | 甲",
                "R[7, 7] B | 否 | String | 乙",
                "T 参数名称 | 类型 | 描述",
                "R[10, 10] C | Int | 丙",
                "C@13 x\ty\tz",
                "C@14 x\ty\tz",
            ],
        );
    }

    #[test]
    fn html_tables_keep_their_lines_and_end_with_the_section_if_nobody_closes_them() {
        let text = "Text\n<table><tr>\n<th>Name\n<th>Type\n<tr>\n<td> A.n\n<td>String\n\n<tr><td>B<td>Int</table>\n\n## Next\n<table>\n<tr><td>x<td>y\n\n## Last\n\n| Name | Type |\n|--|--|\n| C | Int |\n";
        assert_blocks(
            &markdown(text),
            &[
                "P@1 Text",
                "T Name | Type",
                "R[6, 7] A.n | String",
                "R[9, 9] B | Int",
                "H2@11 Next",
                "T x | y",
                "H2@15 Last",
                "T Name | Type",
                "R[19, 19] C | Int",
            ],
        );
    }

    #[test]
    fn code_in_a_cell_belongs_to_the_cell() {
        let text = "|Name|Description|\n|-|-|\n|A|json:\n\n ```\n {\"a\": 1 | 2}\n ```\n\n|\n|B|x|\n";
        assert_blocks(
            &markdown(text),
            &["T Name | Description", "R[3, 6] A | json: / {\"a\": 1 | 2}", "R[10, 10] B | x"],
        );
    }

    #[test]
    fn a_title_above_the_header_is_no_header() {
        let text = "<table><tr><td colspan=2>All of them</td></tr><tr><td>Name</td><td>Type</td></tr>\n<tr><td>A</td><td>Int</td></tr></table>\n";
        assert_blocks(&markdown(text), &["T Name | Type", "R[2, 2] A | Int"]);
    }

    #[test]
    fn rows_of_the_wrong_length_keep_their_text() {
        let text = "| 参数名称 | 描述 | 类型 |\n|--|--|--|\n| A |\n| B | x|y | Int |\n| C | z | Int\n";
        assert_blocks(
            &markdown(text),
            &["T 参数名称 | 描述 | 类型", "R[3, 3] A |  | ", "R[4, 4] B | x|y | Int", "R[5, 5] C | z | Int"],
        );
    }
}

mod markdown_text {
    use super::*;

    #[test]
    fn code_that_a_page_break_cut_is_one_block_again() {
        let text = "```\n{\n \"a\": [\n```\n\n```\n1]}\n```\n\n```\n{}\n```\nText\n```\n{\n```\n";
        let document = markdown(text);
        let blocks: Vec<Vec<String>> = only_page(&document).blocks.iter().map(show_block).collect();
        let expected: [&[&str]; 4] =
            [&["C@2 {", "C@3  \"a\": [", "C@7 1]}"], &["C@11 {}"], &["P@13 Text"], &["C@15 {"]];
        assert_eq!(blocks, expected);
    }

    #[test]
    fn lists_items_are_lines_and_code_inside_them_is_code() {
        let text =
            "-   one\n    -   two\n\n    ```\n    {}\n    ```\n\n-   three\n    text\n\n> !note\n> &lt;x&gt; \\_y\n";
        assert_blocks(
            &markdown(text),
            &["L@1 one", "L@2   two", "C@5 {}", "L@8 three", "L@9 text", "P@11 note", "P@12 <x> _y"],
        );
    }

    #[test]
    fn a_line_break_is_kept_where_the_line_was_not_full() {
        let text = "域名：a.b\n名字：c\n\nThis sentence is long enough to have been wrapped by an editor at\nthe edge. It ends\nhere\n";
        assert_blocks(
            &markdown(text),
            &[
                "P@1 域名：a.b",
                "P@2 名字：c",
                "P@4+5+6 This sentence is long enough to have been wrapped by an editor at the edge. It ends here",
            ],
        );
    }

    #[test]
    fn labels_before_code_are_headings_whether_marked_or_not() {
        let text = "## 4. 示例\n\n**请求示例**\n\n```\nhttps://x/?Action=A\n```\n返回\n```\n{}\n```\n\n返回\n";
        assert_blocks(
            &markdown(text),
            &["H2@1 4. 示例", "H4@3 请求示例", "C@6 https://x/?Action=A", "H4@8 返回", "C@10 {}", "P@13 返回"],
        );
    }

    #[test]
    fn placeholders_in_angle_brackets_are_text_and_comments_are_not() {
        let text =
            "Send <Common request parameters> and <b>more</b><!-- no -->.\n\n<!-- one\ntwo -->\n\n![picture](x.png)\n";
        assert_blocks(&markdown(text), &["P@1 Send <Common request parameters> and more."]);
    }
}

mod html_text {
    use super::*;

    #[test]
    fn spans_fill_the_cells_they_cover() {
        let text = "<table>\n<tr><th rowspan=2>Name</th><th colspan=2>Value</th></tr>\n<tr><th>Type</th><th>Description</th></tr>\n<tr><td rowspan=\"2\">A</td><td>Int</td><td>x</td></tr>\n<tr><td>Long</td><td>y</td></tr>\n<tr><td colspan=3>Group</td></tr>\n</table>\n";
        assert_blocks(
            &html(text),
            &["T Name | Type | Description", "R[4, 4] A | Int | x", "R[4, 5] A | Long | y", "R[6, 6] Group |  | "],
        );
    }

    #[test]
    fn every_piece_of_text_has_its_own_line() {
        let text = "<h2>Title<br/></h2>\r\n<p>one &amp;\r\ntwo <b>three</b>\r\n</p><p>四\r\n五</p>\r\n<pre><code>a\r\n\r\n&lt;b\r\n<span>c</span>d\r\n</code></pre>\r\n<ul><li>x<ul><li>y</li></ul></li></ul>\r\n";
        assert_blocks(
            &html(text),
            &["H2@1 Title", "P@2+3 one & two three", "P@4+5 四五", "C@6 a", "C@8 <b", "C@9 cd", "L@11 x", "L@11   y"],
        );
    }

    #[test]
    fn furniture_of_the_site_is_set_aside_and_layout_tables_are_looked_through() {
        let text = "<html><head><title>Page | Site</title>\n<style>p{}</style></head><body>\n<nav>Menu</nav>\n<table><tr><td>\n<div class=\"breadcrumb\">Home</div>\n<h2>Part</h2>\n<table><tr><th>Name</th><th>Type</th></tr>\n<tr><td>A</td><td><table><tr><td>in</td><td>ner</td></tr></table></td></tr></table>\n</td></tr></table>\n<footer>Imprint</footer><script>let x = \"text\";</script>\n</body></html>\n";
        let document = html(text);
        assert_blocks(&document, &["H2@6 Part", "T Name | Type", "R[8, 8] A | in: ner"]);
        let title = only_page(&document).title.as_ref().map(at);
        assert_eq!(title.as_deref(), Some("@1 Page"));
    }

    #[test]
    fn bare_ampersands_begin_parameters_not_entities() {
        let text =
            "<pre>https://x/?Action=A\n&region=r&notify=1&copy=2\n&amp;times=3</pre>\n<p>&lt;a&gt;&nbsp;&copy;</p>\n";
        assert_blocks(
            &html(text),
            &["C@1 https://x/?Action=A", "C@2 &region=r&notify=1&copy=2", "C@3 &times=3", "P@4 <a> ©"],
        );
    }

    #[test]
    fn an_article_is_the_page_where_there_is_one() {
        let text = "<div>Banner</div>\n<article><h1>Title</h1><p>Text</p></article>\n<p>Other pages</p>\n";
        let document = html(text);
        assert_blocks(&document, &["P@2 Text"]);
        assert_eq!(document.accounts.residue().collect::<Vec<_>>(), [] as [u32; 0]);
    }
}

mod pages {
    use super::*;

    fn titles(document: &Document) -> Vec<(String, usize)> {
        let title = |page: &Page| page.title.as_ref().map_or(String::new(), |title| title.text.clone());
        document.pages.iter().map(|page| (title(page), page.blocks.len())).collect()
    }

    fn owned(pages: &[(&str, usize)]) -> Vec<(String, usize)> {
        pages.iter().map(|(title, blocks)| ((*title).to_owned(), *blocks)).collect()
    }

    #[test]
    fn a_heading_above_a_date_begins_a_page() {
        let text = "Cover\n\n# A\n\n最近更新时间：2032-01-02 03:04:05\n\n## 1. 接口描述\n\nText\n\n### B\n最近更新时间：2032-01-03 03:04:05\n\nText\n\n# Not a page\n\nText\n";
        let document = markdown(text);
        assert_eq!(titles(&document), owned(&[("", 1), ("A", 2), ("B", 3)]));
        let dates: Vec<_> = document.pages.iter().map(|page| page.updated.as_ref().map(at)).collect();
        assert_eq!(dates[2].as_deref(), Some("@12 2032-01-03 03:04:05"));
    }

    #[test]
    fn titles_of_the_first_level_with_sections_begin_pages() {
        let text = "# A\n\n## 输入参数\n\nx\n\n# B\n\n## 输入参数\n\nx\n\n# 附录\n\nx\n";
        assert_eq!(titles(&markdown(text)), owned(&[("A", 2), ("B", 4)]));
    }

    #[test]
    fn the_first_section_coming_again_begins_a_page() {
        let text = "<h2>A</h2><h3>1. 接口描述</h3><p>x</p><h3>2. 输入参数</h3><h2>B</h2><p>y</p><h3>1. 接口描述</h3><p>x</p><h3>1. 接口描述</h3>\n";
        assert_eq!(titles(&html(text)), owned(&[("A", 3), ("B", 3), ("", 1)]));
    }

    #[test]
    fn links_go_to_the_page_that_they_stand_on() {
        let text = "# A\n\n## 输入参数\n\n[x](a#1)\n\n# B\n\n## 输入参数\n\n<a href='b#2'>y</a> [z](b#3)\n";
        let document = markdown(text);
        let links: Vec<Vec<String>> = document.pages.iter().map(|page| page.links.iter().map(at).collect()).collect();
        assert_eq!(links, [vec!["@5 a#1"], vec!["@11 b#2", "@11 b#3"]]);
    }
}

mod detection {
    use super::*;

    #[test]
    fn the_format_is_told_by_the_content() {
        let cases = [
            ("<h2>1. A<br/></h2>\n<p>x</p>\n<pre># no heading\n</pre>\n", Format::Html),
            ("\u{feff}<!DOCTYPE html>\n# x\n", Format::Html),
            ("## A\n<table><tr>\n<td>x\n<td>y\n<td>z\n</table>\n", Format::Markdown),
            ("|a|b|\n|-|-|\n|c|d|\n", Format::Markdown),
            ("<公共参数>\n1. 接口描述\n", Format::Text),
            ("plain\n", Format::Text),
        ];
        for (text, format) in cases {
            assert_eq!(Format::detect(text.trim_start_matches('\u{feff}')), format, "{text}");
        }
        let code = "# a comment of a shell script\n";
        assert_eq!(Format::detect(&format!("{}{code}", "text\n".repeat(200))), Format::Text);
    }

    #[test]
    fn the_extension_goes_before_the_content() {
        let tags = "<b>Lanterns</b>\n<p>a</p>\n<p>b</p>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        assert_eq!(Format::detect(tags), Format::Html);
        for (name, format) in [
            ("lantern.md", Format::Markdown),
            ("notes/lantern.MARKDOWN", Format::Markdown),
            ("lantern.txt", Format::Text),
            ("lantern.htm", Format::Html),
            ("lantern.pdf", Format::Html),
            ("lantern", Format::Html),
        ] {
            assert_eq!(Format::of(name, tags), format, "{name}");
        }
        let sample = format!("# Lantern\n\n```\n{}```\n", "<wick/>\n".repeat(200));
        assert_eq!(Format::of("lantern.md", &sample), Format::Markdown);
    }

    #[test]
    fn a_named_reader_is_used() {
        let input = Input { name: "page".to_owned(), bytes: b"plain".to_vec() };
        for (name, format) in [("html", Format::Html), ("markdown", Format::Markdown), ("text", Format::Text)] {
            assert_eq!(Format::named(name), Some(format));
            let options = ParseOptions::default().reader(format);
            assert_eq!(parse(std::slice::from_ref(&input), &options).coverage.documents.len(), 1, "{name}");
        }
        assert_eq!(Format::named("pdf"), None);
    }
}

mod bad_input {
    use super::*;

    const DEPTH: usize = 5_000;

    #[test]
    fn deep_nesting_is_read() {
        let quotes = markdown(&format!("{}deep\n", "> ".repeat(DEPTH)));
        assert!(show(only_page(&quotes)).concat().contains("deep"));
        let lists: String = (0..1_000).map(|depth| format!("{}- x{depth}\n", "  ".repeat(depth))).collect();
        assert!(!only_page(&markdown(&lists)).blocks.is_empty());
        for tag in ["div", "blockquote", "ul><li", "table><tr><td", "b", "a href=x"] {
            let text = format!("{}deep\n", format!("<{tag}>").repeat(DEPTH));
            let document = html(&text);
            assert!(show(only_page(&document)).concat().contains("deep"), "{tag}");
            markdown(&text);
        }
        markdown(&format!("{}x{}\n", "[".repeat(DEPTH), "](y)".repeat(DEPTH)));
        markdown(&format!("{}x\n", "**a ".repeat(DEPTH)));
    }

    #[test]
    fn wide_rows_end_in_a_bounded_table() {
        let wide = format!("|{}\n|{}\n{}", "a|".repeat(10_000), "-|".repeat(10_000), "|x|\n".repeat(10_000));
        let cells = format!("<tr>{}</tr>\n", "<td>a</td>".repeat(10_000));
        let spans = format!("<tr><td colspan=1000 rowspan=1000>s</td></tr>{}", "<tr><td>t</td></tr>".repeat(10_000));
        for document in [
            markdown(&wide),
            markdown(&wide.replace('|', "\t")),
            html(&format!("<table>{}</table>", cells.repeat(3))),
            html(&format!("<table>{cells}{spans}</table>")),
        ] {
            let tables = only_page(&document).blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            });
            for table in tables {
                assert!(table.columns.len() <= 64);
                assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()));
            }
        }
    }

    #[test]
    fn tables_and_fences_that_nobody_closes_lose_nothing() {
        markdown("|a|b|\n|-|-|\n|c|d\n\nText\n\n|e\n");
        markdown("|a|b|\n|-|-|\n|c|\n\n```\n|x|y|\n|-|-|\n");
        markdown("<table><tr><td>a\n\n<b>b\n");
        markdown("<pre>a\n\nb\n");
        html("<table><tr><td>a<td>b\n<p>c\n<table><tr>d<td>e\n");
        html("<p>a<table>b\n<tr>c\n<td>d\n");
        html("<ul><li>a<pre>b\n\nc");
        html("<select><p>x</select>\n<template><p>y</template>\n<svg><p>z</svg>\n");
    }

    #[test]
    fn a_page_of_another_vendor_is_named_unknown() {
        let text =
            "# Paint a fence\n\nPaints it.\n\n| Colour | Price |\n|--|--|\n| red | 3 |\n\n```json\n{\"a\": 1}\n```\n";
        let input = |text: &str| Input { name: "page.md".to_owned(), bytes: text.as_bytes().to_vec() };
        for text in [text.to_owned(), format!("<html><body>{}</body></html>", text.replace('\n', "<br>\n"))] {
            let parsed = parse(&[input(&text)], &ParseOptions::default());
            let codes: Vec<_> = parsed.diagnostics.iter().map(|found| found.code).collect();
            assert!(parsed.specs.is_empty());
            assert!(codes.contains(&"unknown-document"), "{codes:?}");
        }
    }

    #[test]
    fn any_cut_of_a_page_is_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/readers");
        for (case, format) in [("zh-markdown/input.md", Format::Markdown), ("zh-html/input.html", Format::Html)] {
            let text = std::fs::read_to_string(folder.join(case)).unwrap();
            for end in (0..text.len()).step_by(13).filter(|end| text.is_char_boundary(*end)) {
                read(format, &text[..end]);
            }
        }
    }
}
