//! How the operations of an API of methods and paths are called: where each parameter goes, by the document and where
//! that is silent by the path and the method. Emitters, server and checks all ask here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use docquarry_runtime::protocol::rest as runtime;
use docquarry_runtime::protocol::rest::template::{self, Template};
use serde_json::Value;

use super::model::{Action, AuthScheme, Field, Place, Protocol, Source, Spec, StringFormat, Structure, Type};

/// The name of the parameter that is the whole body, unless a documented one has it.
const BODY: &str = "body";
/// Methods whose requests have no body, so that parameters without a documented place are in the query.
const BODILESS: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The documented row. Its name is that in the type of the request; its place is always said.
    pub field: Field,
    /// Its name on the wire.
    pub sent: String,
    /// Where it goes.
    pub place: runtime::Place,
}

/// What does not add up in the path of an operation.
#[derive(Debug, Clone, PartialEq)]
pub enum Oddity<'a> {
    /// A placeholder that no row documents.
    Undocumented(String),
    /// A row that is a part of the path, and the path has no place for it.
    Placeless(&'a Field),
    /// A row whose name differs from that of its placeholder.
    Renamed(&'a Field, String),
}

/// The parameters of an operation, each name once; placeholders without a row are among them.
pub fn parameters(spec: &Spec, action: &Action) -> Vec<Parameter> {
    resolve(spec, action).0
}

/// What does not add up in the path of an operation.
pub fn oddities<'a>(spec: &Spec, action: &'a Action) -> Vec<Oddity<'a>> {
    resolve(spec, action).1
}

fn resolve<'a>(spec: &Spec, action: &'a Action) -> (Vec<Parameter>, Vec<Oddity<'a>>) {
    let template = Template::new(action.path.as_deref().unwrap_or_default());
    let mut open: Vec<&str> = template.places().collect();
    let rows = || action.request.iter().map(|field| (field, place(spec, action, field)));
    let is_in_path = |name: &str| rows().any(|(field, place)| place == runtime::Place::Path && field.name == name);
    open.retain(|name| !is_in_path(name));
    let mut placeless: Vec<&Field> = Vec::new();
    for (field, _) in rows().filter(|(_, place)| *place == runtime::Place::Path) {
        if !template.places().any(|name| name == field.name) {
            placeless.push(field);
        }
    }
    // One of each belong together, whatever they are called.
    let renamed = match (open.as_slice(), placeless.as_slice()) {
        ([name], [field]) => Some((*field, (*name).to_owned())),
        _ => None,
    };
    let mut oddities = Vec::new();
    if let Some((field, name)) = &renamed {
        oddities.push(Oddity::Renamed(field, name.clone()));
        (open, placeless) = (Vec::new(), Vec::new());
    }
    oddities.extend(open.iter().map(|name| Oddity::Undocumented((*name).to_owned())));
    oddities.extend(placeless.iter().map(|field| Oddity::Placeless(field)));
    let mut found = Vec::new();
    for (field, place) in rows() {
        if placeless.iter().any(|row| std::ptr::eq(*row, field)) {
            continue;
        }
        let new_name = renamed.as_ref().filter(|(row, _)| std::ptr::eq(*row, field)).map(|(_, name)| name);
        let row = Field { ty: with_files(spec, &field.ty), ..field.clone() };
        push(&mut found, row, new_name.unwrap_or(&field.name).clone(), place);
    }
    for name in open {
        push(
            &mut found,
            Field::new(name, Type::string(), action.source.clone()),
            name.to_owned(),
            runtime::Place::Path,
        );
    }
    if let Some(ty) = &action.body {
        let field = Field { required: Some(true), ..Field::new(BODY, with_files(spec, ty), action.source.clone()) };
        push(&mut found, field, String::new(), runtime::Place::Whole);
    }
    (found, oddities)
}

/// Adds a parameter. Of two rows of one name and place the first counts; of two places the second gets a name of its own.
fn push(found: &mut Vec<Parameter>, mut field: Field, sent: String, place: runtime::Place) {
    if found.iter().any(|other| other.place == place && other.sent == sent) {
        return;
    }
    if found.iter().any(|other| other.field.name == field.name) {
        field.name = format!("{}:{}", in_words(place), field.name);
    }
    if place == runtime::Place::Path {
        field.required = Some(true);
    }
    field.place = Some(match place {
        runtime::Place::Path => Place::Path,
        runtime::Place::Query => Place::Query,
        runtime::Place::Header => Place::Header,
        runtime::Place::Form => Place::Form,
        runtime::Place::Whole if holds_file(&field.ty) => Place::Form,
        runtime::Place::Body | runtime::Place::Whole => Place::Body,
    });
    found.push(Parameter { field, sent, place });
}

/// A place in one word.
pub fn in_words(place: runtime::Place) -> &'static str {
    match place {
        runtime::Place::Path => "path",
        runtime::Place::Query => "query",
        runtime::Place::Header => "header",
        runtime::Place::Form => "form",
        runtime::Place::Body | runtime::Place::Whole => "body",
    }
}

/// Where a row's parameter goes: where the document says; without a word of it by the path, the type and the method.
pub fn place(spec: &Spec, action: &Action, field: &Field) -> runtime::Place {
    let has_file = || holds_file(&with_files(spec, &field.ty));
    let is_placeholder = || {
        let template = Template::new(action.path.as_deref().unwrap_or_default());
        template.places().any(|name| name == field.name)
    };
    let has_no_body = || action.method.as_deref().is_some_and(|method| BODILESS.contains(&method));
    match field.place {
        Some(Place::Path) => runtime::Place::Path,
        Some(Place::Query) => runtime::Place::Query,
        Some(Place::Header) => runtime::Place::Header,
        Some(Place::Form) => runtime::Place::Form,
        None if is_placeholder() => runtime::Place::Path,
        Some(Place::Body) | None if has_file() => runtime::Place::Form,
        None if has_no_body() => runtime::Place::Query,
        Some(Place::Body) | None => runtime::Place::Body,
    }
}

/// Whether values of a type may be files.
pub fn holds_file(ty: &Type) -> bool {
    match ty {
        Type::String { format, .. } => *format == Some(StringFormat::Binary),
        Type::Array { items, .. } => holds_file(items),
        Type::OneOf { one_of } => one_of.iter().any(holds_file),
        _ => false,
    }
}

/// A parameter's type, in which bytes stand for the structures by which some documents name a file: those that have no
/// members and are called so.
fn with_files(spec: &Spec, ty: &Type) -> Type {
    let is_file = |name: &str| {
        let is_empty = |structure: &Structure| structure.fields.is_empty() && structure.one_of.is_empty();
        name.ends_with("File") && spec.structures.get(name).is_some_and(is_empty)
    };
    match ty {
        Type::Object { reference: Some(name), .. } if is_file(name) => Type::formatted(StringFormat::Binary),
        Type::Array { items, item_name } => {
            Type::Array { items: Box::new(with_files(spec, items)), item_name: item_name.clone() }
        }
        Type::OneOf { one_of } => Type::OneOf { one_of: one_of.iter().map(|ty| with_files(spec, ty)).collect() },
        ty => ty.clone(),
    }
}

/// A spec whose actions have their parameters as requests name them; any other spec as it is.
pub fn resolved(spec: &Spec) -> Cow<'_, Spec> {
    if spec.protocol != Protocol::Rest {
        return Cow::Borrowed(spec);
    }
    let mut resolved = spec.clone();
    for action in resolved.actions.values_mut() {
        action.request = parameters(spec, action).into_iter().map(|parameter| parameter.field).collect();
    }
    Cow::Owned(resolved)
}

/// How the requests of an operation are formed.
pub fn route(spec: &Spec, action: &Action) -> runtime::Route {
    let parameter = |Parameter { field, sent, place }: Parameter| {
        let is_plain = place == runtime::Place::Body && field.name == sent;
        let renamed = (field.name != sent && place != runtime::Place::Whole).then(|| sent.into());
        (!is_plain).then(|| runtime::Parameter { name: field.name.into(), sent: renamed, place })
    };
    runtime::Route {
        method: action.method.clone().unwrap_or_default().into(),
        path: action.path.clone().unwrap_or_else(|| "/".to_owned()).into(),
        parameters: parameters(spec, action).into_iter().filter_map(parameter).collect(),
        status: success(action).filter(|status| *status != 200),
    }
}

/// The status of a documented success, the first where there are several.
pub fn success(action: &Action) -> Option<u16> {
    let statuses = action.statuses.keys().filter_map(|status| status.parse::<u16>().ok());
    statuses.into_iter().find(|status| (200..300).contains(status))
}

/// The routes of an API by action.
pub fn routes(spec: &Spec) -> BTreeMap<String, runtime::Route> {
    match spec.protocol {
        Protocol::Rest => spec.actions.iter().map(|(name, action)| (name.clone(), route(spec, action))).collect(),
        _ => BTreeMap::new(),
    }
}

/// What the operations of an API share; none for an API of another kind.
pub fn shared(spec: &Spec) -> Option<runtime::Rest> {
    if spec.protocol != Protocol::Rest {
        return None;
    }
    let rest = spec.rest.clone().unwrap_or_default();
    let mut servers: Vec<runtime::Text> = rest.servers.into_iter().map(Into::into).collect();
    if servers.is_empty() {
        servers.extend(spec.endpoints.iter().map(|endpoint| format!("https://{}", endpoint.host).into()));
    }
    let mut ways = rest.auth;
    for auth in ways.iter_mut().filter(|auth| auth.scheme == AuthScheme::Path) {
        let place = format!("{{{}}}", auth.name);
        if servers.iter().any(|server| server.contains(&place)) {
            continue;
        }
        // Where no address has a place for it, it is the end of each.
        let end = auth.format.take().unwrap_or_else(|| "{token}".to_owned()).replace("{token}", &place);
        for server in &mut servers {
            *server = format!("{}/{}", server.trim_end_matches('/'), end.trim_start_matches('/')).into();
        }
    }
    let auth = ways.into_iter().map(|auth| runtime::Auth {
        place: match auth.scheme {
            AuthScheme::Header => runtime::AuthPlace::Header,
            AuthScheme::Query => runtime::AuthPlace::Query,
            AuthScheme::Path => runtime::AuthPlace::Path,
            AuthScheme::Signature => runtime::AuthPlace::Signature,
        },
        name: auth.name.into(),
        format: auth.format.map(Into::into),
    });
    let envelope = rest.envelope.map(|envelope| {
        let [code, message] = envelope.error.map_or([None, None], |error| [Some(error.code), Some(error.message)]);
        let [result, ok, code, message] =
            [envelope.result, envelope.ok, code, message].map(|name| name.map(Into::into));
        runtime::Envelope { result, ok, code, message }
    });
    Some(runtime::Rest {
        servers: servers.into(),
        auth: auth.collect(),
        envelope: envelope.unwrap_or_default(),
        variables: variables(&spec.vendor).into(),
    })
}

/// How the names of the environment's variables for a vendor's credentials begin.
fn variables(vendor: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = vendor.chars().map(letter).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// The host of the first server.
pub fn host(spec: &Spec) -> Option<&str> {
    let server = spec.rest.as_ref()?.servers.first()?;
    let origin = template::origin(server);
    origin.split_once("://").map(|(_, host)| host).filter(|host| !host.contains('{'))
}

/// The choices of a structure that is nothing but one of several types.
pub fn choices<'a>(spec: &'a Spec, name: &str) -> Option<&'a [Type]> {
    let structure = spec.structures.get(name)?;
    (structure.fields.is_empty() && !structure.one_of.is_empty()).then_some(&structure.one_of)
}

/// The field that stands for an answer that is no object of documented fields, so that it can be treated as one.
pub const ANSWER: &str = "(answer)";

/// The fields of the answer; one alone, named [`ANSWER`], where it is no object of documented fields.
pub fn answer_fields(action: &Action) -> Cow<'_, [Field]> {
    match &action.returns {
        Some(ty) => {
            let source: Source = action.source.clone();
            Cow::Owned(vec![Field { required: Some(true), ..Field::new(ANSWER, ty.clone(), source) }])
        }
        None => Cow::Borrowed(&action.response),
    }
}

/// A spec whose answers are all objects of fields; see [`answer_fields`].
pub fn answered(spec: &Spec) -> Cow<'_, Spec> {
    if spec.protocol != Protocol::Rest {
        return Cow::Borrowed(spec);
    }
    let mut spec = spec.clone();
    for action in spec.actions.values_mut() {
        action.response = answer_fields(action).into_owned();
    }
    Cow::Owned(spec)
}

/// The result in a documented answer, without its envelope; none if the answer shows a failure or nothing.
pub fn result<'v>(spec: &Spec, answer: &'v Value) -> Option<&'v Value> {
    let envelope = spec.rest.as_ref().and_then(|rest| rest.envelope.as_ref());
    let member = |name: Option<&String>| name.and_then(|name| answer.get(name));
    let ok = envelope.and_then(|envelope| envelope.ok.as_ref());
    if answer.is_null() || member(ok).is_some_and(|ok| *ok == Value::Bool(false)) {
        return None;
    }
    // Some documents show the result alone.
    Some(member(envelope.and_then(|envelope| envelope.result.as_ref())).unwrap_or(answer))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn source() -> Source {
        Source { document: "kites.md".into(), lines: [1, 1] }
    }

    fn row(name: &str, place: Option<Place>) -> Field {
        Field { place, ..Field::new(name, Type::string(), source()) }
    }

    fn action(method: &str, path: &str, request: Vec<Field>) -> Action {
        Action { method: Some(method.into()), path: Some(path.into()), request, ..Action::at(source()) }
    }

    fn spec(actions: &[Action]) -> Spec {
        let actions: Vec<Value> = actions.iter().map(|action| serde_json::to_value(action).unwrap()).collect();
        let actions: serde_json::Map<String, Value> =
            actions.into_iter().enumerate().map(|(number, action)| (number.to_string(), action)).collect();
        let spec = json!({"spec_version": 1, "id": "kites", "vendor": "acme", "product": "kites", "api_version": "",
            "protocol": "rest", "endpoints": [], "common_parameters": {}, "actions": actions, "errors": {},
            "rest": {"servers": ["https://kites.example.com"], "auth": [{"scheme": "path", "name": "token", "format": "/bot{token}"}]},
            "structures": {"KiteFile": {"since": null, "fields": [], "used_by": [], "url": null, "source": source()}},
            "changelog": []});
        serde_json::from_value(spec).unwrap()
    }

    fn shown(action: &Action) -> Vec<String> {
        let show =
            |parameter: Parameter| format!("{} {} {}", in_words(parameter.place), parameter.field.name, parameter.sent);
        parameters(&spec(&[]), action).into_iter().map(show).collect()
    }

    #[test]
    fn what_has_no_place_goes_by_path_type_and_method() {
        let rows = || vec![row("id", None), row("size", None), row("page", Some(Place::Query))];
        assert_eq!(shown(&action("GET", "/kites/{id}", rows())), ["path id id", "query size size", "query page page"]);
        assert_eq!(shown(&action("POST", "/kites/{id}", rows())), ["path id id", "body size size", "query page page"]);
        let file = Field { ty: Type::formatted(StringFormat::Binary), ..row("picture", Some(Place::Body)) };
        assert_eq!(shown(&action("POST", "/kites", vec![file])), ["form picture picture"]);
    }

    #[test]
    fn a_name_may_be_in_two_places_and_once_in_each() {
        let rows = vec![row("id", Some(Place::Path)), row("id", Some(Place::Query)), row("id", Some(Place::Query))];
        let action = action("GET", "/kites/{id}", rows);
        assert_eq!(shown(&action), ["path id id", "query query:id id"]);
        let route = route(&spec(&[]), &action);
        assert_eq!(route.parameters[1].sent(), "id");
        assert_eq!(oddities(&spec(&[]), &action), []);
    }

    #[test]
    fn a_path_has_a_value_for_each_of_its_places() {
        let one = action("GET", "/kites/{kite_id}", vec![row("id", Some(Place::Path))]);
        assert_eq!(shown(&one), ["path id kite_id"]);
        assert_eq!(oddities(&spec(&[]), &one), [Oddity::Renamed(&one.request[0], "kite_id".into())]);
        let none = action("GET", "/kites/{kite_id}/{line}", vec![row("id", Some(Place::Path))]);
        assert_eq!(shown(&none), ["path kite_id kite_id", "path line line"]);
        assert_eq!(oddities(&spec(&[]), &none).len(), 3);
        let whole = Action {
            body: Some(Type::array(Type::string())),
            ..action("PUT", "/kites", vec![row("body", Some(Place::Query))])
        };
        assert_eq!(shown(&whole), ["query body body", "body body:body "]);
    }

    #[test]
    fn a_structure_without_members_that_is_called_a_file_is_one() {
        let kite = Field {
            ty: Type::OneOf { one_of: vec![Type::reference("KiteFile"), Type::string()] },
            ..row("kite", None)
        };
        let action = action("POST", "/kites", vec![kite]);
        assert_eq!(shown(&action), ["form kite kite"]);
        let spec = spec(&[action]);
        let ty = &resolved(&spec).actions["0"].request[0].ty;
        assert!(holds_file(ty), "{ty}");
    }

    #[test]
    fn a_token_without_a_place_is_the_end_of_each_address() {
        let shared = shared(&spec(&[])).unwrap();
        assert_eq!(&*shared.servers, ["https://kites.example.com/bot{token}"]);
        assert_eq!(shared.auth[0].format, None);
    }

    #[test]
    fn variables_are_named_by_the_vendor() {
        assert_eq!(variables("kites co"), "KITES_CO");
        assert_eq!(variables("3kites"), "_3KITES");
    }
}
