//! An invented page in each layout, with the words of each profile: it reads alike. How a text is laid out is measured
//! on it, so no layout belongs to a vendor.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use docquarry::pages::Profile;
use docquarry::pipeline::{self, Input, ParseOptions};

/// How a page is printed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Layout {
    /// With a title and a date; cells keep their words whole.
    Dated,
    /// So, and long names are broken into lines that stand apart, and brackets are printed behind the text of JSON.
    Apart,
    /// In a book of numbered sections, whose titles are printed behind the text; names are broken inside.
    Numbered,
}

/// The words of a vendor's pages.
struct Words {
    profile: Profile,
    /// What says which action the page describes, with `{}` for its name.
    opening: &'static [&'static str],
    /// The titles of sections: request, response, examples.
    titles: [&'static str; 3],
    /// The header of the request's table, with its columns: name, type, required.
    request: (&'static str, &'static str),
    response: &'static str,
    address: &'static str,
    /// A row that the request has besides, for the action.
    action: Option<&'static str>,
    /// What ends the page.
    end: &'static [&'static str],
}

const VENDORS: [Words; 3] = [
    Words {
        profile: Profile::TencentV3,
        opening: &["1. 接口描述", "接口请求域名： kite.tencentcloudapi.com 。", "{}放飞风筝。"],
        titles: ["2. 输入参数", "3. 输出参数", "4. 示例"],
        request: ("参数名称 必选 类型 描述", "{name} {flag} {type} {text}"),
        response: "参数名称 类型 描述",
        address: "https://kite.tencentcloudapi.com/?Action={}",
        action: Some("Action 是 String 公共参数，本接口取值：{}。"),
        end: &[],
    },
    Words {
        profile: Profile::TencentV2,
        opening: &[
            "{} 接口用来放飞风筝。",
            "接口请求域名： kite.api.qcloud.com",
            "正式调用时需要加上公共请求参数。其中，此接口的 Action 字段为 {}。",
        ],
        titles: ["请求参数", "返回参数", "示例"],
        request: ("参数名称 必选 类型 描述", "{name} {flag} {type} {text}"),
        response: "参数名称 类型 描述",
        address: "https://kite.api.qcloud.com/v2/index.php?Action={}",
        action: None,
        end: &[],
    },
    Words {
        profile: Profile::AliyunRpc,
        opening: &["调用{}放飞风筝。", "您可以在OpenAPI Explorer中运行该接口。"],
        titles: ["请求参数", "返回数据", "示例"],
        request: ("名称 类型 是否必选 描述", "{name} {type} {flag} {text}"),
        response: "名称 类型 描述",
        address: "http(s)://[Endpoint]/?Action={}",
        action: Some("Action String 是 取值：{}。"),
        end: &["错误码", "访问错误中心查看更多错误码。"],
    },
];

/// Name, whether it is required, and text of the request's rows.
const REQUEST: [(&str, bool, &str); 3] = [
    ("WindDirectionOfMeadow", true, "草地上的风向。"),
    ("Height", false, "放飞的高度。"),
    ("Tail", true, "尾巴的颜色。"),
];
const RESPONSE: [(&str, &str); 2] = [("NumberOfKnotsInString", "线上的结的数量。"), ("Answer", "回答。")];

/// The lines of a row whose name is `name`, in a layout.
fn row(layout: Layout, name: &str, rest: &str) -> String {
    let Some((head, tail)) = name.split_at_checked(14).filter(|_| layout != Layout::Dated) else {
        return format!("{name} {rest}\n\n");
    };
    match layout {
        Layout::Apart => format!("{head}\n\n{tail}\n\n{rest}\n\n"),
        _ => format!("{head}\n{tail}\n\n{rest}\n\n"),
    }
}

fn request_row(words: &Words, layout: Layout, (name, required, text): (&str, bool, &str)) -> String {
    let flag = if required { "是" } else { "否" };
    let rest = words.request.1.replace("{name} ", "").replace("{flag}", flag).replace("{type}", "String");
    row(layout, name, &rest.replace("{text}", text))
}

fn example(words: &Words, layout: Layout, action: &str) -> String {
    let request = format!("{}\n\n&Height=12\n\n", words.address.replace("{}", action));
    let members = "    \"NumberOfKnotsInString\": \"3\",\n\n    \"Answer\": \"up\"\n\n";
    let answer = match layout {
        Layout::Apart => format!("{members}{{\n\n}}\n\n"),
        _ => format!("{{\n\n{members}}}\n\n"),
    };
    request + &answer
}

/// A page as printed; `torn` puts a page break between two rows of its request. Its title is printed at the end of the
/// first printed page.
fn page(words: &Words, layout: Layout, action: &str, title: &str, torn: bool) -> String {
    let mut text = String::new();
    for line in words.opening {
        text += &format!("{}\n\n", line.replace("{}", action));
    }
    text += &format!("{}\n\n{}\n\n", words.titles[0], words.request.0);
    text += &words.action.map(|row| row.replace("{}", action) + "\n\n").unwrap_or_default();
    for (at, cells) in REQUEST.into_iter().enumerate() {
        let row = request_row(words, layout, cells);
        if torn && at == 1 {
            // A printed page begins with one more space, directly below the line before.
            text += &format!("{title}\n {row}");
        } else {
            text += &row;
        }
    }
    text += &format!("{}\n\n{}\n\n", words.titles[1], words.response);
    for (name, label) in RESPONSE {
        text += &row(layout, name, &format!("String {label}"));
    }
    text += &format!("{}\n\n{}", words.titles[2], example(words, layout, action));
    words.end.iter().for_each(|line| text += &format!("{line}\n\n"));
    if torn { text.trim_end().to_owned() + "\n" } else { text + title + "\n" }
}

/// A document of two actions.
fn document(words: &Words, layout: Layout, torn: bool) -> String {
    let mut text = String::new();
    for (number, action) in ["FlyKites", "LandKites"].into_iter().enumerate() {
        let title = match layout {
            Layout::Numbered => format!("3.{}. {action}", number + 1),
            _ => format!("{action} 的页\n最近更新时间：2033-08-22 15:16:2{number}"),
        };
        text += &format!(" {}", page(words, layout, action, &title, torn));
    }
    text
}

/// What was read: of each action, the fields with their types.
fn read(text: String, profile: Option<Profile>) -> Vec<String> {
    let input = Input { name: "kites.txt".to_owned(), bytes: text.into_bytes() };
    let parsed = pipeline::parse(&[input], &ParseOptions::default().profile(profile));
    let mut found = Vec::new();
    for spec in &parsed.specs {
        for (name, action) in &spec.spec.actions {
            for (part, fields) in [("request", &action.request), ("response", &action.response)] {
                for field in fields {
                    let ty = serde_json::to_value(&field.ty).unwrap();
                    found.push(format!("{name} {part} {} {} {:?}", field.name, ty["type"], field.required));
                }
            }
        }
    }
    found
}

fn expected() -> Vec<String> {
    let mut lines = Vec::new();
    for action in ["FlyKites", "LandKites"] {
        lines.extend(REQUEST.map(|(name, required, _)| format!("{action} request {name} \"string\" Some({required})")));
        lines.extend(RESPONSE.map(|(name, _)| format!("{action} response {name} \"string\" None")));
    }
    lines
}

#[test]
fn a_page_reads_alike_in_each_layout_with_each_profile() {
    let mut wrong = Vec::new();
    for words in &VENDORS {
        for layout in [Layout::Dated, Layout::Apart, Layout::Numbered] {
            for torn in [false, true] {
                for profile in [None, Some(words.profile)] {
                    let text = document(words, layout, torn);
                    let found = read(text.clone(), profile);
                    if found != expected() {
                        let given = profile.is_some();
                        wrong.push(format!("{:?} {layout:?} torn {torn} given {given}: {found:#?}", words.profile));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_row_directly_below_the_row_before_is_no_text() {
    for words in &VENDORS {
        let text = document(words, Layout::Dated, false);
        let close = text.replace("\n\nHeight", "\nHeight");
        assert_ne!(close, text);
        assert_eq!(read(close, None), expected(), "{:?}", words.profile);
    }
}
