//! Pictures of an API as SVG within a page: how it grew from release to release, and how much of it is documented. Each
//! has a title, a description and the same figures as a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::emit::reference::markdown::{Page, Table};
use crate::escape::html;
use crate::spec::model::{Field, Spec};
use crate::spec::walk::{self, Owner};

use super::editions::years;
use super::render::{Plain, render};

/// Width of a picture; the browser scales it.
const WIDTH: f64 = 560.0;

/// Height of a curve.
const HEIGHT: f64 = 220.0;

/// What is left for the numbers at the left, and for names at the right.
const MARGIN: [f64; 2] = [44.0, 104.0];

/// A line of a chart: its name, its class in the style sheet, and its values by day.
struct Series {
    name: &'static str,
    class: &'static str,
    values: Vec<(f64, usize)>,
}

/// How the API grew, for the page of its releases; empty if no release has a number and a date.
pub(super) fn growth(spec: &Spec) -> String {
    let days: BTreeMap<u32, f64> =
        spec.changelog.iter().filter_map(|release| Some((release.release?, day(&release.date)?))).collect();
    let Some(first) = days.values().copied().reduce(f64::min) else { return String::new() };
    let series = |name, class, births: Vec<Option<u32>>| {
        let mut counts: BTreeMap<u64, usize> = days.values().map(|day| (*day as u64, 0)).collect();
        for birth in births {
            let day = birth.and_then(|release| days.get(&release)).copied().unwrap_or(first);
            *counts.entry(day as u64).or_default() += 1;
        }
        let mut sum = 0;
        let values = counts.into_iter().map(|(day, count)| {
            sum += count;
            (day as f64, sum)
        });
        Series { name, class, values: values.collect() }
    };
    let actions = series("actions", "one", spec.actions.values().map(|action| action.since).collect());
    let structures = series("structures", "two", spec.structures.values().map(|structure| structure.since).collect());
    let fields = series("fields", "three", fields(spec).iter().map(|field| field.since).collect());
    let years = years(&spec.changelog);
    let table = by_year(&years.keys().copied().collect::<Vec<_>>(), [&actions, &structures, &fields]);
    let text = "When each of today's actions, structures and fields came, by the changelog. What it does not announce counts from the \
                first release.";
    let mut both = vec![actions];
    both.extend((!spec.structures.is_empty()).then_some(structures));
    format!(
        "<section class=\"pictures\">\n<p>{text}</p>\n{}{}<details><summary>The figures by year</summary>\n{table}</details>\n</section>\n",
        chart("growth", "Actions and structures", &both),
        chart("growth-fields", "Fields", &[fields])
    )
}

/// Days since the beginning of the calendar, near enough for a picture.
fn day(date: &str) -> Option<f64> {
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_date = (1900..3000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_date.then(|| (f64::from(year) * 365.25 + f64::from(month - 1) * 30.44 + f64::from(day)).floor())
}

/// Every field of actions and structures, those of unnamed structures included.
fn fields(spec: &Spec) -> Vec<&Field> {
    let mut fields = Vec::new();
    walk::each_field(spec, &mut |owner, _, field| {
        if !matches!(owner, Owner::Common(_)) {
            fields.push(field);
        }
    });
    fields
}

/// The counts at the end of each year.
fn by_year(years: &[&str], series: [&Series; 3]) -> String {
    let mut table = Table::new(["Year", "Actions", "Structures", "Fields"]);
    for year in years {
        let end = day(&format!("{year}-12-31")).unwrap_or_default();
        let count = |series: &Series| {
            let last = series.values.iter().take_while(|(day, _)| *day <= end).last();
            last.map_or(0, |(_, count)| *count).to_string()
        };
        table.row([(*year).to_owned(), count(series[0]), count(series[1]), count(series[2])]);
    }
    markdown(&table)
}

fn markdown<const N: usize>(table: &Table<N>) -> String {
    let mut page = Page::default();
    page.table(table, "");
    render(&page.finish(), &Plain).html
}

/// Curves over time that only rise at a release.
fn chart(id: &str, title: &str, series: &[Series]) -> String {
    let all = || series.iter().flat_map(|series| &series.values);
    let (Some(from), Some(to)) =
        (all().map(|(day, _)| *day).reduce(f64::min), all().map(|(day, _)| *day).reduce(f64::max))
    else {
        return String::new();
    };
    let most = all().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let step = step(most);
    let top = most.div_ceil(step) * step;
    let [left, right] = MARGIN;
    let x = |day: f64| left + (day - from) / (to - from).max(1.0) * (WIDTH - left - right);
    let y = |count: usize| HEIGHT - 24.0 - count as f64 / top as f64 * (HEIGHT - 40.0);
    let mut body = String::new();
    for tick in (0..=top).step_by(step) {
        let at = y(tick);
        let _ = write!(
            body,
            "<path class=\"grid\" d=\"M{left:.0} {at:.1}H{:.0}\"/><text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{tick}</text>",
            WIDTH - right,
            left - 6.0,
            at + 4.0
        );
    }
    body.push_str(&time_axis(from, to, x));
    let mut ends: Vec<f64> = Vec::new();
    for Series { name, class, values } in series {
        let Some((_, last)) = values.last() else { continue };
        let mut path = String::new();
        for (number, (day, count)) in values.iter().enumerate() {
            let word = if number == 0 {
                format!("M{:.1} {:.1}", x(*day), y(*count))
            } else {
                format!("H{:.1}V{:.1}", x(*day), y(*count))
            };
            path.push_str(&word);
        }
        // Names of lines that end near each other do not cover each other.
        let mut at = y(*last) + 4.0;
        while ends.iter().any(|other| (other - at).abs() < 15.0) {
            at += 15.0;
        }
        ends.push(at);
        let _ = write!(
            body,
            "<path class=\"line {class}\" d=\"{path}\"/><text class=\"{class}\" x=\"{:.0}\" y=\"{at:.1}\">{last} {name}</text>",
            WIDTH - right + 6.0
        );
    }
    let said: Vec<String> = series.iter().filter_map(said).collect();
    svg(id, title, &format!("{}.", said.join("; ")), HEIGHT, &body)
}

/// `actions: 31 at first, 89 now`
fn said(series: &Series) -> Option<String> {
    let (first, last) = (series.values.first()?, series.values.last()?);
    Some(format!("{}: {} at the first release, {} at the newest", series.name, first.1, last.1))
}

/// The distance between lines of a grid: 1, 2 or 5 times a power of ten.
fn step(most: usize) -> usize {
    let mut unit = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = unit * factor;
            if most <= step * 5 || step > usize::MAX / 100 {
                return step;
            }
        }
        unit *= 10;
    }
}

/// The years below a chart, as many as have room.
fn time_axis(from: f64, to: f64, x: impl Fn(f64) -> f64) -> String {
    let (first, last) = ((from / 365.25).ceil() as u32, (to / 365.25).floor() as u32);
    let every = (last.saturating_sub(first) / 7 + 1).max(1) as usize;
    let mut out = String::new();
    for year in (first..=last).step_by(every) {
        let at = x(f64::from(year) * 365.25);
        let _ = write!(out, "<text x=\"{at:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{year}</text>", HEIGHT - 6.0);
    }
    out
}

fn svg(id: &str, title: &str, description: &str, height: f64, body: &str) -> String {
    format!(
        "<figure><svg role=\"img\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" aria-labelledby=\"{id}-title {id}-text\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-text\">{}</desc>{body}</svg><figcaption>{}</figcaption></figure>\n",
        html(title),
        html(description),
        html(title)
    )
}

/// How much of an API is documented: what is asked, of how many, and of how many it is known.
fn facts(spec: &Spec) -> Vec<(&'static str, usize, usize)> {
    let fields = fields(spec);
    let of = |is: &dyn Fn(&Field) -> bool| fields.iter().filter(|field| is(field)).count();
    let sent = || spec.actions.values().flat_map(|action| &action.request);
    let actions =
        |is: &dyn Fn(&crate::spec::model::Action) -> bool| spec.actions.values().filter(|action| is(action)).count();
    let (all, count) = (fields.len(), spec.actions.len());
    let rows = [
        ("fields with a label", of(&|field| field.label.is_some()), all),
        ("fields with an example", of(&|field| field.example.is_some()), all),
        ("fields with values, bounds or a default", of(&|field| !field.facts.is_empty()), all),
        ("fields that say when they came", of(&|field| field.since.is_some()), all),
        (
            "parameters said to be required or optional",
            sent().filter(|field| field.required.is_some()).count(),
            sent().count(),
        ),
        ("actions with a title", actions(&|action| action.title.is_some()), count),
        ("actions with an example", actions(&|action| !action.examples.is_empty()), count),
        ("actions with error codes", actions(&|action| !action.errors.is_empty()), count),
        (
            "structures with a label",
            spec.structures.values().filter(|structure| structure.label.is_some()).count(),
            spec.structures.len(),
        ),
        (
            "error codes with a meaning",
            spec.errors.values().filter(|error| error.label.is_some()).count(),
            spec.errors.len(),
        ),
    ];
    rows.into_iter().filter(|(_, _, all)| *all > 0).collect()
}

/// Where bars begin; what they are of is before that.
const LEFT: f64 = 300.0;

/// Bars for how much is documented, with a table.
pub(super) fn coverage(spec: &Spec) -> String {
    let facts = facts(spec);
    if facts.is_empty() {
        return String::new();
    }
    let mut body = String::new();
    let mut table = Table::new(["What", "Known", "Of", "Share"]);
    for (number, (name, known, all)) in facts.iter().enumerate() {
        let share = *known as f64 / *all as f64;
        let (at, left, room) = (number as f64 * 24.0, LEFT, WIDTH - LEFT - 50.0);
        let percent = format!("{:.0} %", (share * 100.0).floor());
        let _ = write!(
            body,
            "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{}</text><rect class=\"room\" x=\"{left:.0}\" y=\"{:.0}\" width=\"{room:.0}\" height=\"14\"/>\
             <rect class=\"bar\" x=\"{left:.0}\" y=\"{:.0}\" width=\"{:.1}\" height=\"14\"/><text x=\"{:.0}\" y=\"{:.0}\">{percent}</text>",
            left - 8.0,
            at + 16.0,
            html(name),
            at + 5.0,
            at + 5.0,
            room * share,
            left + room + 8.0,
            at + 16.0
        );
        table.row([(*name).to_owned(), known.to_string(), all.to_string(), percent]);
    }
    let said: Vec<String> = facts.iter().map(|(name, known, all)| format!("{known} of {all} {name}")).collect();
    let height = facts.len() as f64 * 24.0 + 6.0;
    format!(
        "<section class=\"pictures\">\n{}{}</section>\n",
        svg("coverage", "Share of what is known", &format!("{}.", said.join("; ")), height, &body),
        markdown(&table)
    )
}
