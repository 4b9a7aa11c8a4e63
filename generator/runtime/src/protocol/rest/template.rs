//! Paths with placeholders, `/kites/{kite_id}/lines`: filled in for a request, and matched with the path of one.
//!
//! A path is compared segment by segment, and a segment is decoded after the path was taken apart. A slash in a value
//! is therefore never a border of segments, and a value never reaches another operation.

use std::cmp::Ordering;

/// A path with placeholders, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Segment>);

/// What is between two slashes.
type Segment = Vec<Piece>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(String),
}

/// Names of placeholders with the values that a path has for them.
pub type Values = Vec<(String, String)>;

impl Template {
    /// Takes a template apart. What is no placeholder is taken literally.
    pub fn new(template: &str) -> Self {
        Template(split(template).map(pieces).collect())
    }

    /// Names of the placeholders, in order.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().filter_map(|piece| match piece {
            Piece::Place(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The values of the placeholders in a path that is of this form; none if the path is of another.
    pub fn values(&self, path: &[String]) -> Option<Values> {
        if path.len() != self.0.len() {
            return None;
        }
        let mut values = Values::new();
        for (segment, text) in self.0.iter().zip(path) {
            matches(segment, text, &mut values)?;
        }
        Some(values)
    }

    /// Whether some path is of both forms.
    pub fn overlaps(&self, other: &Self) -> bool {
        let fits = |a: &Segment, b: &Segment| match (a.as_slice(), b.as_slice()) {
            ([Piece::Text(a)], [Piece::Text(b)]) => a == b,
            ([Piece::Text(text)], segment) | (segment, [Piece::Text(text)]) => {
                matches(segment, text, &mut Values::new()).is_some()
            }
            _ => true,
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| fits(a, b))
    }

    /// The more particular of two templates comes first: text before placeholders, from the left.
    pub fn compare(&self, other: &Self) -> Ordering {
        let rank = |segment: &Segment| match segment.as_slice() {
            [Piece::Place(_)] => 2,
            [Piece::Text(_)] | [] => 0,
            _ => 1,
        };
        self.0.iter().map(rank).cmp(other.0.iter().map(rank))
    }
}

/// The decoded segments of a path as sent; none if one of them is not UTF-8.
pub fn segments(path: &str) -> Option<Vec<String>> {
    split(path).map(decoded).collect()
}

/// The segments of a path, without the empty ones at either end.
fn split(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').filter(move |_| !path.is_empty())
}

fn pieces(segment: &str) -> Segment {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((text, place, after)) = next_place(rest) {
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        pieces.push(Piece::Place(place.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// The text before the first placeholder, its name, and what follows.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// Fills the placeholders of a template by `value`, which has to encode what it gives. Literal text keeps its letters.
///
/// # Errors
/// Those of `value`.
pub fn filled<E>(template: &str, mut value: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
    let mut path = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((text, place, after)) = next_place(rest) {
        push_literal(&mut path, text);
        path.push_str(&value(place)?);
        rest = after;
    }
    push_literal(&mut path, rest);
    Ok(path)
}

/// Appends text of a template: what an address cannot have is percent-encoded, and nothing else.
fn push_literal(path: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Matches a segment with its text; the values are added to `values`.
fn matches(segment: &[Piece], text: &str, values: &mut Values) -> Option<()> {
    let mut rest = text;
    let mut pieces = segment.iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(literal) => rest = rest.strip_prefix(&*decoded(literal)?)?,
            Piece::Place(name) => {
                let end = match pieces.peek() {
                    // A value has a character at least.
                    Some(Piece::Text(next)) => {
                        let first = rest.chars().next()?.len_utf8();
                        first + rest.get(first..)?.find(&*decoded(next)?)?
                    }
                    Some(Piece::Place(_)) => rest.chars().next()?.len_utf8(),
                    None => rest.len(),
                };
                let value = rest.get(..end).filter(|value| !value.is_empty())?;
                values.push((name.clone(), value.to_owned()));
                rest = rest.get(end..)?;
            }
        }
    }
    rest.is_empty().then_some(())
}

/// Text without its percent-encoding; none if that is not UTF-8.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        match (byte, after) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        _ => (hex | 0x20).saturating_sub(b'a' - 10),
    }
}

/// The path of a base address: `/api/v2` of `https://kites.example.com/api/v2`, empty where it has none.
pub fn base_path(server: &str) -> &str {
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    let path = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or_default();
    path.trim_end_matches('/')
}

/// The origin of a base address: `https://kites.example.com` of `https://kites.example.com/api/v2`.
pub fn origin(server: &str) -> &str {
    let host = server.find("://").map_or(0, |at| at + 3);
    let end = server.get(host..).and_then(|rest| rest.find('/')).map_or(server.len(), |at| host + at);
    server.get(..end).unwrap_or(server)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn values(template: &str, path: &str) -> Option<Vec<String>> {
        let values = Template::new(template).values(&segments(path)?)?;
        Some(values.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    #[test]
    fn a_path_gives_the_values_of_its_placeholders() {
        assert_eq!(values("/kites/{id}", "/kites/red"), Some(vec!["id=red".to_owned()]));
        assert_eq!(values("/bot{token}/getKite", "/bot1:a/getKite"), Some(vec!["token=1:a".to_owned()]));
        assert_eq!(values("/{a}-{b}.png", "/x-y.z.png"), Some(vec!["a=x".to_owned(), "b=y.z".to_owned()]));
        assert_eq!(values("/风筝/{id}", "/%E9%A3%8E%E7%AD%9D/1"), Some(vec!["id=1".to_owned()]));
        assert_eq!(values("/", "/"), Some(vec![]));
        for (template, path) in [
            ("/kites/{id}", "/kites/"),
            ("/kites/{id}", "/kites"),
            ("/kites/{id}", "/kites/a/b"),
            ("/kites/{id}", "/kite/a"),
            ("/kites/{id}", "/kites/%ff"),
            ("/bot{token}/x", "/bot/x"),
            ("/{a}.png", "/.png"),
        ] {
            assert_eq!(values(template, path), None, "{template} {path}");
        }
    }

    #[test]
    fn what_is_encoded_in_a_segment_is_no_border() {
        assert_eq!(values("/kites/{id}", "/kites/a%2Fb"), Some(vec!["id=a/b".to_owned()]));
        assert_eq!(values("/kites/{id}", "/kites/..%2F..%2Fx"), Some(vec!["id=../../x".to_owned()]));
    }

    #[test]
    fn text_is_more_particular_than_a_placeholder() {
        let order = |a: &str, b: &str| Template::new(a).compare(&Template::new(b));
        assert_eq!(order("/kites/@me", "/kites/{id}"), Ordering::Less);
        assert_eq!(order("/{a}/x", "/kites/{id}"), Ordering::Greater);
        assert_eq!(order("/bot{t}/x", "/{t}/x"), Ordering::Less);
        let overlaps = |a: &str, b: &str| Template::new(a).overlaps(&Template::new(b));
        assert!(overlaps("/kites/{id}", "/kites/@me") && overlaps("/{a}/x", "/kites/{id}"));
        assert!(!overlaps("/kites/{id}", "/lines/{id}") && !overlaps("/kites", "/kites/{id}"));
        assert!(!overlaps("/bot{token}/x", "/kites/x"));
    }

    #[test]
    fn servers_have_an_origin_and_a_base() {
        for (server, origin_, base) in [
            ("https://kites.example.com/api/v2", "https://kites.example.com", "/api/v2"),
            ("https://kites.example.com/bot{token}/", "https://kites.example.com", "/bot{token}"),
            ("https://kites.example.com", "https://kites.example.com", ""),
            ("https://{endpoint}/v1", "https://{endpoint}", "/v1"),
        ] {
            assert_eq!((origin(server), base_path(server)), (origin_, base));
        }
    }

    #[test]
    fn literal_text_is_made_fit_for_an_address() {
        let fill = |template: &str| filled(template, |name| Ok::<_, ()>(format!("<{name}>"))).unwrap();
        assert_eq!(fill("/风/{a}/@me"), "/%E9%A3%8E/<a>/@me");
        assert_eq!(fill("/a{b"), "/a%7Bb");
    }
}
