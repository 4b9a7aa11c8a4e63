//! Formats that mark their structure: Markdown and HTML.
//!
//! Both readers walk their own tree and share the rest: `grid` builds tables, `outline` collects blocks under
//! headings, `definitions` makes tables of lists that stand for them, `split_pages` finds the vendor's pages,
//! `pictures` reports tables that are pictures. Text without marks is read in
//! [`text`](super::text).

mod definitions;
mod flow;
mod grid;
pub mod html;
pub mod markdown;
mod outline;
mod pictures;
pub(crate) mod rich;
mod split_pages;
