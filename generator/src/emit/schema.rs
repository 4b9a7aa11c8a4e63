//! Spec → what a server checks requests by: [`Schema`], and its text in a generated crate.
//!
//! The documents' own values come first: a bound that a sample or example breaks is doubtful, and a server does not
//! refuse requests for doubtful reasons; a default beside a range is allowed with it. Doubtful are also a type that an
//! example contradicts, and the absence from a table of a parameter that the action's example has. What a table calls
//! required is required all the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use docquarry_runtime::operation::Protocol;
use docquarry_runtime::schema::{
    self as runtime, Condition, Limits, Pattern, Schema, TimeFormat, is_particular, unflatten, violations,
};
use serde_json::{Map, Value};

use crate::check::facts::{Verdict, allowed_range, judge};
use crate::spec::model::{self, Action, Example, Facts, Field, Place, Spec, StringFormat, Type};
use crate::spec::rest;
use crate::spec::wire_example::{self, Request, Wire};

/// Status of errors whose code has none of its own, which need not be listed.
const STANDARD_STATUS: u16 = 400;

/// What a server has to know of an API.
pub fn schema(spec: &Spec) -> Schema {
    let (rest, routes) = (rest::shared(spec), rest::routes(spec));
    let spec = &*rest::resolved(spec);
    let plain = with_doubts(spec, &Doubts::plain(spec));
    let doubts = Doubts { endless: endless(spec), ..Doubts::of(spec, &plain) };
    let mut schema = Schema { rest, routes, ..with_doubts(spec, &doubts) };
    keep_conditions(spec, &mut schema);
    schema
}

/// Puts the conditions of a spec into its schema, but for those that a documented example of a request breaks.
fn keep_conditions(spec: &Spec, schema: &mut Schema) {
    let all = |conditions: &[model::Condition]| -> Vec<Condition> { conditions.iter().map(Condition::from).collect() };
    let actions = spec.actions.iter().map(|(name, action)| (name.clone(), all(&action.conditions)));
    schema.conditions = actions.filter(|(_, all)| !all.is_empty()).collect();
    let structures = spec.structures.iter().filter(|(name, _)| schema.structures.contains_key(*name));
    let structures = structures.map(|(name, structure)| (name.clone(), all(&structure.conditions)));
    schema.structure_conditions = structures.filter(|(_, all)| !all.is_empty()).collect();

    let mut broken: Vec<Condition> = Vec::new();
    for (name, action) in &spec.actions {
        for example in &action.examples {
            let Some(Value::Object(request)) = example_request(spec, schema, name, example) else { continue };
            broken.extend(
                violations(schema, name, &request).into_iter().filter_map(|violation| Some(*violation.condition?)),
            );
        }
    }
    for conditions in [&mut schema.conditions, &mut schema.structure_conditions] {
        conditions.values_mut().for_each(|all| all.retain(|condition| !broken.contains(condition)));
        conditions.retain(|_, all| !all.is_empty());
    }
}

/// What is documented of the answers of an API, as [`schema`] has it of requests: the fields of each action are those of
/// its response, and a list that is within an object on the wire is so here.
pub fn answers(spec: &Spec) -> Schema {
    let requests = schema(spec);
    let mut turned = rest::answered(spec).into_owned();
    for action in turned.actions.values_mut() {
        action.examples.clear();
        action.request = std::mem::take(&mut action.response);
        action.request.iter_mut().for_each(|field| answered(field, true));
    }
    for (name, structure) in &mut turned.structures {
        // What must be sent in a structure of requests need not come back in it.
        let is_answer = !requests.structures.contains_key(name);
        structure.fields.iter_mut().for_each(|field| answered(field, is_answer));
        structure.one_of.iter_mut().for_each(|ty| wrap(ty, is_answer));
    }
    let mut doubts = Doubts { endless: endless(&turned), is_answer: true, ..Doubts::plain(&turned) };
    let tables = turned.actions.values().map(|action| &action.request);
    tables.chain(turned.structures.values().map(|structure| &structure.fields)).for_each(|table| doubts.samples(table));
    with_doubts(&turned, &doubts)
}

/// A field as answers have it.
fn answered(field: &mut Field, is_answer: bool) {
    field.required = field.required.filter(|_| is_answer);
    field.place = None;
    wrap(&mut field.ty, is_answer);
}

/// A type in which lists have the objects around them that are on the wire.
fn wrap(ty: &mut Type, is_answer: bool) {
    match ty {
        Type::Array { items, item_name } => {
            wrap(items, is_answer);
            if let Some(name) = item_name.take() {
                let list = Type::Array { items: items.clone(), item_name: None };
                let source = model::Source { document: String::new(), lines: [1, 1] };
                *ty = Type::Object { reference: None, fields: Some(vec![Field::new(&name, list, source)]) };
            }
        }
        Type::Map { values: inner } | Type::String { content: Some(inner), .. } => wrap(inner, is_answer),
        Type::Object { fields: Some(fields), .. } => fields.iter_mut().for_each(|field| answered(field, is_answer)),
        Type::OneOf { one_of } => one_of.iter_mut().for_each(|choice| wrap(choice, is_answer)),
        _ => {}
    }
}

fn with_doubts(spec: &Spec, doubts: &Doubts<'_>) -> Schema {
    Schema {
        origin: String::new(),
        id: spec.id.clone(),
        product: spec.product.clone(),
        version: spec.api_version.clone(),
        host: host(spec),
        protocol: protocol(spec.protocol),
        regions: regions(spec),
        statuses: statuses(spec),
        codes: codes(spec),
        conditions: BTreeMap::new(),
        rest: None,
        routes: BTreeMap::new(),
        actions: spec.actions.iter().map(|(name, action)| (name.clone(), doubts.parameters(name, action))).collect(),
        structures: structures(spec, doubts),
        structure_conditions: BTreeMap::new(),
    }
}

/// The text of a generated crate: one line for each action and structure, so that changes are seen where they are. The
/// first line says what generated it.
///
/// # Errors
/// If it has no JSON form, which cannot happen for a schema made of a spec.
pub fn text(schema: &Schema) -> serde_json::Result<String> {
    let mut text = String::from("{");
    let Value::Object(members) = serde_json::to_value(schema)? else { return Ok(text + "}") };
    for (index, (name, value)) in members.iter().enumerate() {
        text.push_str(if index == 0 { " " } else { ",\n" });
        text.push_str(&format!("{}: ", serde_json::to_string(name)?));
        match value {
            Value::Object(entries)
                if matches!(
                    name.as_str(),
                    "actions" | "codes" | "conditions" | "routes" | "structures" | "structure_conditions"
                ) =>
            {
                text.push('{');
                for (index, (name, value)) in entries.iter().enumerate() {
                    text.push_str(if index == 0 { "\n" } else { ",\n" });
                    text.push_str(&format!("  {}: {value}", serde_json::to_string(name)?));
                }
                text.push_str("\n}");
            }
            value => text.push_str(&value.to_string()),
        }
    }
    Ok(text + "\n}\n")
}

/// The parameters of a documented example as a JSON object; none where the document has no readable ones.
pub fn example_request(spec: &Spec, schema: &Schema, action: &str, example: &Example) -> Option<Value> {
    let fields = schema.actions.get(action)?;
    let is_common = |name: &str| {
        let is = name == Wire::of(spec.protocol).action_key
            || spec.common_parameters.values().flatten().any(|field| field.name == name);
        is && fields.iter().all(|field| field.name != name)
    };
    match Request::of(example) {
        Request::Body(Value::Object(body)) => Some(Value::Object(
            body.iter().filter(|(name, _)| !is_common(name)).map(|(n, v)| (n.clone(), v.clone())).collect(),
        )),
        Request::Query(query) => {
            let own = query.iter().filter(|(name, _)| !is_common(name));
            let own = own.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
            if spec.protocol == model::Protocol::Rest {
                let names = own.map(|(name, text)| (name.to_owned(), text_value(fields, name, text)));
                return Some(Value::Object(names.collect()));
            }
            Some(Value::Object(unflatten(schema, fields, own, spec.protocol == model::Protocol::AliyunRpc)))
        }
        _ => None,
    }
}

/// A text of a query as the value of its parameter.
fn text_value(fields: &[runtime::Field], name: &str, text: &str) -> Value {
    fields.iter().find(|field| field.name == name).map_or_else(|| text.into(), |field| runtime::scalar(text, &field.ty))
}

/// The host of the API; where it lists none, one that an action is called at.
fn host(spec: &Spec) -> String {
    let of_actions = || spec.actions.values().filter_map(|action| action.endpoint.as_deref()).min();
    wire_example::central_host(spec).or_else(|| rest::host(spec)).or_else(of_actions).unwrap_or_default().to_owned()
}

fn protocol(protocol: model::Protocol) -> Protocol {
    match protocol {
        model::Protocol::TencentV3 => Protocol::TencentV3,
        model::Protocol::TencentV2 => Protocol::TencentV2,
        model::Protocol::AliyunRpc => Protocol::AliyunRpc,
        model::Protocol::Rest => Protocol::Rest,
    }
}

/// Regions of a list, or else those that the common parameter for the region enumerates.
fn regions(spec: &Spec) -> Vec<String> {
    if !spec.regions.is_empty() {
        return spec.regions.iter().map(|region| region.id.clone()).collect();
    }
    let common = spec.common_parameters.values().flatten();
    let region = common.filter(|field| field.name == "Region" && field.required == Some(true));
    region.flat_map(|field| &field.facts.enumeration).filter_map(|value| Some(value.as_str()?.to_owned())).collect()
}

fn statuses(spec: &Spec) -> BTreeMap<String, u16> {
    let listed = spec.errors.iter().filter_map(|(code, error)| Some((code.clone(), error.http_status?)));
    listed.filter(|(_, status)| *status != STANDARD_STATUS).collect()
}

/// What single actions list for one parameter, or for one way in which parameters are wrong.
fn codes(spec: &Spec) -> BTreeMap<String, Vec<String>> {
    let protocol = protocol(spec.protocol);
    let own = |action: &Action| -> Vec<String> {
        let mut names = BTreeSet::new();
        parameter_names(spec, &action.request, "", &mut BTreeSet::new(), &mut names);
        let is = |code: &&String| is_particular(protocol, code, names.iter().map(String::as_str));
        action.errors.iter().filter(is).cloned().collect()
    };
    let codes = spec.actions.iter().map(|(name, action)| (name.clone(), own(action)));
    codes.filter(|(_, own)| !own.is_empty()).collect()
}

/// What codes may call parameters and their members: by their names, or by these behind the name of what they are in.
fn parameter_names<'a>(
    spec: &'a Spec,
    fields: &'a [Field],
    outer: &str,
    seen: &mut BTreeSet<&'a str>,
    names: &mut BTreeSet<String>,
) {
    for field in fields {
        names.extend([field.name.clone(), format!("{outer}{}", field.name)]);
        if let Some(members) = written_out(&field.ty) {
            parameter_names(spec, members, &field.name, seen, names);
        }
        let structure = field.ty.referenced().and_then(|name| spec.structures.get_key_value(name));
        let Some((name, structure)) = structure else { continue };
        names.extend(structure.fields.iter().map(|member| format!("{}{}", field.name, member.name)));
        if seen.insert(name) {
            parameter_names(spec, &structure.fields, &field.name, seen, names);
        }
    }
}

/// The structures that actions refer to, and those that these refer to.
fn structures(spec: &Spec, doubts: &Doubts<'_>) -> BTreeMap<String, Vec<runtime::Field>> {
    let mut open: Vec<&str> = Vec::new();
    let mut structures: BTreeMap<String, Vec<runtime::Field>> = BTreeMap::new();
    let requests = spec.actions.values().flat_map(|action| &action.request);
    requests.for_each(|field| references(&field.ty, &mut open));
    let mut unions = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(choices) = rest::choices(spec, name) {
            if unions.insert(name) {
                choices.iter().for_each(|choice| references(choice, &mut open));
            }
            continue;
        }
        let Some(structure) = spec.structures.get(name).filter(|_| !structures.contains_key(name)) else { continue };
        structures.insert(name.to_owned(), doubts.fields(&structure.fields));
        structure.fields.iter().for_each(|field| references(&field.ty, &mut open));
    }
    structures
}

fn references<'a>(ty: &'a Type, names: &mut Vec<&'a str>) {
    match ty {
        Type::Object { reference: Some(name), .. } => names.push(name),
        Type::Object { fields: Some(fields), .. } => fields.iter().for_each(|field| references(&field.ty, names)),
        Type::Array { items: inner, .. } | Type::Map { values: inner } | Type::String { content: Some(inner), .. } => {
            references(inner, names);
        }
        Type::OneOf { one_of } => one_of.iter().for_each(|choice| references(choice, names)),
        _ => {}
    }
}

/// What documents say of fields and contradict themselves.
#[derive(Debug, Default)]
struct Doubts<'a> {
    /// By where the fields are in memory, which tells those of the same name apart.
    fields: HashMap<*const Field, Doubt>,
    /// Parameters that an action's examples have and its table has not.
    untabled: HashMap<&'a str, BTreeSet<String>>,
    /// Structures that no value can be, because they require themselves.
    endless: BTreeSet<&'a str>,
    /// Structures that are one of several types.
    unions: BTreeMap<&'a str, &'a [Type]>,
    /// The fields are those of answers.
    is_answer: bool,
}

/// Structures that require a structure that requires them, and so on. None could be sent if that were true.
fn endless(spec: &Spec) -> BTreeSet<&str> {
    let mut endless: BTreeSet<&str> = spec.structures.keys().map(String::as_str).collect();
    loop {
        let ends = |name: &&&str| {
            let fields = spec.structures.get(**name).map(|structure| structure.fields.as_slice());
            !requires(fields.unwrap_or_default(), &endless)
        };
        let ending: Vec<&str> = endless.iter().filter(ends).copied().collect();
        if ending.is_empty() {
            return endless;
        }
        endless.retain(|name| !ending.contains(name));
    }
}

/// Whether fields require one of some structures, not counting the items of lists, of which there may be none.
fn requires(fields: &[Field], structures: &BTreeSet<&str>) -> bool {
    fields.iter().any(|field| field.required == Some(true) && is_made_of(&field.ty, structures))
}

fn is_made_of(ty: &Type, structures: &BTreeSet<&str>) -> bool {
    match ty {
        Type::Object { reference: Some(name), .. } => structures.contains(name.as_str()),
        Type::Object { fields: Some(fields), .. } => requires(fields, structures),
        Type::String { content: Some(content), .. } => is_made_of(content, structures),
        _ => false,
    }
}

/// What the schema of a type depends on besides the type.
#[derive(Debug, Clone, Copy)]
struct Sort {
    /// The value is a field of a form, so bytes are a file.
    is_form: bool,
    /// Choices that the type is within.
    choices: usize,
}

/// Most choices within each other; the size of a schema is a multiple of a choice's for each.
const MOST_NESTED: usize = 2;

/// Which facts of a field are doubtful.
#[derive(Debug, Default, Clone, Copy)]
struct Doubt {
    ty: bool,
    values: bool,
    range: bool,
    length: bool,
    items: bool,
    form: bool,
}

/// Bounds of fields that the documents' own values break.
#[derive(Debug)]
pub(super) struct BrokenBounds<'a>(Doubts<'a>);

impl<'a> BrokenBounds<'a> {
    /// Compares the bounds of a spec's fields with its examples.
    pub(super) fn of(spec: &'a Spec) -> Self {
        Self(Doubts::of(spec, &with_doubts(spec, &Doubts::plain(spec))))
    }

    /// The facts of a field of that spec without the bounds that some documented value breaks.
    pub(super) fn removed(&self, field: &Field) -> Facts {
        let doubt = self.0.fields.get(&std::ptr::from_ref(field)).copied().unwrap_or_default();
        let mut facts = field.facts.clone();
        if doubt.range {
            (facts.minimum, facts.maximum) = (None, None);
        }
        if doubt.length {
            (facts.min_length, facts.max_length, facts.max_bytes) = (None, None, None);
        }
        if doubt.items {
            facts.max_items = None;
        }
        if doubt.form {
            facts.pattern = None;
        }
        facts
    }
}

impl<'a> Doubts<'a> {
    /// No doubts.
    fn plain(spec: &'a Spec) -> Self {
        let unions = spec.structures.keys().filter_map(|name| Some((name.as_str(), rest::choices(spec, name)?)));
        Doubts { unions: unions.collect(), ..Doubts::default() }
    }

    fn of(spec: &'a Spec, schema: &Schema) -> Self {
        let mut doubts = Doubts::plain(spec);
        let tables = spec.actions.values().map(|action| &action.request);
        for table in tables.chain(spec.structures.values().map(|structure| &structure.fields)) {
            doubts.samples(table);
        }
        for (name, action) in &spec.actions {
            for example in &action.examples {
                let Some(Value::Object(request)) = example_request(spec, schema, name, example) else { continue };
                doubts.members(spec, &action.request, &request);
                let has = |name: &str| action.request.iter().any(|field| field.name == name);
                let untabled = request.into_iter().map(|(name, _)| name).filter(|name| !has(name));
                doubts.untabled.entry(name).or_default().extend(untabled);
            }
        }
        doubts
    }

    /// Defaults and sample values of fields and of what is written out below them.
    fn samples(&mut self, fields: &[Field]) {
        for field in fields {
            if let Some(default) = &field.facts.default {
                self.scalar(field, default);
            }
            match (&field.ty, &field.example) {
                (Type::Array { .. }, Some(text)) => {
                    if let Ok(Value::Array(items)) = serde_json::from_str(text) {
                        self.list(field, &items, |doubts, item| doubts.scalar(field, item));
                    }
                }
                (_, Some(text)) => self.scalar(field, &Value::String(text.clone())),
                (_, None) => {}
            }
            if let Some(fields) = written_out(&field.ty) {
                self.samples(fields);
            }
        }
    }

    fn members(&mut self, spec: &Spec, fields: &[Field], object: &Map<String, Value>) {
        for (name, value) in object {
            if let Some(field) = fields.iter().find(|field| field.name == *name) {
                self.value(spec, field, &field.ty, value);
            }
        }
    }

    fn value(&mut self, spec: &Spec, field: &Field, ty: &Type, value: &Value) {
        match (ty, value) {
            (Type::Array { items, .. }, Value::Array(values)) => {
                self.list(field, values, |doubts, value| doubts.value(spec, field, items, value));
            }
            (Type::Map { values }, Value::Object(object)) => {
                object.values().for_each(|value| self.value(spec, field, values, value));
            }
            (Type::String { content: Some(content), .. }, Value::String(text)) => {
                if let Ok(value) = serde_json::from_str(text) {
                    self.value(spec, field, content, &value);
                }
            }
            (Type::Object { reference: Some(name), .. }, Value::Object(object)) => {
                if let Some(structure) = spec.structures.get(name) {
                    self.members(spec, &structure.fields, object);
                }
            }
            (Type::Object { fields: Some(fields), .. }, Value::Object(object)) => self.members(spec, fields, object),
            _ => {
                let is_text = matches!(ty, Type::String { .. });
                if value.is_string() != is_text && !value.is_object() && !value.is_array() {
                    self.fields.entry(std::ptr::from_ref(field)).or_default().ty = true;
                }
                self.scalar(field, value);
            }
        }
    }

    fn list(&mut self, field: &Field, items: &[Value], mut each: impl FnMut(&mut Self, &Value)) {
        if field.facts.max_items.is_some_and(|most| items.len() as u64 > most) {
            self.fields.entry(std::ptr::from_ref(field)).or_default().items = true;
        }
        items.iter().for_each(|item| each(self, item));
    }

    fn scalar(&mut self, field: &Field, value: &Value) {
        if let Value::String(text) = value
            && !has_form(field, text)
        {
            self.fields.entry(std::ptr::from_ref(field)).or_default().form = true;
        }
        for verdict in judge(&field.facts, value) {
            let doubt = self.fields.entry(std::ptr::from_ref(field)).or_default();
            match verdict {
                Verdict::NotInEnum | Verdict::EnumCase(_) => doubt.values = true,
                Verdict::OutOfRange => doubt.range = true,
                Verdict::Length(_) => doubt.length = true,
            }
        }
    }

    fn parameters(&self, name: &str, action: &Action) -> Vec<runtime::Field> {
        let mut fields = self.fields(&action.request);
        let untabled = self.untabled.get(name).into_iter().flatten().cloned();
        fields.extend(untabled.map(|name| runtime::Field {
            name,
            ty: runtime::Type::Any,
            required: false,
            nullable: false,
            limits: Limits::default(),
        }));
        fields
    }

    fn fields(&self, fields: &[Field]) -> Vec<runtime::Field> {
        fields.iter().map(|field| self.field(field)).collect()
    }

    fn field(&self, field: &Field) -> runtime::Field {
        runtime::Field {
            name: field.name.clone(),
            ty: self.ty(&field.ty, Sort { is_form: field.place == Some(Place::Form), choices: 0 }),
            required: field.required == Some(true) && !is_made_of(&field.ty, &self.endless),
            nullable: self.is_answer && field.nullable,
            limits: self.limits(field),
        }
    }

    fn ty(&self, ty: &Type, sort: Sort) -> runtime::Type {
        let inner = |inner: &Type| Box::new(self.ty(inner, sort));
        match ty {
            Type::String { format: Some(StringFormat::Binary), .. } if sort.is_form => runtime::Type::File,
            Type::String { content: Some(content), .. } => runtime::Type::Json(inner(content)),
            Type::String { .. } => runtime::Type::String,
            Type::Integer { .. } => runtime::Type::Integer,
            Type::Number { .. } => runtime::Type::Number,
            Type::Boolean => runtime::Type::Boolean,
            Type::Array { items, .. } => runtime::Type::List(inner(items)),
            Type::Map { values } => runtime::Type::Map(inner(values)),
            Type::Object { reference: Some(name), .. } => match self.unions.get(name.as_str()) {
                Some(choices) => self.one_of(choices, sort),
                None => runtime::Type::Ref(name.clone()),
            },
            Type::Object { fields: Some(fields), .. } => runtime::Type::Object(self.fields(fields)),
            Type::OneOf { one_of } => self.one_of(one_of, sort),
            Type::Object { .. } => runtime::Type::Any,
        }
    }

    /// A choice of types; anything where it is a choice within choices.
    fn one_of(&self, choices: &[Type], sort: Sort) -> runtime::Type {
        if sort.choices >= MOST_NESTED {
            return runtime::Type::Any;
        }
        let deeper = Sort { choices: sort.choices + 1, ..sort };
        runtime::Type::OneOf(choices.iter().map(|choice| self.ty(choice, deeper)).collect())
    }

    fn limits(&self, field: &Field) -> Limits {
        let doubt = self.fields.get(&std::ptr::from_ref(field)).copied().unwrap_or_default();
        let facts = &field.facts;
        let mut limits = Limits { loose: doubt.ty, ..Limits::default() };
        if !doubt.values {
            limits.values = facts.enumeration.clone();
        }
        if !doubt.range {
            [limits.minimum, limits.maximum] = allowed_range(facts);
        }
        if !doubt.length {
            (limits.min_length, limits.max_length) = (facts.min_length, facts.max_length);
            limits.max_bytes = facts.max_bytes;
        }
        if !doubt.items {
            limits.max_items = facts.max_items;
        }
        if !doubt.form {
            limits.format = time_format(&field.ty);
            limits.pattern = facts.pattern.as_deref().map(Pattern::new).filter(Pattern::is_known);
        }
        limits
    }
}

/// Whether a text is of the form that a field's texts have. A masked or empty one says nothing.
fn has_form(field: &Field, text: &str) -> bool {
    let is_time = || time_format(&field.ty).is_none_or(|format| format.admits(text));
    let matches = || field.facts.pattern.as_deref().is_none_or(|pattern| Pattern::new(pattern).admits(text));
    text.is_empty() || text.contains('*') || is_time() && matches()
}

/// How the times of a field, or of the items of its list, are written.
fn time_format(ty: &Type) -> Option<TimeFormat> {
    match ty {
        Type::Array { items, .. } => time_format(items),
        Type::String { format, .. } => match format.as_ref()? {
            StringFormat::Date => Some(TimeFormat::Date),
            StringFormat::Timestamp => Some(TimeFormat::Timestamp),
            StringFormat::DateTime => Some(TimeFormat::DateTime),
            StringFormat::Json | StringFormat::Binary => None,
        },
        _ => None,
    }
}

/// The fields of a type that is, or holds, a structure without a name.
fn written_out(ty: &Type) -> Option<&[Field]> {
    match ty {
        Type::Object { fields, .. } => fields.as_deref(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } | Type::String { content: Some(inner), .. } => {
            written_out(inner)
        }
        _ => None,
    }
}
