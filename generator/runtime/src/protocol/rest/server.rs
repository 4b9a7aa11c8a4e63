//! Requests of an API of methods and paths: which operation one means, who asks, and how it is answered.

use std::borrow::Cow;

use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Map, Number, Value};

use crate::schema::Schema;
use crate::server::{self, Call, Fault, Kind, Message, Site, respond, validated};
use crate::sign;
use crate::wire::File;

use super::reading::Reader;
use super::sign::{Authorization, DATE, Request, TOKEN, seconds, verify};
use super::template::{self, Template, Values};
use super::{Auth, AuthPlace, Envelope, Rest, Route};

/// How far a timestamp may be from the server's clock, in seconds.
const WINDOW: u64 = 15 * 60;
/// Exactly this, as of the other protocols.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The operations of an API by their paths, with and without the paths of its servers.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    action: String,
    method: String,
    template: Template,
}

/// An operation whose path a request has.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    action: String,
    values: Values,
}

/// What a path leads to.
#[derive(Debug, Clone)]
pub(crate) enum Search {
    /// Operations with the request's method; more than one where the documents describe a request twice.
    Found(Vec<Found>),
    /// Operations with these methods alone.
    OtherMethod(Vec<String>),
    /// Nothing.
    Nothing,
}

impl Table {
    /// The operations of an API.
    pub(crate) fn of(schema: &Schema) -> Self {
        let Some(rest) = &schema.rest else { return Table::default() };
        let mut bases: Vec<&str> = rest.servers.iter().map(|server| template::base_path(server)).collect();
        bases.push("");
        bases.sort_unstable();
        bases.dedup();
        let mut entries = Vec::new();
        for (action, route) in &schema.routes {
            for base in &bases {
                let template = Template::new(&format!("{base}{}", route.path));
                entries.push(Entry { action: action.clone(), method: route.method.to_string(), template });
            }
        }
        entries.sort_by(|a, b| a.template.compare(&b.template));
        Table(entries)
    }

    /// What the path of a request leads to. Of two operations the more particular one is meant.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Search {
        let Some(segments) = template::segments(path) else { return Search::Nothing };
        let all = self.0.iter().filter_map(|entry| Some((entry, entry.template.values(&segments)?)));
        let all: Vec<(&Entry, Values)> = all.collect();
        let takes = |entry: &Entry| match entry.method.as_str() {
            "" => method == Method::GET || method == Method::POST,
            own => own == method.as_str(),
        };
        let mut fitting = all.iter().filter(|(entry, _)| takes(entry)).peekable();
        let Some((first, _)) = fitting.peek() else {
            let methods = all.iter().flat_map(|(entry, _)| match entry.method.as_str() {
                "" => vec!["GET", "POST"],
                own => vec![own],
            });
            let mut methods: Vec<String> = methods.map(str::to_owned).collect();
            methods.sort();
            methods.dedup();
            return if methods.is_empty() { Search::Nothing } else { Search::OtherMethod(methods) };
        };
        let best = &first.template;
        let alike = fitting.filter(|(entry, _)| entry.template.compare(best).is_eq());
        Search::Found(
            alike.map(|(entry, values)| Found { action: entry.action.clone(), values: values.clone() }).collect(),
        )
    }
}

impl Search {
    /// The operation that is meant, as far as that is known.
    pub(crate) fn action(&self) -> Option<&str> {
        match self {
            Search::Found(found) => found.first().map(|found| found.action.as_str()),
            Search::OtherMethod(_) | Search::Nothing => None,
        }
    }
}

/// Verifies a request and reads its parameters.
pub(crate) async fn accept(
    site: &Site<'_>,
    schema: &Schema,
    message: &Message,
    search: &Search,
) -> Result<Call, Fault> {
    let found = match search {
        Search::Found(found) => found,
        Search::OtherMethod(methods) => {
            let methods = methods.join(", ");
            return Err(Fault::new(Kind::Method, format!("The path is there for {methods} alone.")));
        }
        Search::Nothing => return Err(Fault::new(Kind::Action, "There is no operation at this path.")),
    };
    let rest = schema.rest.as_ref().ok_or_else(|| Fault::new(Kind::Action, "There is no operation at this path."))?;
    let values = found.first().map(|found| found.values.as_slice()).unwrap_or_default();
    let id = authenticate(site, rest, message, values)?;
    let mut first_fault = None;
    for Found { action, values } in found {
        let (Some(route), Some(fields)) = (schema.routes.get(action), schema.actions.get(action)) else { continue };
        let reader = Reader { schema, rest, route, fields };
        let parameters = reader.parameters(message, values).await?;
        if !site.checked {
            return Ok(Call::new(action, Value::Object(parameters), None, id.as_deref()));
        }
        match validated(reader.schema, action, parameters) {
            Ok(parameters) => return Ok(Call::new(action, parameters, None, id.as_deref())),
            Err(fault) => _ = first_fault.get_or_insert(fault),
        }
    }
    Err(first_fault.unwrap_or_else(|| Fault::new(Kind::Action, "There is no operation at this path.")))
}

/// Whoever asks, if that is verified: the id of an access key.
fn authenticate(
    site: &Site<'_>,
    rest: &Rest,
    message: &Message,
    path: &[(String, String)],
) -> Result<Option<String>, Fault> {
    if !site.auth.verifies() || rest.auth.is_empty() {
        return Ok(None);
    }
    let mut refused = None;
    let query = message.query_pairs();
    for auth in rest.auth.iter() {
        let sent: Option<Cow<'_, str>> = match auth.place {
            AuthPlace::Header => message.header(&auth.name).map(Cow::Borrowed),
            AuthPlace::Query => query.iter().find(|(name, _)| *name == auth.name).map(|(_, value)| value.clone()),
            AuthPlace::Path => path.iter().find(|(name, _)| *name == auth.name).map(|(_, value)| value.as_str().into()),
            AuthPlace::Signature => message.header(header::AUTHORIZATION.as_str()).map(Cow::Borrowed),
        };
        let Some(sent) = sent else { continue };
        let result = match (auth.place, auth.token(&sent)) {
            (AuthPlace::Signature, _) => signed(site, message, &sent),
            (_, Some(token)) => known(site, token),
            (_, None) => Err(Fault::new(Kind::Authorization, "The credential is not of the documented form.")),
        };
        match result {
            Ok(id) => return Ok(Some(id)),
            Err(fault) => _ = refused.get_or_insert(fault),
        }
    }
    Err(refused.unwrap_or_else(|| Fault::new(Kind::Authorization, missing(&rest.auth))))
}

fn missing(ways: &[Auth]) -> String {
    let way = |auth: &Auth| match auth.place {
        AuthPlace::Header => format!("the header {}", auth.name),
        AuthPlace::Query => format!("the query parameter {}", auth.name),
        AuthPlace::Path => format!("{{{}}} in the server's path", auth.name),
        AuthPlace::Signature => format!("a signature {} in the header Authorization", auth.name),
    };
    let ways: Vec<String> = ways.iter().map(way).collect();
    format!("The request has no credential: expected {}.", ways.join(" or "))
}

fn known(site: &Site<'_>, token: &str) -> Result<String, Fault> {
    let found = site.auth.by_token(token)?;
    Ok(found.map(|credentials| credentials.id.clone()).unwrap_or_default())
}

/// Verifies a signature, its time, and that it comes for the first time.
fn signed(site: &Site<'_>, message: &Message, value: &str) -> Result<String, Fault> {
    let authorization = Authorization::parse(value).map_err(server::of_signature)?;
    let date = message
        .header(DATE)
        .ok_or_else(|| Fault::new(Kind::Authorization, format!("The header {DATE} is missing.")))?;
    let time = seconds(date)
        .ok_or_else(|| Fault::new(Kind::Expired, format!("The header {DATE} is no time as in 20191115T033655Z.")))?;
    let found = site.auth.credentials(authorization.access, message.header(TOKEN))?;
    let secret = found.map(|found| found.secret.clone()).unwrap_or_default();
    server::check_clock(time, site.now, WINDOW)?;
    let query = message.query_pairs();
    let query = server::borrowed(&query);
    server::by_host(message, |headers: &[(&str, &str)]| -> Result<(), sign::Error> {
        let (method, path) = (message.method.as_str(), message.path.as_str());
        verify(&secret, &authorization, &Request { method, path, query: &query, headers, payload: &message.body })
    })
    .map_err(server::of_signature)?;
    server::check_once(site, authorization.access, authorization.signature, time, WINDOW)?;
    Ok(authorization.access.to_owned())
}

/// The answer of a call that succeeded.
pub(crate) fn success(rest: &Rest, route: Option<&Route>, result: Value) -> Response<Body> {
    let status = route.and_then(|route| route.status).and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::OK);
    if status == StatusCode::NO_CONTENT {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        return response;
    }
    if let Some(file) = File::of(&result) {
        let kind = file.content_type.as_deref().and_then(|kind| HeaderValue::from_str(kind).ok());
        let mut response = Response::new(Body::from(file.bytes));
        *response.status_mut() = status;
        let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        return response;
    }
    let Envelope { result: name, ok, .. } = &rest.envelope;
    let body = match (ok, name) {
        (None, None) => result,
        (ok, Some(name)) => {
            let mut members = Map::new();
            members.extend(ok.iter().map(|ok| (ok.to_string(), Value::Bool(true))));
            members.insert(name.to_string(), result);
            Value::Object(members)
        }
        (Some(ok), None) => {
            let mut members = Map::from_iter([(ok.to_string(), Value::Bool(true))]);
            if let Value::Object(result) = result {
                members.extend(result);
            }
            Value::Object(members)
        }
    };
    respond(status, JSON, body.to_string())
}

/// The answer of a call that failed. `status` is the one that the documents give the code, if they do.
pub(crate) fn failure(rest: &Rest, error: &server::Error, status: Option<u16>) -> Response<Body> {
    let by_code = || match error.code() {
        "UnsupportedOperation" => Some(501),
        code => code.parse::<u16>().ok().filter(|code| (400..600).contains(code)),
    };
    let status = status.or_else(by_code).and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::BAD_REQUEST);
    let Envelope { ok, code, message, .. } = &rest.envelope;
    let mut body = Map::new();
    body.extend(ok.iter().map(|ok| (ok.to_string(), Value::Bool(false))));
    let number = |code: &str| code.parse::<i64>().ok().map(|number| Value::Number(Number::from(number)));
    let is_plain = |code: &&str| !code.starts_with('0') && !code.starts_with('+');
    let value = Some(error.code()).filter(is_plain).and_then(number).unwrap_or_else(|| error.code().into());
    put(&mut body, code.as_deref().unwrap_or("code"), value);
    put(&mut body, message.as_deref().unwrap_or("message"), error.message().into());
    respond(status, JSON, Value::Object(body).to_string())
}

/// Sets a member; the names of nested members are joined by dots.
fn put(members: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        Some((outer, inner)) => {
            let entry = members.entry(outer).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(object) = entry {
                put(object, inner, value);
            }
        }
        None => _ = members.insert(name.to_owned(), value),
    }
}

/// Adds what every answer has, and the methods where another one was used.
pub(crate) fn finish(response: &mut Response<Body>, search: &Search, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    }
    if let Search::OtherMethod(methods) = search
        && let Ok(methods) = HeaderValue::from_str(&methods.join(", "))
    {
        response.headers_mut().insert(header::ALLOW, methods);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(servers: &[&str], routes: &[(&str, &str, &str)]) -> Table {
        let routes: Map<String, Value> = routes
            .iter()
            .map(|(action, method, path)| ((*action).to_owned(), json!({"method": method, "path": path})))
            .collect();
        let schema = json!({"id": "kites", "product": "kites", "version": "", "host": "", "protocol": "rest",
            "actions": {}, "rest": {"servers": servers}, "routes": routes});
        Table::of(&serde_json::from_value(schema).unwrap())
    }

    fn found(table: &Table, method: Method, path: &str) -> String {
        match table.find(&method, path) {
            Search::Found(found) => {
                let show = |found: Found| {
                    found.action + &found.values.iter().map(|(n, v)| format!(" {n}={v}")).collect::<String>()
                };
                found.into_iter().map(show).collect::<Vec<_>>().join(" | ")
            }
            Search::OtherMethod(methods) => format!("405 {}", methods.join(",")),
            Search::Nothing => "404".to_owned(),
        }
    }

    #[test]
    fn the_more_particular_path_is_meant() {
        let routes = [
            ("Get", "GET", "/kites/{id}"),
            ("Mine", "GET", "/kites/@me"),
            ("Drop", "DELETE", "/kites/{id}"),
            ("Any", "", "/any"),
            ("One", "POST", "/twice/{a}"),
            ("Two", "POST", "/twice/{b}"),
        ];
        let table = table(&["https://kites.example.com/api", "https://kites.example.com/bot{token}"], &routes);
        let found = |method: Method, path: &str| found(&table, method, path);
        assert_eq!(found(Method::GET, "/kites/7"), "Get id=7");
        assert_eq!(found(Method::GET, "/api/kites/7"), "Get id=7");
        assert_eq!(found(Method::GET, "/bot1:x/kites/7"), "Get token=1:x id=7");
        assert_eq!(found(Method::GET, "/kites/@me"), "Mine");
        assert_eq!(found(Method::DELETE, "/kites/@me"), "Drop id=@me");
        assert_eq!(found(Method::PUT, "/kites/7"), "405 DELETE,GET");
        assert_eq!(found(Method::PUT, "/any"), "405 GET,POST");
        assert_eq!(found(Method::POST, "/any"), "Any");
        assert_eq!(found(Method::POST, "/twice/1"), "One a=1 | Two b=1");
        for path in ["/", "/kites", "/kites/7/8", "/kites//", "/%ff", "/api"] {
            assert_eq!(found(Method::GET, path), "404", "{path}");
        }
    }
}
