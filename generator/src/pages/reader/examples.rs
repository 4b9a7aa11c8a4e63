//! The examples of a page: which pieces of code are the request, the answer and the answer in XML of one example.
//!
//! How the text of a request or of an answer is read is the business of `pages/example` and `pages/xml`.

use serde_json::Value;

use super::{LineUse, Reader, Words};
use crate::document::vocabulary::HeadingKind;
use crate::document::{Code, Heading, Line, Span, Vocabulary};
use crate::pages::sink::Sink;
use crate::pages::{example, xml};
use crate::spec::model::Example;

/// The examples so far, the last one unfinished.
#[derive(Default)]
pub(super) struct Drafts {
    drafts: Vec<Draft>,
    /// The title for the next one.
    title: Option<String>,
}

/// An example under construction.
#[derive(Default)]
struct Draft {
    /// Depth of its heading.
    level: u8,
    title: Option<String>,
    request: Code,
    json: Code,
    xml: Code,
    span: Span,
    /// A heading ended it.
    closed: bool,
}

impl Draft {
    fn is_answered(&self) -> bool {
        !self.json.lines.is_empty() || !self.xml.lines.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.request.lines.is_empty() && !self.is_answered()
    }
}

/// An example, and what its XML says.
pub(in crate::pages) struct Shown {
    pub(in crate::pages) example: Example,
    pub(in crate::pages) xml: Option<xml::Answer>,
    /// The host that the request calls.
    pub(super) host: Option<String>,
}

/// What must be known of the page in order to read its examples.
pub(super) struct Context<'c> {
    pub(super) action: &'c str,
    pub(super) words: &'static Words,
    /// Parameters that the action lists itself.
    pub(super) declared: &'c [String],
    /// The page may have broken its lines anywhere.
    pub(super) wrapped: bool,
}

impl Drafts {
    /// A heading of the vocabulary: one of an example opens it, any other ends the last.
    pub(super) fn heading(&mut self, kind: HeadingKind, level: Option<u8>, line: &Line, vocabulary: &Vocabulary) {
        let Some(level) = level else { return };
        let answered = self.open().is_some_and(|draft| draft.is_answered());
        match kind {
            HeadingKind::Example if vocabulary.is_counted(&line.text) => {
                self.start(level, example::title(&line.text, vocabulary), line);
            }
            HeadingKind::ExampleRequest if answered => self.start(level, None, line),
            kind if kind.is_part_of_example() => {}
            _ => self.close(),
        }
    }

    /// A heading of its own wording among the examples: the title of one, or of a part of one.
    pub(super) fn titled(&mut self, heading: &Heading) {
        let line = &heading.line;
        match self.open() {
            Some(draft) if draft.level < heading.level && draft.level > 0 => draft.span.line(line),
            _ => self.start(heading.level, Some(line.text.trim().to_owned()), line),
        }
    }

    /// A sentence may be the title of the next example.
    pub(super) fn title(&mut self, text: &str, vocabulary: &Vocabulary) {
        self.title = example_title(text, vocabulary);
    }

    pub(super) fn forget_title(&mut self) {
        self.title = None;
    }

    fn open(&mut self) -> Option<&mut Draft> {
        self.drafts.last_mut().filter(|draft| !draft.closed)
    }

    /// A request without an answer waits for one beyond the section.
    fn close(&mut self) {
        if let Some(draft) = self.open().filter(|draft| draft.is_answered()) {
            draft.closed = true;
        }
    }

    fn start(&mut self, level: u8, title: Option<String>, line: &Line) {
        let mut draft = Draft { level, title, ..Draft::default() };
        draft.span.line(line);
        self.drafts.push(draft);
    }

    /// Takes a request in.
    fn request(&mut self, code: &Code) {
        let fresh = self
            .open()
            .is_none_or(|draft| draft.is_answered() || !draft.request.lines.is_empty() && example::is_request(code));
        if fresh {
            let title = self.title.take();
            self.drafts.push(Draft { title, ..Draft::default() });
        }
        if let Some(draft) = self.open() {
            draft.span.lines(code.lines.iter());
            draft.request.lines.extend(code.lines.iter().cloned());
        }
    }

    /// Takes an answer in. A second answer is of another example, unless it is printed and the first one is not whole.
    fn answer(&mut self, code: &Code, marked_up: bool) {
        let body = example::body(code);
        let is_xml = body.first().is_some_and(|line| line.text.trim_start().starts_with('<'));
        let fresh = self.open().is_none_or(|draft| {
            let part = if is_xml { &draft.xml } else { &draft.json };
            !part.lines.is_empty() && (marked_up || example::is_whole(part))
        });
        if fresh {
            let title = self.title.take();
            self.drafts.push(Draft { title, ..Draft::default() });
        }
        if let Some(draft) = self.open() {
            draft.span.lines(code.lines.iter());
            let part = if is_xml { &mut draft.xml } else { &mut draft.json };
            part.lines.extend(body);
        }
    }

    /// Reads all of them.
    pub(super) fn read(self, context: &Context<'_>, sink: &mut Sink<'_>) -> Vec<Shown> {
        self.drafts
            .into_iter()
            .filter(|draft| !draft.is_empty())
            .filter_map(|draft| read(draft, context, sink))
            .collect()
    }
}

impl<'p> Reader<'p, '_, '_> {
    /// A piece of code: part of an example, a sample of a parameter's value, or a host that is set apart.
    pub(super) fn code(&mut self, code: &'p Code) {
        self.above.clear();
        let among = self.sections.in_examples();
        if let [line] = code.lines.as_slice()
            && !among
            && self.words.is_own_host(line.text.trim())
        {
            self.endpoint.get_or_insert_with(|| line.text.trim().to_owned());
            return self.mark([line], LineUse::ActionDescription);
        }
        let request = match self.sections.kind {
            Some(HeadingKind::ExampleRequest) => !example::is_answer(code) || self.drafts.wants_body(),
            Some(HeadingKind::ExampleResponse) => false,
            // Without a label the code itself says what it is.
            _ => example::is_request(code) || !example::is_answer(code),
        };
        let waits = self.drafts.open().is_some_and(|draft| !draft.is_answered());
        let part = among
            || request && example::is_call(code)
            || !request && waits
            || self.displaced
            || self.words.displaced && self.sections.kind == Some(HeadingKind::Response);
        if !part {
            return self.mark(&code.lines, LineUse::Introduction);
        }
        self.mark(&code.lines, LineUse::Example);
        // A request that says nothing is the same call in some language of programs.
        if request && waits && self.drafts.has_request() && example::is_silent(code) {
            return;
        }
        if request { self.drafts.request(code) } else { self.drafts.answer(code, self.marked_up) }
    }
}

impl Drafts {
    /// The last request has its head, and its body follows.
    fn wants_body(&mut self) -> bool {
        self.open().is_none_or(|draft| draft.request.lines.is_empty() || example::wants_body(&draft.request))
    }

    fn has_request(&mut self) -> bool {
        self.open().is_some_and(|draft| !draft.request.lines.is_empty())
    }
}

/// Reads an example, and reports what is wrong with it.
fn read(draft: Draft, context: &Context<'_>, sink: &mut Sink<'_>) -> Option<Shown> {
    let Context { action, words, declared, wrapped } = *context;
    let source = sink.source(draft.span.0.unwrap_or([0, 0]));
    let is_common = |name: &str| words.vocabulary.common.contains(&name) && !declared.iter().any(|own| own == name);
    let request = example::request(&draft.request, &is_common, wrapped);
    let answered = draft.is_answered();
    let (response, problem) = example::json(draft.json.lines.iter().map(|line| line.text.as_str()));
    for (part, problem) in [("request", request.problem), ("response", problem)] {
        if let Some(problem) = problem {
            sink.report("example-not-json", format!("the example's {part} is no JSON: {problem}"), &source);
        }
    }
    if !answered && request.action.is_none() && is_nothing(&request.body) {
        return None;
    }
    if let Some(other) = request.action.filter(|other| other != action) {
        sink.report("example-other-action", format!("the example calls {other} on the page of {action}"), &source);
    }
    let text = xml::text(&draft.xml);
    let xml = text.as_deref().and_then(|text| xml::read(text, action, &source, sink));
    if let Some(xml) = xml.as_ref().filter(|_| response.is_object() && !draft.json.lines.is_empty()) {
        xml::compare(&xml.value, unwrapped(&response, action), &source, sink);
    }
    let example =
        Example { title: draft.title, request: request.body, response, response_xml: text, source: Some(source) };
    Some(Shown { example, xml, host: request.host })
}

/// A request without any parameter.
fn is_nothing(body: &Value) -> bool {
    let body = body.get("query").unwrap_or(body);
    body.as_object().is_some_and(serde_json::Map::is_empty)
}

/// The JSON answer without a wrapper named as the action.
pub(in crate::pages) fn unwrapped<'v>(response: &'v Value, name: &str) -> &'v Value {
    match response {
        Value::Object(map) if map.len() == 1 => match map.iter().next() {
            Some((key, inner)) if inner.is_object() && key.starts_with(name) => inner,
            _ => response,
        },
        _ => response,
    }
}

/// A short line above an example, that is not the mark of a note.
fn example_title(text: &str, vocabulary: &Vocabulary) -> Option<String> {
    const LONGEST: usize = 24;
    let is_mark = vocabulary.line_starts.iter().any(|mark| *mark == text.trim());
    let title = text.trim().trim_end_matches(['：', ':']);
    (!is_mark && !title.is_empty() && title.chars().count() <= LONGEST).then(|| title.to_owned())
}
