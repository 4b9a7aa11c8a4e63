//! What corrections changed: each against what was concluded without it, and what followed.

use toml::Spanned;

use crate::diagnostic::{Diagnostic, Severity};
use crate::families::model::{Corrected, Families, Family};

use super::Corrections;

impl Corrections {
    /// Writes down what became different, and warns of corrections that changed nothing.
    pub(super) fn report(&self, plain: &Families, corrected: &mut Families) -> Vec<Diagnostic> {
        let mut report = Report { corrections: self, done: Vec::new(), unused: Vec::new() };
        for kind in &self.entries.family {
            let noun = kind.noun.get_ref();
            let (was, is) = (plain.named(noun), corrected.named(self.finally(noun)));
            let fact =
                |family: Option<&Family>, get: &dyn Fn(&Family) -> String| family.map_or("no family".to_owned(), get);
            let mut hold = |at: Option<usize>, get: &dyn Fn(&Family) -> String| {
                at.into_iter().for_each(|at| report.hold(at, noun, fact(was, get), fact(is, get)));
            };
            hold(start(kind.called.as_ref()), &|family| format!("called {}", family.noun));
            hold(start(kind.ids.as_ref()), &|family| format!("id {}", family.ids.join(" or ")));
            hold(start(kind.parent.as_ref()), &|family| match &family.parent {
                Some(parent) => format!("in {parent}"),
                None => "in nothing".to_owned(),
            });
        }
        for action in &self.entries.action {
            let name = action.name.get_ref();
            if let Some(role) = &action.role {
                report.hold(role.span().start, name, plain.does(name), corrected.does(name));
            }
            if let Some(code) = &action.missing {
                report.hold(code.span().start, name, plain.code(name), corrected.code(name));
            }
        }
        for rename in &self.entries.rename {
            let (sent, noun) = (rename.sent.get_ref(), rename.family.get_ref());
            let shown = |family: Option<&Family>| {
                let known = family.and_then(|family| family.renames.iter().find(|rename| rename.sent == *sent));
                known.map_or_else(|| format!("shown as {sent}"), |known| format!("shown as {}", known.shown))
            };
            let was = shown(plain.named(noun).or_else(|| plain.named(self.originally(noun))));
            let is = shown(corrected.named(self.finally(noun)));
            report.hold(rename.sent.span().start, &format!("{noun}.{sent}"), was, is);
        }
        let Report { done, unused, .. } = report;
        corrected.follows = self.follows(plain, corrected);
        corrected.corrected = done;
        unused
    }

    /// Actions without a correction of their own that are described in another way than before.
    fn follows(&self, plain: &Families, corrected: &Families) -> Vec<String> {
        let line = |families: &Families, action: &str| {
            let part = families.part(action).map(|(family, part)| format!("{} {part}", self.finally(&family.noun)));
            part.unwrap_or_else(|| families.does(action))
        };
        let is_own = |name: &str| self.entries.action.iter().any(|action| action.name.get_ref() == name);
        let differs = |name: &&str| !is_own(name) && line(plain, name) != line(corrected, name);
        corrected.actions().filter(differs).map(str::to_owned).collect()
    }

    /// The noun of a family before all corrections.
    fn originally<'a>(&'a self, noun: &'a str) -> &'a str {
        let called = |kind: &&super::Kind| kind.called.as_ref().is_some_and(|called| called.get_ref() == noun);
        self.entries.family.iter().find(called).map_or(noun, |kind| kind.noun.get_ref().as_str())
    }
}

struct Report<'c> {
    corrections: &'c Corrections,
    done: Vec<Corrected>,
    unused: Vec<Diagnostic>,
}

impl Report<'_> {
    /// Holds what is against what was.
    fn hold(&mut self, offset: usize, about: &str, was: String, is: String) {
        let file = self.corrections;
        if was == is {
            let message = format!("the correction of {about} changes nothing: it is {was} without it");
            let unused = Diagnostic::new("correction-unused", Severity::Warning, message);
            self.unused.push(unused.help("take it out, or mend it").at(file.place(offset)));
            return;
        }
        let line = file.place(offset).lines[0];
        self.done.push(Corrected { line, about: about.to_owned(), was, is });
    }
}

fn start<T>(value: Option<&Spanned<T>>) -> Option<usize> {
    value.map(|value| value.span().start)
}
