//! The order of keys: letters by their number, digits by their value. (go-yaml, `sorter.go`)

use std::borrow::Borrow;

use super::Dialect;

/// Sorts `items` by their keys. go-yaml's order is not transitive (`a9`, `a10`, `a1b`), so a sort of the standard library,
/// which may refuse such an order, does not do; this one only merges. Items that are in order already stay.
pub(super) fn sort<T>(items: &mut Vec<T>, key: impl Fn(&T) -> &[u8] + Copy, dialect: Dialect) {
    let is_after = |left: &T, right: &T| less(key(right), key(left), dialect);
    if items.windows(2).all(|pair| !is_after(&pair[0], &pair[1])) {
        return;
    }
    let taken = std::mem::take(items);
    *items = merge_sort(taken, &is_after);
}

fn merge_sort<T>(mut items: Vec<T>, is_after: &impl Fn(&T, &T) -> bool) -> Vec<T> {
    if items.len() < 2 {
        return items;
    }
    let right = items.split_off(items.len() / 2);
    let (left, right) = (merge_sort(items, is_after), merge_sort(right, is_after));
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        let from_right = match (left.peek(), right.peek()) {
            (Some(first), Some(second)) => is_after(first, second),
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => return merged,
        };
        merged.extend(if from_right { right.next() } else { left.next() });
    }
}

/// Whether the key `left` comes before `right`.
fn less(left: &[u8], right: &[u8], dialect: Dialect) -> bool {
    let (left, right) = (String::from_utf8_lossy(left), String::from_utf8_lossy(right));
    let (left, right): (&str, &str) = (left.borrow(), right.borrow());
    let mut others = right.chars();
    for (at, a) in left.char_indices() {
        let Some(b) = others.next() else {
            return false;
        };
        if a != b {
            let (before, rest) = left.split_at(at);
            return less_at(before, (a, rest), (b, &right[at..]), dialect);
        }
    }
    others.next().is_some()
}

/// Whether the first character decides for the left one: `before` is what both start with.
fn less_at(before: &str, (a, left): (char, &str), (b, right): (char, &str), dialect: Dialect) -> bool {
    match (a.is_alphabetic(), b.is_alphabetic()) {
        (true, true) => return a < b,
        (false, false) => {}
        (left_is_letter, right_is_letter) => {
            let behind_digit =
                dialect == Dialect::Pretty && before.ends_with(|last: char| last.is_ascii_digit());
            return if behind_digit { left_is_letter } else { right_is_letter };
        }
    }
    let digits_before = before.bytes().rev().take_while(u8::is_ascii_digit);
    let inside_number = (a == '0' || b == '0') && digits_before.into_iter().any(|digit| digit != b'0');
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit);
        let value = digits.fold(i64::from(inside_number), |value, digit| {
            value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'))
        });
        (value, text.bytes().take_while(u8::is_ascii_digit).count())
    };
    let (left, right) = (number(left), number(right));
    if left == right { a < b } else { left < right }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str, dialect: Dialect) -> String {
        let mut keys: Vec<&str> = text.split(' ').collect();
        sort(&mut keys, |key| key.as_bytes(), dialect);
        keys.join(" ")
    }

    #[test]
    fn digits_count_by_value() {
        assert_eq!(sorted("10 9 abc10 abc9 B a A b", Dialect::Json), "9 10 A B a abc9 abc10 b");
        assert_eq!(sorted("a_b ab a-b a.b", Dialect::Json), "a-b a.b a_b ab");
        assert_eq!(sorted("a01 a1 a001", Dialect::Json), "a1 a01 a001");
        assert_eq!(sorted("a1b a1-", Dialect::Json), "a1- a1b");
        assert_eq!(sorted("a1b a1-", Dialect::Pretty), "a1b a1-");
    }
}
