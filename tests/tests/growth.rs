//! What a construct costs when there is more of it: twice the input asks for about twice the memory, for each construct
//! in each format. Allocations are counted, so that the figures are the same on every machine.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss)]

use allocation_counter::{AllocationInfo, measure};
use docquarry::json;
use docquarry::pipeline::{self, Input, ParseOptions};

/// How much more a construct may cost where there is twice as much of it, as a power of two.
const EXPONENT: f64 = 1.2;
/// How often a construct is repeated at first.
const BASE: usize = 60;

/// A construct: where it comes, and its text in as many repetitions.
struct Construct {
    name: &'static str,
    file: &'static str,
    text: Box<dyn Fn(usize) -> String>,
}

fn construct(name: &'static str, file: &'static str, text: impl Fn(usize) -> String + 'static) -> Construct {
    Construct { name, file, text: Box::new(text) }
}

fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

const HEAD: &str = "# FlyKite\n\n";

fn request(rows: &str) -> String {
    format!(
        "{HEAD}## 请求参数\n\n|名称|类型|是否必选|示例值|描述|\n|--|--|--|--|--|\n|Action|String|是|FlyKite|要执行的操作。取值：\
         FlyKite。|\n{rows}\n## 返回数据\n\n|名称|类型|示例值|描述|\n|--|--|--|--|\n|RequestId|String|x|请求ID。|\n"
    )
}

fn english(rows: &str, behind: &str) -> String {
    format!(
        "# FlyKite\n\n## 1. API Description\n\nDomain name for API request: kites.tencentcloudapi.com.\n\nThis API is used to \
         fly a kite.\n\n## 2. Input Parameters\n\nParameter Name | Required | Type | Description\n---|---|---|---\nAction | Yes | \
         String | Common parameter. The value used for this API: FlyKite.\n{rows}\n## 3. Output Parameters\n\nParameter Name | \
         Type | Description\n---|---|---\nRequestId | String | The ID of the request.\n{behind}"
    )
}

fn html(rows: &str, behind: &str) -> String {
    format!(
        "<html><head><title>FlyKite</title></head><body><h1>FlyKite</h1><h2>1. API Description</h2><p>Domain name for API request: \
         kites.tencentcloudapi.com.</p>\n<h2>2. Input Parameters</h2>\n<table><tr><th>Parameter Name</th><th>Required</th><th>\
         Type</th><th>Description</th></tr>\n<tr><td>Action</td><td>Yes</td><td>String</td><td>Common parameter. The value used \
         for this API: FlyKite.</td></tr>\n{rows}</table>\n<h2>3. Output Parameters</h2><table><tr><th>Parameter Name</th><th>\
         Type</th><th>Description</th></tr><tr><td>RequestId</td><td>String</td><td>The ID.</td></tr></table>\n{behind}</body></html>"
    )
}

fn text(rows: &str, behind: &str) -> String {
    format!(
        " \n放飞风筝\n最近更新时间：2031-04-05 06:07:08\n\n1. 接口描述\n接口请求域名： kites.tencentcloudapi.com 。\n放飞一只风筝。\n\n\
         2. 输入参数\n参数名称 必选 类型 描述\nAction 是 String 公共参数，本接口取值：FlyKite。\n{rows}\n3. 输出参数\n参数名称 类型 \
         描述\nRequestId String 唯一请求 ID。\n{behind}"
    )
}

fn in_markdown() -> Vec<Construct> {
    let md = "input.md";
    vec![
        construct("rows", md, |n| request(&many(n, |i| format!("|Tail{i}|String|否|x|第{i}条尾巴。|\n")))),
        construct("rows marked as members", md, |n| {
            request(&many(n, |i| format!("|{}Tail{i}|Object|否|x|尾巴。|\n", "└".repeat(i % 9))))
        }),
        construct("dotted names", md, |n| {
            request(&many(n, |i| format!("|Kite.{}.Tail{i}|String|否|x|尾巴。|\n", i % 7)))
        }),
        construct("a dotted name", md, |n| request(&format!("|{}|String|否|x|尾巴。|\n", "Kite.".repeat(n) + "Tail"))),
        construct("the same row", md, |n| request(&many(n, |_| "|Tail|String|否|x|尾巴。|\n".to_owned()))),
        construct("a long cell", md, |n| request(&format!("|Tail|String|否|x|{}|\n", "长的尾巴。".repeat(n * 4)))),
        construct("listed values", md, |n| {
            request(&format!("|Tail|String|否|x|取值：{}。|\n", many(n, |i| format!("value{i}、"))))
        }),
        construct("columns", md, |n| {
            format!("{HEAD}|{}\n|{}\n|{}\n", "名称|".repeat(n), "--|".repeat(n), "x|".repeat(n))
        }),
        construct("pages", md, |n| many(n / 6, |i| request("").replace("FlyKite", &format!("FlyKite{i}")) + "\n")),
        construct("headings", md, |n| many(n, |i| format!("## 标题{i}\n\n文字。\n\n"))),
        construct("paragraphs", md, |n| request("") + &many(n, |i| format!("\n第{i}段，取值：a、b。\n"))),
        construct("soft breaks", md, |n| {
            request("") + &"一行没有句号的文字，".repeat(3) + &"很长的一行文字没有句号\n".repeat(n)
        }),
        construct("a long line", md, |n| request("") + &"x y ".repeat(n * 10)),
        construct("list items", md, |n| request("") + &many(n, |i| format!("- item{i}：说明\n"))),
        construct("nested lists", md, |n| request("") + &many(n, |i| format!("{}- x\n", "  ".repeat(i % 50)))),
        construct("quotes", md, |n| request("") + &">".repeat(n) + " x\n"),
        construct("brackets", md, |n| request("") + &"[".repeat(n * 4)),
        construct("emphasis", md, |n| request("") + &"*a **b ".repeat(n * 2)),
        construct("links", md, |n| request("") + &many(n, |i| format!("[a](https://example.com/{i}) "))),
        construct("code blocks", md, |n| request("") + &many(n, |i| format!("\n```\nline {i}\n```\n"))),
        construct("a JSON sample", md, |n| {
            let members = many(n, |i| format!("  \"Tail{i}\": \"x\",\n"));
            request("")
                + &format!(
                    "\n## 示例\n\n正常返回示例\n\n`JSON` 格式\n\n```\n{{\n{members}  \"RequestId\": \"1\"\n}}\n```\n"
                )
        }),
        construct("an XML sample", md, |n| {
            let members = many(n, |i| format!("<Tail{i}>x</Tail{i}>\n"));
            request("")
                + &format!(
                    "\n## 示例\n\n正常返回示例\n\n`XML` 格式\n\n```\n<FlyKiteResponse>\n{members}</FlyKiteResponse>\n```\n"
                )
        }),
        construct("error codes", md, |n| {
            let rows = many(n, |i| format!("|400|NoWind.{i}|No wind.|没有风。|\n"));
            request("") + &format!("\n## 错误码\n\n|HttpCode|错误码|错误信息|描述|\n|--|--|--|--|\n{rows}")
        }),
        construct("English rows", md, |n| {
            english(&many(n, |i| format!("Tail{i} | No | Array of Tail | The tail number {i}.\n")), "")
        }),
        construct("nested types", md, |n| {
            english(&format!("Tail | No | {}String | x\n", "Array of ".repeat(n * 4)), "")
        }),
        construct("structures", md, |n| {
            let table = |i: usize| {
                format!(
                    "### Tail{i}\n\nA tail.\n\nName | Type | Description\n---|---|---\nKnot | Tail{} | x\n\n",
                    i + 1
                )
            };
            english("Tail | No | Tail0 | x\n", &format!("\n# Data Types\n\n{}", many(n, table)))
        }),
    ]
}

fn in_html() -> Vec<Construct> {
    let page = "input.html";
    let row = |i: usize| format!("<tr><td>Tail{i}</td><td>No</td><td>String</td><td>The tail number {i}.</td></tr>\n");
    vec![
        construct("rows", page, move |n| html(&many(n, row), "")),
        construct("unclosed rows", page, |n| html(&many(n, |i| format!("<tr><td>Tail{i}<td>No<td>String<td>x")), "")),
        construct("attributes", page, |n| html("", &format!("<p {}>x</p>", many(n * 4, |i| format!("a{i}=1 "))))),
        construct("attributes of many tags", page, |n| {
            html("", &many(n, |i| format!("<p id=\"p{i}\" class=\"a b\">x</p>")))
        }),
        construct("nested elements", page, |n| html("", &"<div>".repeat(n * 4))),
        construct("closed at once", page, |n| html("", &"<div/>".repeat(n * 4))),
        construct("foreign elements", page, |n| html("", &format!("<svg>{}", "<tr>".repeat(n * 4)))),
        construct("misnested emphasis", page, |n| html("", &"<b><i>x</b>y</i>".repeat(n * 2))),
        construct("unclosed emphasis", page, |n| {
            html("", &format!("<p>{}{}", many(30, |i| format!("<font id={i}>")), "<p>x".repeat(n * 4)))
        }),
        construct("emphasis behind tables", page, |n| {
            html("", &many(n, |i| format!("<b id={i}><table><td></b></table>")))
        }),
        construct("spans", page, |n| {
            html(&format!("<tr><td rowspan={n} colspan=4>x</td></tr>{}", "<tr></tr>".repeat(n)), "")
        }),
        construct("huge spans", page, |n| html(&"<tr><td rowspan=100000 colspan=100000>x".repeat(n), "")),
        construct("nested tables", page, |n| html("", &"<table><tr><td>".repeat(n))),
        construct("text in tables", page, |n| html(&"x<tr>".repeat(n * 2), "")),
        construct("ampersands", page, |n| html("", &"&a".repeat(n * 8))),
        construct("comments", page, |n| html("", &"<!-- x -->\ny".repeat(n * 2))),
        construct("open comments", page, |n| html("", &"<!--".repeat(n * 4))),
        construct("headings", page, |n| html("", &many(n, |i| format!("<h2>Heading {i}</h2><p>x</p>")))),
        construct("items", page, |n| html("", &format!("<ul>{}", many(n, |i| format!("<li>item {i}"))))),
        construct("preformatted lines", page, |n| {
            html("", &format!("<pre>{}</pre>", many(n * 2, |i| format!("line {i}\n"))))
        }),
    ]
}

fn in_text() -> Vec<Construct> {
    let book = "input.txt";
    vec![
        construct("rows", book, |n| text(&many(n, |i| format!("Tail{i} 否 String 第{i}条尾巴。\n")), "")),
        construct("rows on several lines", book, |n| {
            text(&many(n, |i| format!("Tail{i} 否\nString 第{i}条尾巴，\n很长。\n")), "")
        }),
        construct("a long cell", book, |n| text(&format!("Tail 否 String {}\n", "长的尾巴，\n".repeat(n * 2)), "")),
        construct("a long line", book, |n| text(&format!("Tail 否 String {}\n", "x y ".repeat(n * 10)), "")),
        construct("pages", book, |n| many(n / 4, |i| text("", "").replace("FlyKite", &format!("FlyKite{i}")) + "\n")),
        construct("error codes", book, |n| {
            text("", &format!("\n4. 错误码\n错误码 描述\n{}", many(n, |i| format!("NoWind.Code{i:04} 没有风。\n"))))
        }),
        construct("numbered headings", book, |n| text("", &many(n, |i| format!("\n{}. 章节{i}\n文字。\n", i + 4)))),
        construct("samples", book, |n| {
            text("", &format!("\n4. 示例\n输入示例\n{{\n{}\n}}\n", many(n, |i| format!("\"Tail{i}\": \"x\",\n"))))
        }),
        construct("noise", book, |n| "名称 类型 描述 a b c 1. 2. {[\"\n".repeat(n * 2)),
        construct("blank lines", book, |n| text("", &"\n \n".repeat(n * 4))),
        construct("printed pages", book, |n| many(n / 2, |i| format!(" 风筝\n版权所有 第{i} 共99页\n文字{i}。\n"))),
    ]
}

/// The exponents by which the number of allocations and their bytes grow from twice to eight times as much.
fn exponents(cost: impl Fn(usize) -> AllocationInfo) -> [f64; 2] {
    cost(1);
    let (small, large) = (cost(2), cost(8));
    let of = |small: u64, large: u64| (large.max(1) as f64 / small.max(1) as f64).log(4.0);
    [of(small.count_total, large.count_total), of(small.bytes_total, large.bytes_total)]
}

fn parse(file: &str, text: String) -> pipeline::Parsed {
    let input = Input { name: file.to_owned(), bytes: text.into_bytes() };
    pipeline::parse(&[input], &ParseOptions::default())
}

/// Those that cost more than in proportion.
fn steep(name: &str, cost: impl Fn(usize) -> AllocationInfo) -> Option<String> {
    let exponents = exponents(cost);
    exponents.iter().any(|exponent| *exponent > EXPONENT).then(|| format!("{name}: {exponents:.2?}"))
}

fn assert_flat(constructs: Vec<Construct>) {
    let steep: Vec<String> = constructs
        .iter()
        .filter_map(|construct| {
            steep(&format!("{} in {}", construct.name, construct.file), |times| {
                let text = (construct.text)(BASE * times);
                measure(|| drop(parse(construct.file, text)))
            })
        })
        .collect();
    assert!(steep.is_empty(), "{steep:#?}");
}

#[test]
fn markdown_costs_in_proportion() {
    assert_flat(in_markdown());
}

#[test]
fn html_costs_in_proportion() {
    assert_flat(in_html());
}

#[test]
fn text_costs_in_proportion() {
    assert_flat(in_text());
}

#[test]
fn what_comes_of_a_document_costs_in_proportion() {
    let rows = |n: usize| request(&many(n, |i| format!("|Tail{i}|String|否|x|第{i}条尾巴。|\n")));
    let pages = |n: usize| many(n / 6, |i| rows(3).replace("FlyKite", &format!("FlyKite{i}")) + "\n");
    for text in [&rows as &dyn Fn(usize) -> String, &pages] {
        let spec = |times: usize| parse("input.md", text(BASE * times)).specs.remove(0).spec;
        let written = |times: usize| json::spec_text(&spec(times)).unwrap().into_bytes();
        let found = [
            steep("writing a spec", |times| {
                let spec = spec(times);
                measure(|| drop(json::spec_text(&spec)))
            }),
            steep("reading a spec", |times| {
                let bytes = written(times);
                measure(|| drop(json::parse_spec(&bytes, "kites.json")))
            }),
            steep("checking a spec", |times| {
                let spec = spec(times);
                measure(|| drop(pipeline::check(&spec)))
            }),
            steep("a damaged spec", |times| {
                let bytes = String::from_utf8(written(times)).unwrap().replace("\"Tail", "\"Ta\\u202eil").into_bytes();
                measure(|| drop(json::parse_spec(&bytes, "kites.json")))
            }),
        ];
        let found: Vec<String> = found.into_iter().flatten().collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn a_document_costs_a_bounded_multiple_of_its_size() {
    let rows = |i: usize| {
        format!("The tail number {i} of the kite, which is as long as the wind allows, and longer in spring.")
    };
    let markdown = english(&many(4000, |i| format!("Tail{i} | No | String | {}\n", rows(i))), "");
    let marked =
        many(4000, |i| format!("<tr>\n<td>Tail{i}</td>\n<td>No</td>\n<td>String</td>\n<td>{}</td>\n</tr>\n", rows(i)));
    let printed = many(4000, |i| {
        format!("Tail{i} 否 String 第{i}条尾巴，风有多大就有多长，春天的时候还要更长一些，不需要时可以不填。\n")
    });
    for (file, text, most) in
        [("input.md", markdown, 25), ("input.html", html(&marked, ""), 20), ("input.txt", self::text(&printed, ""), 24)]
    {
        let size = text.len() as u64;
        let live = measure(|| drop(parse(file, text))).bytes_max;
        println!("{file}: {:.1} times its {size} bytes", live as f64 / size as f64);
        assert!(live < most * size, "{file}: {live} bytes at once for {size}");
    }
}
