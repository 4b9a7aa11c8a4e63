//! Endpoints, regions, and the parameters that every request carries.

use docquarry_runtime::protocol::rest::{Auth, AuthPlace, Envelope, Rest, Text};

use crate::spec::rest;

use super::Site;
use super::fields::{self, Rows};
use super::layout::Place;
use super::markdown::{Page, Table, code, text};

pub(super) fn page(site: &Site<'_>) -> String {
    let mut page = site.page();
    page.heading(1, "Endpoints, regions and common parameters");
    page.block("[Index](README.md)");
    if let Some(shared) = rest::shared(site.spec) {
        servers(&shared, &mut page);
        return page.finish();
    }
    page.heading(2, "Endpoints");
    page.table(&endpoints(site), "The document lists no host.");
    page.heading(2, "Regions");
    page.table(&regions(site), "The document lists no region.");
    page.heading(2, "Common parameters");
    common(site, &mut page);
    page.finish()
}

/// What an API of methods and paths says once for all operations.
fn servers(shared: &Rest, page: &mut Page) {
    page.heading(2, "Servers");
    let list: Vec<String> = shared.servers.iter().map(|server| format!("- {}", code(server))).collect();
    page.block(if list.is_empty() { "The document lists no server." } else { "Paths are appended to one of these." });
    page.block(&list.join("\n"));
    page.heading(2, "Authentication");
    let way = |auth: &Auth| {
        let form = auth.format.as_deref().map(|format| format!(" as {}", code(format))).unwrap_or_default();
        match auth.place {
            AuthPlace::Header => format!("- in the header {}{form}", code(&auth.name)),
            AuthPlace::Query => format!("- in the query parameter {}{form}", code(&auth.name)),
            AuthPlace::Path => format!("- in the server's path at {}{form}", code(&format!("{{{}}}", auth.name))),
            AuthPlace::Signature => format!("- by a signature {} in the header `Authorization`", code(&auth.name)),
        }
    };
    let ways: Vec<String> = shared.auth.iter().map(way).collect();
    page.block(if ways.is_empty() { "The document asks for none." } else { "Each of these is enough." });
    page.block(&ways.join("\n"));
    page.heading(2, "Answers");
    let Envelope { result, ok, code: code_name, message } = &shared.envelope;
    let member = |name: &Option<Text>, what: &str| name.as_deref().map(|name| format!("- {}: {what}", code(name)));
    let members = [
        member(ok, "whether the call succeeded"),
        member(result, "the answer"),
        member(code_name, "the code of a failure"),
        member(message, "the message of a failure"),
    ];
    let members: Vec<String> = members.into_iter().flatten().collect();
    page.block(if members.is_empty() { "An answer is the whole body." } else { "The members of a body." });
    page.block(&members.join("\n"));
}

fn endpoints(site: &Site<'_>) -> Table<3> {
    let mut table = Table::new(["Host", "Region", "Place"]);
    for endpoint in &site.spec.endpoints {
        table.row([
            code(&endpoint.host),
            endpoint.region.as_deref().map_or_else(|| "nearest".to_owned(), code),
            endpoint.label.as_deref().map(text).unwrap_or_default(),
        ]);
    }
    table
}

fn regions(site: &Site<'_>) -> Table<2> {
    let mut table = Table::new(["Region", "Place"]);
    for region in &site.spec.regions {
        table.row([code(&region.id), region.label.as_deref().map(text).unwrap_or_default()]);
    }
    table
}

fn common(site: &Site<'_>, page: &mut Page) {
    if site.spec.common_parameters.is_empty() {
        page.block("The document lists none.");
    }
    for (scheme, parameters) in &site.spec.common_parameters {
        page.heading(3, &text(scheme));
        let prose = format!("common_parameters.{scheme}");
        let rows = Rows { place: Place::Root, since: None, prose: &prose };
        page.table(&fields::table(site, parameters, rows), "The document lists none.");
    }
}
