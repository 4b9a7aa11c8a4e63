//! Long lists, page by page: what to ask for next, when to stop, and the streams of pages and of items. How the pages of
//! an action are asked for is told by [`Paging`].

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::call;
use crate::operation::{Paged, Paging, Unit};
use crate::wire::{Item, Patched, Value, Wire as _, scalar_at};

use super::exchange::Facts;
use super::{Client, Error};

/// Which page comes next.
#[derive(Debug)]
pub(super) struct Cursor {
    paging: Paging,
    next: Next,
    /// Tokens that were asked for.
    seen: HashSet<String>,
    /// Items that have come.
    count: i64,
}

#[derive(Debug, Clone, PartialEq)]
enum Next {
    /// The page that the request itself asks for.
    First,
    /// The page at a number.
    At(i64),
    /// The page of a token.
    Token(String),
    /// No more.
    End,
}

impl Cursor {
    pub(super) fn new(paging: Paging) -> Self {
        Cursor { paging, next: Next::First, seen: HashSet::new(), count: 0 }
    }

    /// Whether there is no further page.
    pub(super) fn is_at_end(&self) -> bool {
        self.next == Next::End
    }

    /// The parameter to set, with its value.
    pub(super) fn patch(&self) -> Option<(&'static str, Value)> {
        match (self.paging, &self.next) {
            (Paging::Counted { position, is_text: false, .. }, Next::At(number)) => Some((position, (*number).into())),
            (Paging::Counted { position, .. }, Next::At(number)) => Some((position, number.to_string().into())),
            (Paging::Token { token, .. }, Next::Token(text)) => Some((token, text.as_str().into())),
            _ => None,
        }
    }

    /// Moves on after a page with `items` items. `request` is the user's.
    pub(super) fn advance(&mut self, request: Item<'_>, response: Item<'_>, items: usize) -> Result<(), Error> {
        let items = i64::try_from(items).unwrap_or(i64::MAX);
        self.count = self.count.saturating_add(items);
        self.next = match self.paging {
            Paging::Counted { unit, position, size, default_size, total, .. } => {
                let number = |item: Item<'_>, name: Option<&str>| scalar_at(item, &[name?])?.parse().ok();
                let size = number(request, size).or_else(|| number(response, size)).or(default_size.map(i64::from));
                let total = number(response, total);
                let position = match (&self.next, unit) {
                    (Next::At(position), _) => *position,
                    (_, Unit::Items) => number(request, Some(position)).unwrap_or(0),
                    (_, Unit::Pages) => number(request, Some(position)).unwrap_or(1),
                };
                next_number(unit, Page { position, items, size, total, count: self.count })
            }
            Paging::Token { next, .. } => match scalar_at(response, &[next]) {
                Some(token) if self.seen.insert(token.clone()) => Next::Token(token),
                Some(_) => {
                    self.next = Next::End;
                    return Err(Error::parse("the service gave the token of the next page a second time", None, 200));
                }
                None => Next::End,
            },
        };
        Ok(())
    }
}

/// A page as it came.
struct Page {
    position: i64,
    items: i64,
    size: Option<i64>,
    total: Option<i64>,
    /// Items of this and all pages before.
    count: i64,
}

/// What comes after a page. The number of all items decides where it is known, else a page that is not full; an empty
/// page is always the last.
fn next_number(unit: Unit, page: Page) -> Next {
    let Page { position, items, size, total, count } = page;
    let size = size.filter(|size| *size > 0);
    let after = match unit {
        Unit::Items => position.saturating_add(items),
        Unit::Pages => position.saturating_add(1),
    };
    // Items up to and with this page, those included that the user chose to skip.
    let reached = match (unit, size) {
        (Unit::Items, _) => after,
        (Unit::Pages, Some(size)) => position.saturating_mul(size),
        (Unit::Pages, None) => count,
    };
    let is_last = match total {
        Some(total) => reached >= total,
        None => size.is_some_and(|size| items < size),
    };
    if items == 0 || is_last { Next::End } else { Next::At(after) }
}

type Flight<'a, R> = Pin<Box<dyn Future<Output = Result<R, Error>> + Send + 'a>>;

/// The pages of a list, each as the action answers it: a [`Stream`], and [`Pages::next`] for those who have no use for
/// streams. After an error there are no more pages.
#[must_use = "pages are fetched when they are asked for"]
pub struct Pages<'a, O: Paged, C> {
    client: &'a Client,
    request: O,
    cursor: Cursor,
    flight: Option<Flight<'a, O::Response>>,
    codes: PhantomData<fn() -> C>,
}

impl<'a, O: Paged + 'a, C> Pages<'a, O, C> {
    pub(crate) fn new(client: &'a Client, request: O) -> Self {
        Pages { client, request, cursor: Cursor::new(O::PAGING), flight: None, codes: PhantomData }
    }

    /// The next page; none after the last.
    pub async fn next(&mut self) -> Option<Result<O::Response, call::Error<C>>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The items of the pages, one by one.
    pub fn items(self) -> Items<'a, O, C> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    fn start(&self) -> Flight<'a, O::Response> {
        let patch = self.cursor.patch();
        let patched = Patched { item: self.request.item(), fields: patch.as_slice() };
        Box::pin(self.client.call_item::<O>(Item::Map(&patched), Facts::of(&self.request)))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Response, call::Error<C>>>> {
        if self.cursor.is_at_end() {
            return Poll::Ready(None);
        }
        let mut flight = self.flight.take().unwrap_or_else(|| self.start());
        let Poll::Ready(result) = flight.as_mut().poll(context) else {
            self.flight = Some(flight);
            return Poll::Pending;
        };
        let result = result.and_then(|mut page| {
            let items = O::items(&mut page).len();
            self.cursor.advance(self.request.item(), page.item(), items)?;
            Ok(page)
        });
        if result.is_err() {
            self.cursor.next = Next::End;
        }
        Poll::Ready(Some(result.map_err(call::Error::from)))
    }
}

// Nothing in it is ever pinned in place.
impl<O: Paged, C> Unpin for Pages<'_, O, C> {}

impl<'a, O: Paged + 'a, C> Stream for Pages<'a, O, C> {
    type Item = Result<O::Response, call::Error<C>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged, C> fmt::Debug for Pages<'_, O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("action", &O::ACTION).field("next", &self.cursor.next).finish_non_exhaustive()
    }
}

/// The items of a list: a [`Stream`], and [`Items::next`] for those who have no use for streams. The next page is
/// fetched when the items of one have been taken.
#[must_use = "items are fetched when they are asked for"]
pub struct Items<'a, O: Paged, C> {
    pages: Pages<'a, O, C>,
    page: std::vec::IntoIter<O::Item>,
}

impl<'a, O: Paged + 'a, C> Items<'a, O, C> {
    /// The next item; none after the last.
    pub async fn next(&mut self) -> Option<Result<O::Item, call::Error<C>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item, call::Error<C>>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(mut page)) => self.page = std::mem::take(O::items(&mut page)).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: Paged, C> Unpin for Items<'_, O, C> {}

impl<'a, O: Paged + 'a, C> Stream for Items<'a, O, C> {
    type Item = Result<O::Item, call::Error<C>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged, C> fmt::Debug for Items<'_, O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(unit: Unit, position: i64, items: i64, size: Option<i64>, total: Option<i64>) -> Next {
        next_number(unit, Page { position, items, size, total, count: items })
    }

    #[test]
    fn offsets_go_on_by_what_came_until_the_total_is_reached() {
        assert_eq!(next(Unit::Items, 0, 20, Some(20), Some(50)), Next::At(20));
        assert_eq!(next(Unit::Items, 40, 10, Some(20), Some(50)), Next::End);
        assert_eq!(
            next(Unit::Items, 20, 7, Some(20), Some(50)),
            Next::At(27),
            "a page that is filtered is not the last"
        );
        assert_eq!(next(Unit::Items, 20, 0, Some(20), Some(50)), Next::End, "a total that is too large");
    }

    #[test]
    fn without_a_total_a_page_that_is_not_full_is_the_last() {
        assert_eq!(next(Unit::Items, 0, 20, Some(20), None), Next::At(20));
        assert_eq!(next(Unit::Items, 20, 19, Some(20), None), Next::End);
        assert_eq!(next(Unit::Items, 20, 19, None, None), Next::At(39));
        assert_eq!(next(Unit::Items, 39, 0, None, None), Next::End);
        assert_eq!(next(Unit::Items, 0, 3, Some(0), None), Next::At(3), "a size of nothing says nothing");
    }

    #[test]
    fn pages_are_counted_from_where_the_user_began() {
        assert_eq!(next(Unit::Pages, 1, 10, Some(10), Some(25)), Next::At(2));
        assert_eq!(next(Unit::Pages, 3, 5, Some(10), Some(25)), Next::End);
        assert_eq!(next(Unit::Pages, 1, 10, None, Some(10)), Next::End);
        assert_eq!(next(Unit::Pages, 1, 10, None, Some(11)), Next::At(2));
        assert_eq!(next(Unit::Pages, i64::MAX, 10, Some(10), None), Next::At(i64::MAX));
    }
}
