//! Formats that mark their structure: Markdown and HTML.
//!
//! Both readers walk their own tree and share the rest: [`grid`] builds tables, [`outline`] collects blocks under
//! headings, [`split_pages`] finds the vendor's pages among them. Text without marks is read in
//! [`text`](super::text).

mod flow;
mod grid;
pub mod html;
pub mod markdown;
mod outline;
mod split_pages;
