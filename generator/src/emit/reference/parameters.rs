//! Endpoints, regions, and the parameters that every request carries.

use super::Site;
use super::fields::{self, Rows};
use super::layout::Place;
use super::markdown::{Page, Table, code, text};

pub(super) fn page(site: &Site<'_>) -> String {
    let mut page = site.page();
    page.heading(1, "Endpoints, regions and common parameters");
    page.block("[Index](README.md)");
    page.heading(2, "Endpoints");
    page.table(&endpoints(site), "The document lists no host.");
    page.heading(2, "Regions");
    page.table(&regions(site), "The document lists no region.");
    page.heading(2, "Common parameters");
    common(site, &mut page);
    page.finish()
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
